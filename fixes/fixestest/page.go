package fixestest

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
)

// documented: a rule's page is complete, its bad example is found, its good one
// is not. An example is a Dockerfile in the default project, or a txtar archive
// with "-- Dockerfile --" and whatever else it needs, alone when it brings a
// package.json or says "alone" above its first file.
func documented(t *testing.T, r *fixes.Rule) {
	d := r.Doc()
	for what, text := range map[string]string{"title": d.Title, "summary": d.Summary, "reasons": d.Why, "bad example": d.Bad, "good example": d.Good, "fix safety": d.Safety} {
		if strings.TrimSpace(text) == "" {
			t.Errorf("documented: the page has no %s", what)
		}
	}
	if len(d.References) == 0 {
		t.Error("documented: the page has no references")
	}
	if d.Title != r.ID {
		t.Errorf("documented: the page is titled %q", d.Title)
	}
	if r.Practice < 1 || r.Practice > 10 || r.Severity == 0 || r.Offers == 0 || r.Check == nil {
		t.Error("documented: practice, severity, offers or check is missing")
	}
	if got := exampleFindings(t, r, d.Bad); len(got) == 0 {
		t.Error("documented: the bad example is not found")
	}
	for _, o := range exampleFindings(t, r, d.Good) {
		t.Errorf("documented: the good example is found: %s:%d %s", o.Path, o.Start.Line, o.Message)
	}
}

func exampleFindings(t *testing.T, r *fixes.Rule, example string) []fixes.Outcome {
	t.Helper()
	images, err := image.ParseTable(defaultRegistry)
	if err != nil {
		t.Fatal(err)
	}
	files := exampleFiles(example)
	if f := files[registrySection]; f != nil {
		delete(files, registrySection)
		if images, err = image.ParseTable(string(f.Data)); err != nil {
			t.Fatal(err)
		}
	}
	plan, err := (&fixes.Engine{Rules: []*fixes.Rule{r}, Resolver: images, Now: today}).Plan(context.Background(), fixes.Snapshot{FS: files}, fixes.Policy{})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range plan.Errors {
		t.Errorf("documented: an example cannot be read: %s:%d %s", e.Path, e.Line, e.Message)
	}
	return plan.Findings
}

// exampleFiles puts an example into the default project.
func exampleFiles(example string) fstest.MapFS {
	archive := txtar.Parse([]byte(example))
	if len(archive.Files) == 0 {
		archive = &txtar.Archive{Files: []txtar.File{{Name: "Dockerfile", Data: []byte(example)}}}
	}
	alone := strings.TrimSpace(string(archive.Comment)) == "alone"
	for _, f := range archive.Files {
		alone = alone || f.Name == "package.json"
	}
	files := fstest.MapFS{}
	if !alone {
		for name, data := range defaultProject {
			files[name] = &fstest.MapFile{Data: []byte(data), Mode: 0o644}
		}
	}
	for _, f := range archive.Files {
		files[f.Name] = &fstest.MapFile{Data: f.Data, Mode: 0o644}
	}
	return files
}

// defaultProject is a small server in good order.
var defaultProject = map[string]string{
	"package.json": `{
  "name": "shop",
  "version": "1.0.0",
  "private": true,
  "engines": {"node": "22"},
  "scripts": {"start": "node server.js", "build": "tsc -p ."},
  "dependencies": {"express": "^4.19.2"},
  "devDependencies": {"typescript": "^5.4.5"}
}
`,
	"package-lock.json": `{
  "name": "shop",
  "version": "1.0.0",
  "lockfileVersion": 3,
  "requires": true,
  "packages": {
    "": {"name": "shop", "version": "1.0.0", "dependencies": {"express": "^4.19.2"}, "devDependencies": {"typescript": "^5.4.5"}, "engines": {"node": "22"}},
    "node_modules/express": {"version": "4.19.2"},
    "node_modules/typescript": {"version": "5.4.5", "dev": true, "bin": {"tsc": "bin/tsc"}}
  }
}
`,
	"server.js": `const express = require("express");
const server = express().listen(3000);
process.on("SIGTERM", () => server.close());
`,
	".dockerignore": "**/node_modules\n**/npm-debug.log*\n.git\n.gitignore\nDockerfile*\n.dockerignore\n**/.env\n**/.env.*\n!**/.env.example\n",
}

// defaultRegistry answers the images that examples use.
var defaultRegistry = registryOf("20", "22", "24", "lts", "latest", "current")

// registryOf lists a Node tag in its usual variants.
func registryOf(tags ...string) string {
	version := map[string]string{"20": "20.19.5", "22": "22.20.0", "24": "24.9.0", "lts": "22.20.0", "latest": "24.9.0", "current": "24.9.0"}
	var b strings.Builder
	for _, tag := range tags {
		for n, variant := range []string{"", "-alpine", "-slim", "-bookworm", "-bookworm-slim"} {
			v := version[tag]
			digest := strings.Repeat(v[:2], 31) + "0" + string(rune('0'+n))
			b.WriteString("node:" + tag + variant + " sha256:" + digest + " index NODE_VERSION=" + v + " entrypoint=docker-entrypoint.sh cmd=node\n")
		}
	}
	return b.String()
}
