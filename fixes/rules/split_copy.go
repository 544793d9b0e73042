package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
)

// placeCopy: what goes into the application's folder belongs to the build; what
// the command starts from elsewhere is taken over; credentials stay behind.
func (s *split) placeCopy(m fixes.Moment) string {
	c, ok := s.p.ReadCopy(m)
	switch {
	case !ok:
		return s.unplaced(m, "what it copies is not certain")
	case inFolder(c.Dest, s.root):
		return s.keepOwner(m)
	case slices.ContainsFunc(c.Sources, func(name string) bool {
		return strings.HasPrefix(path.Base(name), ".npmrc") || strings.HasPrefix(path.Base(name), ".yarnrc")
	}):
		return ""
	case len(c.Sources) != 1 || m.Is("ADD") || m.Flag("chown") != nil || len(m.Heredocs) > 0:
		return s.unplaced(m, fmt.Sprintf("%s lies outside of %s", c.Dest, s.root))
	}
	dest := c.Dest
	if c.Dir {
		dest = path.Join(c.Dest, path.Base(c.Sources[0]))
	}
	if !s.started(dest) {
		return s.unplaced(m, fmt.Sprintf("nothing here says what needs %s at run time", dest))
	}
	s.carried = append(s.carried, dest)
	return ""
}

// keepOwner remembers the owner of the application's files.
func (s *split) keepOwner(m fixes.Moment) string {
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
func (s *split) started(abs string) bool {
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
func (s *split) commandLines() [][]string {
	process := s.target.Process
	var out [][]string
	for _, c := range []fixes.Command{process.Entrypoint, process.Cmd} {
		for _, w := range c.Words {
			out = append(out, strings.Fields(w))
		}
	}
	for _, m := range s.own() {
		if m.Is("HEALTHCHECK") {
			for _, c := range leanCommands(m) {
				out = append(out, wordsOf(c))
			}
		}
	}
	for _, b := range s.target.Builds {
		out = append(out, b.Command, b.Entrypoint)
	}
	return out
}
