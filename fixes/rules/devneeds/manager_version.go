package devneeds

import (
	"path"

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
	_, major, _ := node.ParsePackageManager(ManagerAsked(p, i, name))
	return major
}

// ManagerAsked returns how that package manager is asked for, "pnpm@9.0.0", "" when it
// is not.
func ManagerAsked(p *fixes.Pass, i *fixes.Install, name string) (asked string) {
	for dir := i.Dir; ; dir = path.Dir(dir) {
		if m, err := p.Repo.Manifest(dir); err == nil && m != nil && m.PackageManager != "" {
			if manager, _, ok := node.ParsePackageManager(m.PackageManager); ok && manager.Command() == name {
				return m.PackageManager
			}
		}
		if dir == "." {
			break
		}
	}
	for _, m := range p.Chain(i.Stage).Steps {
		if m.Instruction == i.At && asked != "" {
			break
		}
		for _, script := range deploy.ScriptsOf(m) {
			for _, c := range script.Commands {
				for _, w := range c.Words {
					if at := versioned.FindStringSubmatch(w.Text); at != nil && at[1] == name {
						asked = w.Text
					}
				}
			}
		}
	}
	return asked
}
