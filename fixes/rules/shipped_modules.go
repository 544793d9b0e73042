package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
)

// A moduleTree is a node_modules folder with dev dependencies in a stage's
// image, and the way it came there.
type moduleTree struct {
	install *fixes.Install
	// dir is the folder that holds node_modules in the stage looked at.
	dir string
	// from is the stage that it was copied from last, and fromDir its folder
	// there; from is nil when no COPY brought it.
	from    *dockerfile.Stage
	fromDir string
}

// devModules returns the trees with dev dependencies that are in a stage's
// image at its end: full installs whose result was neither pruned, replaced
// nor removed.
func devModules(p *fixes.Pass, stage *dockerfile.Stage) []moduleTree {
	return modulesIn(p, stage, func(i *fixes.Install) bool { return !omitsDev(p, i) && !otherBranchOmits(p, i) })
}

// modulesIn returns the trees of the installs that counts says yes to.
func modulesIn(p *fixes.Pass, stage *dockerfile.Stage, counts func(*fixes.Install) bool) []moduleTree {
	w := &moduleWalk{p: p, counts: counts, known: map[*dockerfile.Stage][]moduleTree{}}
	return w.in(stage)
}

// A moduleWalk looks into each stage once, however often files are copied from it.
type moduleWalk struct {
	p      *fixes.Pass
	counts func(*fixes.Install) bool
	known  map[*dockerfile.Stage][]moduleTree
}

func (w *moduleWalk) in(stage *dockerfile.Stage) []moduleTree {
	if trees, known := w.known[stage]; known {
		return trees
	}
	w.known[stage] = nil
	p := w.p
	var trees []moduleTree
	for _, m := range p.Chain(stage).Steps {
		if c, ok := p.ReadCopy(m); ok && c.From != nil {
			var copied []moduleTree
			for _, t := range w.in(c.From) {
				if dir, ok := copiedModules(c, t.dir); ok {
					trees = without(trees, dir)
					copied = append(copied, moduleTree{t.install, dir, c.From, t.dir})
				}
			}
			trees = append(trees, copied...)
		}
		for _, script := range scriptsOf(m) {
			for _, command := range script.Commands {
				trees = runOn(p, m, command, w.counts, trees)
			}
		}
	}
	w.known[stage] = trees
	return trees
}

// copiedModules returns the folder that holds node_modules after a COPY, when
// the COPY takes that of dir.
func copiedModules(c *fixes.Copy, dir string) (string, bool) {
	modules := path.Join(dir, "node_modules")
	for _, source := range c.Sources {
		source = path.Join("/", source)
		switch {
		case source == modules:
			if path.Base(c.Dest) == "node_modules" {
				return path.Dir(c.Dest), true
			}
			return c.Dest, true
		case source == "/" || strings.HasPrefix(modules, source+"/"):
			return path.Join(c.Dest, strings.TrimPrefix(dir, source)), true
		}
	}
	return "", false
}

func without(trees []moduleTree, dir string) []moduleTree {
	return slices.DeleteFunc(slices.Clone(trees), func(t moduleTree) bool { return t.dir == dir })
}

// runOn returns the trees after one command.
func runOn(p *fixes.Pass, m fixes.Moment, c *dockerfile.Command, counts func(*fixes.Install) bool, trees []moduleTree) []moduleTree {
	if dir, ok := removesModules(m, c); ok {
		return without(trees, dir)
	}
	for _, folder := range removedFolders(m, c) {
		trees = slices.DeleteFunc(slices.Clone(trees), func(t moduleTree) bool { return inFolder(t.dir, folder) })
	}
	for _, i := range installsAt(p, m) {
		if i.Command != c || !i.Project() || i.Workdir == "" || modulesMounted(i) {
			continue
		}
		if !c.Conditional {
			trees = without(trees, i.Workdir)
		}
		if counts(i) {
			trees = append(trees, moduleTree{install: i, dir: i.Workdir})
		}
	}
	return trees
}
