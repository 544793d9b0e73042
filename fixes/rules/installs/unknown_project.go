package installs

import (
	"fmt"
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// UnknownProject reports whether an install of a shipped image works on a
// package.json that is not certain, and is not held to a lockfile.
func UnknownProject(p *fixes.Pass, i *fixes.Install) bool {
	return i.Manifest == nil && !i.Clean && i.Verb != node.VerbFocus && shippedInstall(p, i)
}

// shippedInstall reports whether an install runs in a shipped image, or in a
// stage from which its node_modules is copied there.
func shippedInstall(p *fixes.Pass, i *fixes.Install) bool {
	for _, t := range p.Production() {
		if slices.ContainsFunc(t.Chain.Steps, func(m fixes.Moment) bool { return m.Instruction == i.At }) {
			return true
		}
		if len(deploy.ModulesIn(p, t.Stage, func(other *fixes.Install) bool { return other == i })) > 0 {
			return true
		}
	}
	return false
}

// AdviseUnknown says that nothing is known to hold the install to its versions.
func AdviseUnknown(p *fixes.Pass, i *fixes.Install, f *fixes.Finding) {
	f.Withheld = UnsureProject(i)
	place := i.Workdir
	if place == "" {
		place = "its folder"
	}
	if line, lock := lockNamed(p, i); lock != "" {
		f.Message = fmt.Sprintf("%s may resolve versions that %s, which line %d copies, does not name.", launch.InstallName(i), lock, line)
		return
	}
	f.Message = fmt.Sprintf("%s resolves versions anew at each build, unless a lockfile lies in %s: none is known to be copied there.", launch.InstallName(i), place)
}

// lockNamed returns the lockfile of the manager that a copy in front of an install names and puts
// beside it, wherever that comes from, and the line.
func lockNamed(p *fixes.Pass, i *fixes.Install) (line int, lock string) {
	if i.Workdir == "" {
		return 0, ""
	}
	for _, m := range p.Chain(i.Stage).Steps {
		if m.Instruction == i.At {
			break
		}
		c, ok := p.ReadCopy(m)
		if !ok {
			continue
		}
		for _, source := range c.Sources {
			name := path.Base(source)
			if slices.Contains(i.Manager.Lockfiles(), name) && (c.Dest == i.Workdir || c.Dest == path.Join(i.Workdir, name)) {
				return m.StartLine, source
			}
		}
	}
	return 0, ""
}
