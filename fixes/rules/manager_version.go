package rules

import (
	"path"
	"strconv"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
)

var versioned = pattern.New(`^(npm|pnpm|yarn)@[\^~v]?(\d+)`)

// installsAt returns the install commands of one instruction.
func installsAt(p *fixes.Pass, m fixes.Moment) []*fixes.Install {
	if !m.Is("RUN") || m.Stage == nil {
		return nil
	}
	var out []*fixes.Install
	for _, i := range p.Installs(m.Stage) {
		if i.At == m.Instruction {
			out = append(out, i)
		}
	}
	return out
}

// managerMajor returns the major of the pnpm or Yarn that a project's
// package.json, or a step before the instruction, asks for; 0 when neither
// does.
func managerMajor(p *fixes.Pass, i *fixes.Install, name string) int {
	for dir := i.Dir; ; dir = path.Dir(dir) {
		if m, err := p.Repo.Manifest(dir); err == nil && m != nil && m.PackageManager != "" {
			manager, major, ok := node.ParsePackageManager(m.PackageManager)
			if ok && manager.Command() == name {
				return major
			}
		}
		if dir == "." {
			break
		}
	}
	major := 0
	for _, m := range p.Chain(i.Stage).Steps {
		if m.Instruction == i.At && major > 0 {
			break
		}
		for _, script := range scriptsOf(m) {
			for _, c := range script.Commands {
				for _, w := range c.Words {
					if at := versioned.FindStringSubmatch(w.Text); at != nil && at[1] == name {
						major, _ = strconv.Atoi(at[2])
					}
				}
			}
		}
	}
	return major
}

func scriptsOf(m fixes.Moment) []*dockerfile.Script {
	if !m.Is("RUN") {
		return nil
	}
	return m.Scripts(m.Scene.Shell)
}
