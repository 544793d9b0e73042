package installs

import (
	"fmt"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// exactPackage finds the name of a package with one version of it, and what is
// no package of a registry.
var exactPackage = pattern.New(`.@(v?\d+\.\d+\.\d+|\$)|^\$|^[./~]|:|\.tgz$`)

// AdviseNamed reports shipped images whose program is a package that a command
// names: no package.json and no lockfile hold its versions.
func AdviseNamed(p *fixes.Pass) {
	for _, t := range p.Production() {
		if t.Scripts != nil || projectInstalled(p) {
			continue
		}
		count := 0 // in the key: other fixes move instructions
		for _, m := range t.Chain.Steps {
			for _, c := range launch.CommandsAt(m) {
				message := namedMessage(c)
				if message == "" {
					continue
				}
				span := m.Span
				if c.Located {
					span = c.Span
				}
				count++
				p.Report(fixes.Finding{Span: span, Key: fmt.Sprintf("named %d.%d", t.Stage.Index, count), Severity: fixes.Info, Message: message})
			}
		}
	}
}

// projectInstalled reports whether a stage installs a project: packages that are
// named beside it are tools then.
func projectInstalled(p *fixes.Pass) bool {
	return slices.ContainsFunc(p.File.Stages, func(s *dockerfile.Stage) bool {
		return slices.ContainsFunc(p.Installs(s), func(i *fixes.Install) bool { return i.Project() })
	})
}

// namedMessage says what an install of named packages leaves open; "" when it
// leaves as little open as a command can. A variable may name one version.
func namedMessage(c *dockerfile.Command) string {
	i, ok := node.ParseInstall(deploy.WordsOf(c))
	if !ok || !c.Words[i.ManagerIndex].Literal || i.VerbIndex < 0 || !c.Words[i.VerbIndex].Literal {
		return ""
	}
	open := slices.DeleteFunc(slices.Clone(i.Packages), exactPackage.MatchString)
	switch {
	case i.Project() || i.Global && len(open) == 0:
		return ""
	case i.Global:
		return fmt.Sprintf("Each build takes the release of %s that is the newest then. Name an exact version.", launch.And(open))
	}
	return fmt.Sprintf("%s resolves %s and all that it needs anew at each build: no lockfile names the versions. Name them in a package.json, commit it with its lockfile, and install from that.",
		i.Manager.Command()+" "+c.Words[i.VerbIndex].Text, launch.And(i.Packages))
}
