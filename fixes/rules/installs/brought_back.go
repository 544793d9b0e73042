package installs

import (
	"fmt"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/devneeds"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// ReportBroughtBack reports dev dependencies of shipped images that an install without them, or a
// removal, has left out and that a later install of a package by its name brings again.
func ReportBroughtBack(p *fixes.Pass) {
	seen := map[*fixes.Install]bool{}
	for _, t := range p.Production() {
		for _, tree := range launch.DevBroughtBack(p, t.Stage) {
			i := tree.Install
			pr := launch.ProjectOfInstall(p, i)
			if seen[i] || !pr.HasDev() || pr.KeepsAll() {
				continue
			}
			seen[i] = true
			names := pr.Omitted()
			if len(names) > 3 {
				names = append(names[:2:2], fmt.Sprintf("%d more", len(names)-2))
			}
			of := ""
			if len(names) > 0 {
				of = " (" + launch.And(names) + ")"
			}
			p.Report(fixes.Finding{
				Span: devneeds.InstallSpan(i), Key: "again " + InstallKey(p, i),
				Message:  fmt.Sprintf("%s of %s installs the dev dependencies again%s, and they are part of the image that is shipped.", launch.InstallName(i), launch.And(i.Packages), of),
				Withheld: fmt.Sprintf("nodedock leaves commands that name packages as they are. Say %s there too, or add the package to package.json", OmitFlag(p, i)),
			})
		}
	}
}
