package installs

import (
	"fmt"
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
func AdviseUnknown(i *fixes.Install, f *fixes.Finding) {
	place := i.Workdir
	if place == "" {
		place = "its folder"
	}
	f.Message = fmt.Sprintf("%s resolves versions anew at each build, unless a lockfile lies in %s: none is known to be copied there.", launch.InstallName(i), place)
	f.Withheld = UnsureProject(i)
}
