package ignores

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

var (
	// namedEnv finds the environment files without which a command stops: node
	// reads them, env-cmd looks for .env when it is told nothing, and a shell
	// takes them in.
	namedEnv = pattern.New(`--env-file[= ]["']?([^\s"';&|]+)|\benv-cmd\s+(?:\S+\s+)*?(?:-f|--file)[= ]["']?([^\s"';&|]+)|(?:^|[\s;&|(])(?:\.|source)\s+["']?([^\s"';&|]*\.env[\w.-]*)`).Needs("--env-file", "env-cmd", ".env")
	// copiesEnv finds one that a command copies to somewhere else.
	copiesEnv = pattern.New(`(?:^|[\s;&|(])(?:cp|cpx2?|cpy|copyfiles|ncp|cpr)\s+(?:[^\s;&|]+\s+)*?["']?([^\s"';&|]*\.env[\w.*-]*)["']?\s+[^\s;&|]`).Needs(".env")
	envCmd    = pattern.New(`\benv-cmd\b`).Needs("env-cmd")
	loadsEnv  = pattern.New(`\bloadEnvFile\(`).Needs("loadEnvFile")
)

// needsNamedEnv holds back when a script that the image runs, or its code, names
// an environment file without which it stops, and the repository has no such file.
func (v *View) needsNamedEnv() string {
	for _, file := range v.tree {
		if path.Base(file) != "package.json" || strings.Contains(file, "node_modules/") {
			continue
		}
		m, err := v.p.Repo.Manifest(path.Join(v.Context.Dir, path.Dir(file)))
		if err != nil || m == nil {
			continue
		}
		for _, name := range project.SortedNames(m.Scripts) {
			missing, does := v.missingEnv(path.Dir(file), m.Scripts[name])
			if missing != "" && v.starts(m, name, map[string]bool{}) {
				return fmt.Sprintf("the script %q in %s %s %s", name, path.Join(v.Context.Dir, file), does, missing)
			}
		}
	}
	if where := v.scriptNamesEnv(); where != "" {
		return where
	}
	for _, file := range v.p.Sources(v.Context.Dir) {
		if found, err := v.p.Repo.Matches(file, loadsEnv); err == nil && found {
			return file + " loads one, and stops without it"
		}
	}
	return ""
}

// scriptNamesEnv returns the shell script that an image runs and that stops without an
// environment file which is not in the repository. One that looks for it first does not.
func (v *View) scriptNamesEnv() string {
	for _, name := range v.tree {
		if path.Ext(name) != ".sh" || v.mentions(path.Base(name)) == "" {
			continue
		}
		data, ok, err := v.p.Repo.Read(path.Join(v.Context.Dir, name))
		if err != nil || !ok || looksForFile.Match(data) {
			continue
		}
		if missing, does := v.missingEnv(".", string(data)); missing != "" {
			return fmt.Sprintf("%s %s %s", path.Join(v.Context.Dir, name), does, missing)
		}
	}
	return ""
}

// looksForFile finds a test for a file, in a script.
var looksForFile = pattern.New(`(\[|\btest)\s+(!\s+)?-[efrs]\s`).Needs("[", "test")

// starts reports whether a Dockerfile of the context or a compose file runs a
// script of package.json, itself, through another one, or around one.
func (v *View) starts(m *node.Manifest, script string, seen map[string]bool) bool {
	seen[script] = true
	call := regexp.MustCompile(`\b(npm|pnpm|yarn|bun)["',\s]+((run|run-script|-\S+)["',\s]+)*` + regexp.QuoteMeta(script) + `(["',\s]|$)`)
	for _, file := range v.files {
		if slices.ContainsFunc(file.Instructions, func(i *dockerfile.Instruction) bool { return call.MatchString(i.Spoken()) }) {
			return true
		}
	}
	for _, name := range v.p.Repo.Wanted() {
		if !strings.Contains(path.Base(name), "compose") {
			continue
		}
		if data, ok, err := v.p.Repo.Read(name); err == nil && ok && call.Match(data) {
			return true
		}
	}
	for _, hook := range []string{"pre", "post"} {
		if of, ok := strings.CutPrefix(script, hook); ok && m.Scripts[of] != "" && !seen[of] && v.starts(m, of, seen) {
			return true
		}
	}
	for other, line := range m.Scripts {
		if !seen[other] && call.MatchString(line) && v.starts(m, other, seen) {
			return true
		}
	}
	return false
}

// missingEnv returns the environment file that a command line names and that is
// not in the repository, and what the line does with it.
func (v *View) missingEnv(dir, line string) (name, does string) {
	found := namedEnv.FindAllStringSubmatch(line, -1)
	if len(found) == 0 && envCmd.MatchString(line) {
		found = [][]string{{"", ".env"}}
	}
	for _, m := range found {
		if name := strings.Join(m[1:], ""); v.lacksEnv(dir, name) {
			return name, "stops without"
		}
	}
	for _, m := range copiesEnv.FindAllStringSubmatch(line, -1) {
		if name := m[1]; v.lacksEnv(dir, name) && !envExample.MatchString(path.Base(name)) {
			return name, "copies"
		}
	}
	return "", ""
}

// lacksEnv reports whether a name is that of an environment file which neither the repository
// has nor an entry keeps out so far.
func (v *View) lacksEnv(dir, name string) bool {
	at := path.Join(dir, name)
	return strings.Contains(path.Base(name), ".env") && !slices.Contains(v.tree, at) && !v.hides(at)
}
