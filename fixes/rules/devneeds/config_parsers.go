package devneeds

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// configParsers are the packages, by the endings of files, with which the package config
// reads what is no JSON and no JavaScript; it loads the first that is there
// (https://github.com/node-config/node-config/wiki/Configuration-Files).
var configParsers = map[string][]string{
	".yaml": {"yaml", "js-yaml"}, ".yml": {"yaml", "js-yaml"}, ".ts": {"ts-node"}, ".toml": {"toml"}, ".hjson": {"hjson"}, ".cson": {"cson"},
	".coffee": {"coffeescript", "coffee-script"}, ".xml": {"x2js"}, ".properties": {"properties"},
}

// configParser returns the package that config needs for a file which it reads in
// production, where that is only a dev dependency. No file imports it.
func configParser(p *fixes.Pass, pr *project.Project) string {
	if pr.Manifest.Dependencies["config"] == "" {
		return ""
	}
	for _, name := range p.Repo.Files() {
		stem, _, _ := strings.Cut(path.Base(name), ".")
		stem, _, _ = strings.Cut(stem, "-")
		parsers := configParsers[path.Ext(name)]
		if path.Dir(name) != path.Join(pr.Dir, "config") || parsers == nil || !slices.Contains([]string{"default", "production", "local", "custom"}, stem) || !launch.CopiedAnywhere(p, name) {
			continue
		}
		if slices.ContainsFunc(parsers, func(pkg string) bool { return pr.Manifest.Depends(pkg) && !pr.LeftOut(pkg) }) {
			continue
		}
		if at := slices.IndexFunc(parsers, pr.LeftOut); at >= 0 {
			return fmt.Sprintf("config reads %s with %s, which is only in devDependencies. Move it to dependencies first", name, parsers[at])
		}
	}
	return ""
}
