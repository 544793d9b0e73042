package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/dockerfile"
)

// needsCalledEnv holds back when a step of a build runs a program of the project
// that loads an environment file: what is in the file is there only then.
func (v *ignoreView) needsCalledEnv() (needs string) {
	if v.hides(".env") {
		return ""
	}
	v.eachCommand(func(place string, c *dockerfile.Command) bool {
		if entry := v.programOf(c); entry != "" && v.loadsEnvFile(entry) {
			needs = fmt.Sprintf("%s runs %s, which loads one", place, entry)
		}
		return needs == ""
	})
	return needs
}

// programOf returns the file of the context that a command has Node run, itself or
// by a script of package.json; "" for none.
func (v *ignoreView) programOf(c *dockerfile.Command) string {
	words := c.Leading()
	if len(words) < len(c.Words) {
		return ""
	}
	if m, err := v.p.Repo.Manifest(v.context.Dir); err == nil && m != nil {
		if script, argv := m.Runs(words); script != "" {
			words = argv
		}
	}
	if words = behindWrappers(words); len(words) < 2 || path.Base(words[0]) != "node" || strings.HasPrefix(words[1], "-") {
		return ""
	}
	for _, end := range []string{"", ".js", ".mjs", ".cjs", "/index.js"} {
		if name := v.fileOf(words[1] + end); name != "" && isJavaScript(name) {
			return path.Join(v.context.Dir, name)
		}
	}
	return ""
}

// loadsEnvFile reports whether a program imports what loads an environment file.
func (v *ignoreView) loadsEnvFile(entry string) bool {
	program, err := followProgram(v.p, []string{entry})
	return err == nil && slices.ContainsFunc(program.Packages, func(name string) bool {
		return name == "dotenv" || strings.HasPrefix(name, "dotenv/") || name == "dotenv-safe" || name == "dotenv-flow"
	})
}
