package rules

import (
	"path"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
)

// programManifest returns the package.json of the program, and its repository folder: that of the image's
// working directory, else that of a stage which the program is copied from, that above the file which
// the process starts, or that of the only project whose packages the image has. It is nil when none of
// them is certain.
func programManifest(p *fixes.Pass, t *fixes.Target) (*node.Manifest, string) {
	if t.Manifest != nil {
		return t.Manifest, t.Dir
	}
	found := projectBehind.Of(p, t)
	return found.manifest, found.dir
}

// A programProject is the project of a program.
type programProject struct {
	manifest *node.Manifest
	dir      string
}

// projectBehind finds the project of a program where its working directory has no package.json.
var projectBehind = &fixes.TargetFact[programProject]{From: func(p *fixes.Pass, t *fixes.Target) programProject {
	if found := copiedProject(p, t.Stage, t.Chain.End.Workdir); found.manifest != nil {
		return found
	}
	for _, look := range []func(*fixes.Pass, *fixes.Target) programProject{startedProject, installedProject} {
		if found := look(p, t); found.manifest != nil {
			return found
		}
	}
	return programProject{}
}}

// copiedProject looks at the stages that files are copied from into a folder of a stage.
func copiedProject(p *fixes.Pass, stage *dockerfile.Stage, dir string) programProject {
	steps := p.Chain(stage).Steps
	for n := len(steps) - 1; n >= 0; n-- {
		c, ok := p.ReadCopy(steps[n])
		if !ok || c.From == nil || !inFolder(c.Dest, dir) {
			continue
		}
		if found := projectAtPath(p, c.From, p.Chain(c.From).End.Workdir); found.manifest != nil {
			return found
		}
	}
	return programProject{}
}

// startedProject looks at the folders above the file that the process starts, also where it is made.
func startedProject(p *fixes.Pass, t *fixes.Target) programProject {
	words, dir := programWords(p, t)
	files, err := runFiles(p, t, words, dir)
	if err != nil || len(files) == 0 {
		return programProject{}
	}
	abs := files[0]
	if !path.IsAbs(abs) {
		abs = path.Join(dir, abs)
	}
	for _, made := range p.MadeIn(t.Stage, abs) {
		for at := path.Dir(made.Path); at != "/" && at != "."; at = path.Dir(at) {
			if found := projectAtPath(p, made.Stage, at); found.manifest != nil {
				return found
			}
		}
	}
	return programProject{}
}

// installedProject looks at the installs whose packages the image has.
func installedProject(p *fixes.Pass, t *fixes.Target) (found programProject) {
	for _, tree := range modulesIn(p, t.Stage, func(i *fixes.Install) bool { return i.Project() && i.Manifest != nil }, 0) {
		if found.manifest != nil && found.dir != tree.install.Dir {
			return programProject{}
		}
		found = programProject{tree.install.Manifest, tree.install.Dir}
	}
	return found
}

// projectAtPath returns the project whose package.json lies in a folder of a stage.
func projectAtPath(p *fixes.Pass, stage *dockerfile.Stage, dir string) programProject {
	name, ok := p.Origin(stage, path.Join(dir, "package.json"), nil)
	if !ok {
		return programProject{}
	}
	m, err := p.Repo.Manifest(path.Dir(name))
	if err != nil || m == nil {
		return programProject{}
	}
	return programProject{m, path.Dir(name)}
}
