package devneeds

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// removesWorkspace says which workspace is gone from the image when the install
// runs, "" for none: what depends on it cannot be linked, and a frozen install may
// stop where another one goes on.
func removesWorkspace(p *fixes.Pass, i *fixes.Install, rel string) string {
	if i.Workdir == "" {
		return ""
	}
	place := path.Join(i.Workdir, rel)
	for _, m := range p.Chain(i.Stage).Steps {
		if m.Instruction == i.At {
			break
		}
		if !strings.Contains(m.Spoken(), "rm ") {
			continue
		}
		for _, cmd := range launch.CommandsAt(m) {
			if cmd.Name() != "rm" || !cmd.DirKnown {
				continue
			}
			at := m.Scene
			at.Workdir = at.Abs(cmd.Dir)
			args, _ := cmd.Args()
			for _, arg := range args {
				if deploy.InFolder(place, at.Abs(arg)) {
					return fmt.Sprintf("it may stop: line %d removes %s, and whether another workspace needs it is not certain", m.StartLine, rel)
				}
			}
		}
	}
	return ""
}
