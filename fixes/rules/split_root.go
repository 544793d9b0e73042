package rules

import (
	"fmt"
	"path"
)

// findRoot looks for the folder that holds everything the build works on.
func (s *split) findRoot() string {
	s.root = s.target.Chain.End.Workdir
	for _, m := range s.above() {
		switch c, ok := s.p.ReadCopy(m); {
		case ok && !c.Known:
			return s.unplaced(m, "where it copies to is not certain")
		case ok && !systemFolder.MatchString(c.Dest) && !s.takenOver(c) && !s.widen(c.Dest, c.Dir):
			return s.unplaced(m, fmt.Sprintf("%s lies outside of %s", c.Dest, s.root))
		}
		for _, i := range installsAt(s.p, m) {
			if i.Project() && (i.Workdir == "" || !s.widen(i.Workdir, true)) {
				return s.unplaced(m, fmt.Sprintf("the folder it installs in is not below %s", s.root))
			}
		}
	}
	return ""
}

// widen makes the root the folder of dest when that is above it; false when
// neither holds the other.
func (s *split) widen(dest string, dir bool) bool {
	if inFolder(dest, s.root) {
		return true
	}
	if !dir {
		dest = path.Dir(dest)
	}
	if dest != "/" && inFolder(s.root, dest) {
		s.root = dest
		return true
	}
	return false
}
