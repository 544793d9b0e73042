package splits

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// placeCopy: what goes into the application's folder belongs to the build; what
// the command starts from elsewhere is taken over; credentials stay behind.
func (s *Split) placeCopy(m fixes.Moment) string {
	c, ok := s.P.ReadCopy(m)
	switch {
	case !ok:
		return s.unplaced(m, "what it copies is not certain")
	case deploy.InFolder(c.Dest, s.root):
		return s.keepOwner(m)
	case slices.ContainsFunc(c.Sources, func(name string) bool {
		return strings.HasPrefix(path.Base(name), ".npmrc") || strings.HasPrefix(path.Base(name), ".yarnrc")
	}):
		return ""
	case len(c.Sources) != 1 || m.Is("ADD") || m.Flag("chown") != nil || len(m.Heredocs) > 0:
		return s.unplaced(m, fmt.Sprintf("%s lies outside of %s", c.Dest, s.root))
	}
	dest := fileOf(c)
	if dest == "" {
		return s.unplaced(m, fmt.Sprintf("%s lies outside of %s", c.Dest, s.root))
	}
	if !s.started(dest) && !s.isFile(c) {
		return s.unplaced(m, fmt.Sprintf("nothing here says what needs %s at run time", dest))
	}
	s.carried = append(s.carried, dest)
	return ""
}

// fileOf returns where the one source of a copy lands, "" when it has several.
func fileOf(c *fixes.Copy) string {
	switch {
	case len(c.Sources) != 1 || !c.Known || strings.ContainsAny(c.Sources[0], "*?["):
		return ""
	case c.Dir:
		return path.Join(c.Dest, path.Base(c.Sources[0]))
	}
	return c.Dest
}

// isFile reports whether a copy takes one file of the repository: it can be
// taken over whether or not something needs it.
func (s *Split) isFile(c *fixes.Copy) bool {
	return c.Context() && s.P.Repo.Exists(path.Join(s.P.Context().Dir, c.Sources[0]))
}

// takenOver reports whether a copy brings one file to a place of its own.
func (s *Split) takenOver(c *fixes.Copy) bool {
	dest := fileOf(c)
	return dest != "" && !deploy.InFolder(dest, s.root) && !deploy.InFolder(s.root, path.Dir(dest)) && !c.At.Is("ADD") && s.isFile(c)
}

// copiedOutside reports whether a file outside of the application is one that a
// copy brings.
func (s *Split) copiedOutside(abs string) bool {
	return slices.ContainsFunc(s.own(), func(m fixes.Moment) bool {
		c, ok := s.P.ReadCopy(m)
		return ok && !m.Is("ADD") && fileOf(c) == abs && s.isFile(c)
	})
}

// keepOwner remembers the owner of the application's files.
func (s *Split) keepOwner(m fixes.Moment) string {
	chown := m.Flag("chown")
	if chown == nil {
		return ""
	}
	if s.owner != "" && s.owner != chown.Value || strings.Contains(chown.Value, "$") {
		return s.unplaced(m, "the application's files have more than one owner")
	}
	s.owner = chown.Value
	return ""
}

// started reports whether the image's process or health check names a file.
func (s *Split) started(abs string) bool {
	for _, words := range s.commandLines() {
		for _, w := range words {
			if w == abs || w == path.Base(abs) && (strings.HasSuffix(path.Dir(abs), "/bin")) {
				return true
			}
		}
	}
	return false
}

// commandLines returns the words of everything that the image starts.
func (s *Split) commandLines() [][]string {
	process := s.Target.Process
	var out [][]string
	for _, c := range []fixes.Command{process.Entrypoint, process.Cmd} {
		for _, w := range c.Words {
			out = append(out, strings.Fields(w))
		}
	}
	for _, m := range s.own() {
		if m.Is("HEALTHCHECK") {
			for _, c := range launch.LeanCommands(m) {
				out = append(out, deploy.WordsOf(c))
			}
		}
	}
	for _, b := range s.Target.Builds {
		out = append(out, b.Command, b.Entrypoint)
	}
	return out
}
