package devneeds

import (
	"path"
	"strconv"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
)

var versioned = pattern.New(`^(npm|pnpm|yarn)@[\^~v]?(\d+)`)

// ManagerMajor returns the major of the pnpm or Yarn that a project's
// package.json, or a step before the instruction, asks for; 0 when neither
// does.
func ManagerMajor(p *fixes.Pass, i *fixes.Install, name string) int {
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
		for _, script := range deploy.ScriptsOf(m) {
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
