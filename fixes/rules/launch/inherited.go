package launch

import (
	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
)

// Inherits reports whether a stage is built from another, at any distance.
func Inherits(p *fixes.Pass, heir, stage *dockerfile.Stage) bool {
	for _, m := range p.Chain(heir).Steps {
		if m.Stage == stage {
			return true
		}
	}
	for s := heir.Parent; s != nil; s = s.Parent {
		if s == stage {
			return true
		}
	}
	return IsParent(p, stage, heir)
}

// InstallsSystem reports whether a RUN only works on the packages of the
// system.
func InstallsSystem(m fixes.Moment) bool {
	scripts := deploy.ScriptsOf(m)
	if len(scripts) == 0 {
		return false
	}
	for _, script := range scripts {
		for _, c := range script.Commands {
			switch c.Name() {
			case "apk", "apt-get", "apt", "apt-key", "add-apt-repository", "dpkg", "yum", "dnf", "microdnf", "rm", "ln", "update-ca-certificates", "sed", "set", "echo", "true", "fc-cache":
			default:
				return false
			}
		}
	}
	return true
}
