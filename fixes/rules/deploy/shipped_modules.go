package deploy

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
)

// ModulesMounted reports whether a RUN mounts something over node_modules, so
// that what it installs is not in the image.
func ModulesMounted(i *fixes.Install) bool {
	for _, f := range i.At.Flags {
		if f.Name != "mount" {
			continue
		}
		for _, part := range strings.Split(f.Value, ",") {
			key, value, _ := strings.Cut(part, "=")
			if (key == "target" || key == "dst" || key == "destination") && path.Base(value) == "node_modules" {
				return true
			}
		}
	}
	return false
}

// InstallsAt returns the install commands of one instruction.
func InstallsAt(p *fixes.Pass, m fixes.Moment) []*fixes.Install {
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

// ScriptsOf returns what a RUN gives to its shell, and nothing for another instruction.
func ScriptsOf(m fixes.Moment) []*dockerfile.Script {
	if !m.Is("RUN") {
		return nil
	}
	return m.Scripts(m.Scene.Shell)
}

// A ModuleTree is a node_modules folder with dev dependencies in a stage's
// image, and the way it came there.
type ModuleTree struct {
	Install *fixes.Install
	// Dir is the folder that holds node_modules in the stage looked at.
	Dir string
	// From is the stage that it was copied from last, and FromDir its folder
	// there; from is nil when no COPY brought it.
	From    *dockerfile.Stage
	FromDir string
}

// ModulesIn returns the trees of the installs that counts says yes to.
func ModulesIn(p *fixes.Pass, stage *dockerfile.Stage, counts func(*fixes.Install) bool) []ModuleTree {
	w := &moduleWalk{p: p, counts: counts, known: map[*dockerfile.Stage][]ModuleTree{}}
	return w.in(stage)
}

// ModulesBack is ModulesIn with the trees that are filled again by an install of packages by their names
// to which brings says yes.
func ModulesBack(p *fixes.Pass, stage *dockerfile.Stage, counts, brings func(*fixes.Install) bool) []ModuleTree {
	w := &moduleWalk{p: p, counts: counts, brings: brings, known: map[*dockerfile.Stage][]ModuleTree{}}
	return w.in(stage)
}

// A moduleWalk looks into each stage once, however often files are copied from it.
type moduleWalk struct {
	p      *fixes.Pass
	counts func(*fixes.Install) bool
	brings func(*fixes.Install) bool // nil for none
	known  map[*dockerfile.Stage][]ModuleTree
}

func (w *moduleWalk) in(stage *dockerfile.Stage) []ModuleTree {
	if trees, known := w.known[stage]; known {
		return trees
	}
	w.known[stage] = nil
	p := w.p
	var trees []ModuleTree
	for _, m := range p.Chain(stage).Steps {
		if c, ok := p.ReadCopy(m); ok && c.From != nil {
			var copied []ModuleTree
			for _, t := range w.in(c.From) {
				if dir, ok := CopiedModules(c, t.Dir); ok {
					trees = without(trees, dir)
					copied = append(copied, ModuleTree{t.Install, dir, c.From, t.Dir})
				}
			}
			trees = append(trees, copied...)
		}
		for _, script := range ScriptsOf(m) {
			for _, command := range script.Commands {
				trees = w.named(m, command, runOn(p, m, command, w.counts, trees))
			}
		}
	}
	w.known[stage] = trees
	return trees
}

// CopiedModules returns the folder that holds node_modules after a COPY, when
// the COPY takes that of dir.
func CopiedModules(c *fixes.Copy, dir string) (string, bool) {
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

func without(trees []ModuleTree, dir string) []ModuleTree {
	return slices.DeleteFunc(slices.Clone(trees), func(t ModuleTree) bool { return t.Dir == dir })
}

// named adds the tree that a command fills again.
func (w *moduleWalk) named(m fixes.Moment, c *dockerfile.Command, trees []ModuleTree) []ModuleTree {
	if w.brings == nil {
		return trees
	}
	for _, i := range InstallsAt(w.p, m) {
		there := slices.ContainsFunc(trees, func(t ModuleTree) bool { return t.Dir == i.Workdir })
		if i.Command == c && len(i.Packages) > 0 && !i.Global && i.Workdir != "" && !there && !ModulesMounted(i) && w.brings(i) {
			trees = append(trees, ModuleTree{Install: i, Dir: i.Workdir})
		}
	}
	return trees
}

// runOn returns the trees after one command.
func runOn(p *fixes.Pass, m fixes.Moment, c *dockerfile.Command, counts func(*fixes.Install) bool, trees []ModuleTree) []ModuleTree {
	if dir, ok := RemovesModules(m, c); ok {
		return without(trees, dir)
	}
	for _, folder := range removedFolders(m, c) {
		trees = slices.DeleteFunc(slices.Clone(trees), func(t ModuleTree) bool { return InFolder(t.Dir, folder) })
	}
	for _, i := range InstallsAt(p, m) {
		if i.Command != c || !i.Project() || i.Workdir == "" || ModulesMounted(i) {
			continue
		}
		if !c.Conditional {
			trees = without(trees, i.Workdir)
		}
		if counts(i) {
			trees = append(trees, ModuleTree{Install: i, Dir: i.Workdir})
		}
	}
	return trees
}
