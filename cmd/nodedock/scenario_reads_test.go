package main

import (
	"testing"

	"github.com/nodedock/nodedock/bot/ghsim"
	"github.com/nodedock/nodedock/bot/ghsim/git"
)

// TestScenarioAllThatAPlanReadsComesByOneQuery has what a plan comes to on its way: links, code of
// tests and of what browsers load, guides, and changes that lie far apart in one file.
func TestScenarioAllThatAPlanReadsComesByOneQuery(t *testing.T) {
	s := newScene(t, staging{})
	files := naive()
	files["Dockerfile"] = "FROM node:22\n# 2\n# 3\n# 4\n# 5\n# 6\n# 7\n# 8\n# 9\nWORKDIR /app\nCOPY package*.json ./\nRUN npm install\n# 13\n# 14\n# 15\n# 16\n# 17\n# 18\n# 19\n# 20\nCOPY . .\n# 22\n# 23\n# 24\n# 25\n# 26\n# 27\n# 28\n# 29\nCMD npm start\n"
	files["server.js"] = "require('./assets/cards')\nrequire('express')().listen(3000)\n"
	files["assets/cards.js"] = "module.exports = require('./deep/list')\n"
	files["assets/deep/list.js"] = "module.exports = []\n"
	files["package.json"] = `{"name":"shop","scripts":{"start":"node server.js","image":"node test/tools/docker-build.js"},"dependencies":{"express":"^4.19.2"}}` + "\n"
	files["test/tools/docker-build.js"] = "require('child_process').execSync('docker build -t shop .')\n"
	files["compose.yml"] = "services:\n  web:\n    build: .\n"
	files["compose.tools.yml"] = "services:\n  web:\n    image: redis:7\n"
	files["Dockerfile.j2"], files["api/Dockerfile.tmpl"] = "FROM {{ base }}\n", "FROM node:20\n"
	files["notes/a.md"], files["notes/b.md"] = "docker compose up\n", "none\n"
	files["units/shop.service"], files["units/old.service"] = "shop@.service", "shop@.service"
	modes := map[string]string{"units/shop.service": git.ModeSymlink, "units/old.service": git.ModeSymlink}
	s.budget("the first pull request", 7, func() { s.pushTo(ghsim.Push{Repo: shop, Files: files, Modes: modes}) })
	if pull := s.open(shop); len(pull.Threads) == 0 {
		t.Error("no comment at a line")
	}
}
