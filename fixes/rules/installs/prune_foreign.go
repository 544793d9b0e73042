package installs

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/devneeds"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// pruneTakesForeign says what lies in node_modules that the lockfile does not name:
// all managers remove it together with dev dependencies. Hidden folders stay.
func pruneTakesForeign(p *fixes.Pass, at devneeds.PrunePlace, i *fixes.Install) string {
	lock := launch.LockBeside(p, i.Dir)
	if lock == nil {
		return ""
	}
	for _, chain := range []*fixes.Chain{p.Chain(i.Stage), p.Chain(at.Stage)} {
		for _, m := range chain.Steps {
			if m.Index > at.After.Index && chain.Own(m) {
				break
			}
			name := broughtByHand(p, m, at, lock)
			if name == "" {
				name = broughtByScript(p, m, at, lock)
			}
			if name != "" {
				return fmt.Sprintf("line %d puts %s into node_modules, which %s does not name, and the removal would take it out. Add it to package.json, or install without dev dependencies in a stage of its own", m.StartLine, name, path.Base(lock.Path))
			}
		}
	}
	return generatedForeign(p, i, lock)
}

// broughtByHand returns the package that a step puts into node_modules without a
// package manager and that the lockfile does not name, "" for none.
func broughtByHand(p *fixes.Pass, m fixes.Moment, at devneeds.PrunePlace, lock *node.Lockfile) string {
	if c, ok := p.ReadCopy(m); ok {
		if c.Known {
			return foreignTo(lock, c.Dest, path.Join(at.Dir, "node_modules"))
		}
		return ""
	}
	for _, script := range deploy.ScriptsOf(m) {
		for _, c := range script.Commands {
			words := deploy.WordsOf(c)
			if len(words) < 2 || !putsFiles[c.Name()] || !c.DirKnown || !m.Scene.WorkdirKnown {
				continue
			}
			dest := path.Join(m.Scene.Abs(c.Dir), words[len(words)-1])
			if path.IsAbs(words[len(words)-1]) {
				dest = path.Clean(words[len(words)-1])
			}
			if name := foreignTo(lock, dest, path.Join(at.Dir, "node_modules")); name != "" {
				return name
			}
		}
	}
	return ""
}

var putsFiles = project.WordSet("cp mv ln mkdir tar rsync")

// foreignTo returns the package of a path in a node_modules that no lockfile entry
// is for.
func foreignTo(lock *node.Lockfile, dest, modules string) string {
	inside, ok := strings.CutPrefix(dest, modules+"/")
	if !ok || inside == "" || strings.HasPrefix(inside, ".") {
		return ""
	}
	if name := project.PackageName(inside); !strings.ContainsAny(name, "$*") && !lock.Has(name) {
		return name
	}
	return ""
}

var schemas = &fixes.Selection{Named: func(name string) bool { return path.Ext(name) == ".prisma" }}

var (
	generatedTo   = pattern.New(`(?m)^\s*output\s*=\s*"([^"\n]*node_modules/[^"\n]+)"`).Needs("node_modules/")
	writesModules = pattern.New(`(?m)^\s*provider\s*=\s*"(?:node \S*)?typegraphql-prisma"`).Needs("typegraphql-prisma")
)

// generatedForeign says which package Prisma generates into node_modules under a
// name that the lockfile does not have.
func generatedForeign(p *fixes.Pass, i *fixes.Install, lock *node.Lockfile) string {
	names, err := p.Repo.Select(schemas)
	if err != nil {
		return ""
	}
	for _, name := range slices.DeleteFunc(names, func(name string) bool { return !launch.InFolderOrRoot(name, i.Dir) }) {
		if ok, err := p.Repo.Matches(name, writesModules); err == nil && ok {
			return fmt.Sprintf("%s generates @generated/type-graphql into node_modules, and the removal would take it out. Set an output elsewhere", name)
		}
		found, err := p.Repo.FindAll(name, generatedTo)
		if err != nil {
			return ""
		}
		for _, m := range found {
			if pkg := foreignTo(lock, path.Join(path.Dir(name), m[1]), path.Join(i.Dir, "node_modules")); pkg != "" {
				return fmt.Sprintf("%s generates %s into node_modules, and the removal would take it out. Set an output elsewhere", name, pkg)
			}
		}
	}
	return ""
}
