package rules

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// calledAsksGit returns the file of the context, in whatever language, that a
// step of the build names and that asks git.
func (v *ignoreView) calledAsksGit() string {
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
				if name := v.wordAsksGit(c, tree); name != "" {
					return name
				}
			}
		}
	}
	return ""
}

// wordAsksGit returns the file that a word of a command names and that asks git.
func (v *ignoreView) wordAsksGit(c *dockerfile.Command, tree map[string]bool) string {
	for _, w := range c.Words {
		name := inTree(w.Text, tree)
		if !w.Literal || name == "" || path.Ext(name) == ".json" || path.Ext(name) == ".md" {
			continue
		}
		full := path.Join(v.context.Dir, name)
		for _, asks := range []*pattern.Pattern{asksGit, startsGit} {
			if found, err := v.p.Repo.Matches(full, asks); err == nil && found {
				return name
			}
		}
	}
	return ""
}

// inTree returns the path of the context that a word names, as seen from a
// folder of the image that is not known; "" for none.
func inTree(word string, tree map[string]bool) string {
	for name := strings.TrimPrefix(path.Clean("/"+word), "/"); name != ""; {
		if tree[name] {
			return name
		}
		_, rest, nested := strings.Cut(name, "/")
		if !nested {
			return ""
		}
		name = rest
	}
	return ""
}
