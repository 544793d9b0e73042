package splits

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// onlyInstalls reports whether the build does nothing but install packages.
func (s *Split) onlyInstalls() bool {
	for _, m := range s.above() {
		if c, ok := s.P.ReadCopy(m); ok && deploy.InFolder(c.Dest, s.root) && !s.sameInContext(c) {
			return false
		}
		if !m.Is("RUN") {
			continue
		}
		for _, c := range launch.LeanCommands(m) {
			words := c.Leading()
			if i, ok := node.ParseInstall(words); s.kindOfCommand(m, c, words) == buildRun && !(ok && i.Project()) {
				return false
			}
		}
	}
	for _, i := range s.P.Installs(s.Stage) {
		if i.At.Index > s.cut.Index || !i.Project() {
			continue
		}
		if i.Workdir != s.root || i.Manifest == nil {
			return false
		}
		for _, hook := range project.HooksOf(i.Manager) {
			if i.Manifest.Scripts[hook] != "" && !i.IgnoreScripts {
				return false // it may make files outside of node_modules
			}
		}
	}
	return true
}

// sameInContext reports whether a copy of the whole context brings the same
// files to the same places.
func (s *Split) sameInContext(c *fixes.Copy) bool {
	if !c.Context() || c.At.Is("ADD") || len(c.At.Heredocs) > 0 {
		return false
	}
	dest := strings.TrimPrefix(strings.TrimPrefix(c.Dest, s.root), "/")
	for _, name := range c.Sources {
		name = path.Join("/", name)[1:]
		folder := s.P.Repo.IsDir(path.Join(s.P.Context().Dir, name))
		if dest != name && (folder || path.Join(dest, path.Base(name)) != name) {
			return false
		}
	}
	return true
}

// copiesContextBelow reports whether the whole build context is copied behind
// the cut.
func (s *Split) copiesContextBelow() bool {
	return slices.ContainsFunc(s.below(), func(m fixes.Moment) bool {
		c, ok := s.P.ReadCopy(m)
		return ok && c.Known && c.Context() && c.Dest == s.root && slices.Equal(c.Sources, []string{"."})
	})
}
