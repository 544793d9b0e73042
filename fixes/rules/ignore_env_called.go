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
func (v *ignoreView) needsCalledEnv() string {
	if v.hides(".env") {
		return ""
	}
	tree := make(map[string]bool, len(v.tree))
	for _, name := range v.tree {
		tree[name] = true
	}
	for _, file := range v.files {
		for _, i := range file.Instructions {
			if !i.Is("RUN") {
				continue
			}
			for _, c := range commandsIn(i, i.Stage.ShellAt(i)) {
				if entry := v.programOf(c, tree); entry != "" && v.loadsEnvFile(entry) {
					return fmt.Sprintf("%s:%d runs %s, which loads one", file.Path, i.StartLine, entry)
				}
			}
		}
	}
	return ""
}

// programOf returns the file of the context that a command has Node run, itself or
// by a script of package.json; "" for none.
func (v *ignoreView) programOf(c *dockerfile.Command, tree map[string]bool) string {
	var words []string
	for _, w := range c.Words {
		if !w.Literal {
			return ""
		}
		words = append(words, w.Text)
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
		if name := inTree(words[1]+end, tree); name != "" && isJavaScript(name) {
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
