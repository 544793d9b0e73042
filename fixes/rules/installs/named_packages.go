package installs

import (
	"fmt"
	"path"
	"slices"
	"strings"

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

// otherSource finds what is no package of a registry, or not known to be one.
var otherSource = pattern.New(`^[./~]|[$:]|\.tgz$`)

// AdviseNamed reports shipped images whose program is a package that a command
// names: no package.json and no lockfile hold its versions. Where package.json lies
// beside it, packages count that it does not name.
func AdviseNamed(p *fixes.Pass) {
	for _, t := range p.Production() {
		if projectInstalled(p) || t.Scripts != nil && t.Manifest == nil {
			continue
		}
		count := 0 // in the key: other fixes move instructions
		for _, m := range t.Chain.Steps {
			for _, c := range launch.CommandsAt(m) {
				message := namedMessage(t, c)
				if message == "" || t.Manifest != nil && m.Scene.Workdir != t.Chain.End.Workdir {
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
func namedMessage(t *fixes.Target, c *dockerfile.Command) string {
	i, ok := node.ParseInstall(deploy.WordsOf(c))
	if !ok || !c.Words[i.ManagerIndex].Literal || i.VerbIndex < 0 || !c.Words[i.VerbIndex].Literal {
		return ""
	}
	if t.Manifest != nil {
		return besideMessage(t, c, &i)
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

// besideMessage says what an install of packages leaves open that the package.json beside it
// does not name. With it, npm and its like install all that package.json names.
func besideMessage(t *fixes.Target, c *dockerfile.Command, i *node.Install) string {
	if i.Project() || i.Global || i.Prefix != "" || i.Workspaces || c.Dir != "" || !c.DirKnown {
		return ""
	}
	packages := slices.DeleteFunc(slices.Clone(i.Packages), func(spec string) bool {
		at := strings.LastIndex(spec, "@")
		name := spec
		if at > 0 {
			name = spec[:at]
		}
		return otherSource.MatchString(spec) || t.Manifest.Depends(name)
	})
	if len(packages) == 0 {
		return ""
	}
	return fmt.Sprintf("%s resolves %s with all dependencies anew at each build, as %s does not name that. Add it there and to the lockfile, and install from those.",
		i.Manager.Command()+" "+c.Words[i.VerbIndex].Text, launch.And(packages), path.Join(t.Dir, "package.json"))
}
