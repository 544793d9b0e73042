package splits

import (
	"fmt"
	"path"

	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/mounts"
)

// findRoot looks for the folder that holds everything the build works on.
func (s *Split) findRoot() string {
	s.root = s.Target.Chain.End.Workdir
	for _, m := range s.above() {
		switch c, ok := s.P.ReadCopy(m); {
		case ok && !c.Known:
			return s.unplaced(m, "where it copies to is not certain")
		case ok && !mounts.SystemFolder.MatchString(c.Dest) && !s.takenOver(c) && !s.widen(c.Dest, c.Dir):
			return s.unplaced(m, fmt.Sprintf("%s lies outside of %s", c.Dest, s.root))
		}
		for _, i := range deploy.InstallsAt(s.P, m) {
			if i.Project() && (i.Workdir == "" || !s.widen(i.Workdir, true)) {
				return s.unplaced(m, fmt.Sprintf("the folder it installs in is not below %s", s.root))
			}
		}
	}
	return ""
}

// widen makes the root the folder of dest when that is above it; false when
// neither holds the other.
func (s *Split) widen(dest string, dir bool) bool {
	if deploy.InFolder(dest, s.root) {
		return true
	}
	if !dir {
		dest = path.Dir(dest)
	}
	if dest != "/" && deploy.InFolder(s.root, dest) {
		s.root = dest
		return true
	}
	return false
}
