package project

import (
	"path"
	"slices"
	"strings"

	"github.com/moby/patternmatcher"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
)

// WorkspacesOf returns the folders of a project's workspaces, sorted: those
// that package.json or pnpm-workspace.yaml names.
func WorkspacesOf(p *fixes.Pass, dir string, m *node.Manifest) []string {
	patterns := WorkspacePatterns(p, dir, m)
	if len(patterns) == 0 {
		return nil
	}
	member := membersOf(patterns)
	var out []string
	for _, name := range p.Repo.Under(dir) {
		if path.Base(name) != "package.json" || strings.Contains("/"+name, "/node_modules/") {
			continue
		}
		at := path.Dir(name)
		if at == dir {
			continue
		}
		if member(strings.TrimPrefix(at, dir+"/")) {
			out = append(out, at)
		}
	}
	return out
}

// membersOf returns what tells whether patterns name a folder as a workspace, the last that
// names it first. A pattern names folders of its own depth, and none below those.
func membersOf(patterns []string) func(rel string) bool {
	type names struct {
		*patternmatcher.PatternMatcher
		not  bool
		deep int // -1 for any depth
	}
	var all []names
	for _, s := range patterns {
		own, not := strings.CutPrefix(s, "!")
		n := names{not: not, deep: strings.Count(own, "/")}
		if strings.Contains(own, "**") {
			n.deep = -1
		}
		var err error
		if n.PatternMatcher, err = patternmatcher.New([]string{own}); err == nil {
			all = append(all, n)
		}
	}
	return func(rel string) bool {
		for _, n := range slices.Backward(all) {
			if n.deep >= 0 && n.deep != strings.Count(rel, "/") {
				continue
			}
			if ok, _, err := n.MatchesUsingParentResults(rel, patternmatcher.MatchInfo{}); err == nil && ok {
				return !n.not
			}
		}
		return false
	}
}

// WorkspacePatterns returns the patterns of the workspaces' folders.
func WorkspacePatterns(p *fixes.Pass, dir string, m *node.Manifest) []string {
	var raw []string
	if m != nil {
		raw = append(raw, m.Workspaces...)
	}
	if data, ok, err := p.Repo.Read(path.Join(dir, "pnpm-workspace.yaml")); err == nil && ok {
		var file struct {
			Packages []string `yaml:"packages"`
		}
		if ReadYAML(string(data), &file) {
			raw = append(raw, file.Packages...)
		}
	}
	var patterns []string
	for _, s := range raw {
		not := ""
		if strings.HasPrefix(s, "!") {
			not, s = "!", s[1:]
		}
		if s = strings.Trim(strings.TrimPrefix(s, "./"), "/"); s != "" && s != "." {
			patterns = append(patterns, not+s)
		}
	}
	return patterns
}
