package rules

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
)

// programManifest returns the package.json of the program, and its repository folder: that of the image's
// working directory, else that of a stage which the program is copied from, that above the file which
// the process starts, or that of the only project whose packages the image has. A program without one has
// an empty one, in the folder that lies at the working directory. It is nil when none of them is certain.
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
	for _, look := range []func(*fixes.Pass, *fixes.Target) programProject{startedProject, installedProject, bareProgramProject} {
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

// startedFile returns the path in the image of the file that the process starts, "" when it is not certain.
func startedFile(p *fixes.Pass, t *fixes.Target) string {
	words, dir := programWords(p, t)
	files, err := runFiles(p, t, words, dir)
	if err != nil || len(files) == 0 {
		return ""
	}
	if path.IsAbs(files[0]) {
		return files[0]
	}
	return path.Join(dir, files[0])
}

// startedProject looks at the folders above the file that the process starts, also where it is made.
func startedProject(p *fixes.Pass, t *fixes.Target) programProject {
	abs := startedFile(p, t)
	if abs == "" {
		return programProject{}
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
	for _, tree := range modulesIn(p, t.Stage, func(i *fixes.Install) bool { return i.Project() && i.Manifest != nil }) {
		if found.manifest != nil && found.dir != tree.install.Dir {
			return programProject{}
		}
		found = programProject{tree.install.Manifest, tree.install.Dir}
	}
	return found
}

// bareProgramProject looks at the file that the process starts: no folder above it has a package.json.
func bareProgramProject(p *fixes.Pass, t *fixes.Target) programProject {
	abs := startedFile(p, t)
	if abs == "" {
		return programProject{}
	}
	name, err := sourceOf(p, t, abs)
	if err != nil || name == "" {
		return programProject{}
	}
	dir := path.Dir(name)
	if below, ok := strings.CutPrefix(path.Dir(abs), t.Chain.End.Workdir+"/"); ok && strings.HasSuffix("/"+dir, "/"+below) {
		dir = path.Join(".", strings.TrimSuffix(dir, below))
	}
	return programProject{&node.Manifest{Path: path.Join(dir, "package.json")}, dir}
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
