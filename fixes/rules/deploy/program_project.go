package deploy

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
)

// InFolder reports whether a path is the folder or below it; the root folder
// holds nothing in this sense.
func InFolder(name, dir string) bool {
	return dir != "/" && (name == dir || strings.HasPrefix(name, dir+"/"))
}

// ProgramManifest returns the package.json of the program, and its repository folder: that of the image's
// working directory, else that of a stage which the program is copied from, that above the file which
// the process starts, or that of the only project whose packages the image has. A program without one has
// an empty one, in the folder that lies at the working directory. It is nil when none of them is certain.
func ProgramManifest(p *fixes.Pass, t *fixes.Target) (*node.Manifest, string) {
	if t.Manifest != nil {
		return t.Manifest, t.Dir
	}
	found := projectBehind.Of(p, t)
	return found.Manifest, found.Dir
}

// A ProgramProject is the project of a program.
type ProgramProject struct {
	Manifest *node.Manifest
	Dir      string
}

// projectBehind finds the project of a program where its working directory has no package.json.
var projectBehind = &fixes.TargetFact[ProgramProject]{From: func(p *fixes.Pass, t *fixes.Target) ProgramProject {
	copied := func(p *fixes.Pass, t *fixes.Target) ProgramProject {
		return CopiedProject(p, t.Stage, t.Chain.End.Workdir)
	}
	for _, look := range []func(*fixes.Pass, *fixes.Target) ProgramProject{startedProject, copied, installedProject, bareProgramProject} {
		if found := look(p, t); found.Manifest != nil {
			return found
		}
	}
	return ProgramProject{}
}}

// CopiedProject looks at the stages that files are copied from into a folder of a stage.
func CopiedProject(p *fixes.Pass, stage *dockerfile.Stage, dir string) ProgramProject {
	steps := p.Chain(stage).Steps
	for n := len(steps) - 1; n >= 0; n-- {
		c, ok := p.ReadCopy(steps[n])
		if !ok || c.From == nil || !InFolder(c.Dest, dir) {
			continue
		}
		if found := projectAtPath(p, c.From, p.Chain(c.From).End.Workdir); found.Manifest != nil {
			return found
		}
	}
	return ProgramProject{}
}

// startedFile returns the path in the image of the file that the process starts, "" when it is not certain.
func startedFile(p *fixes.Pass, t *fixes.Target) string {
	words, dir := ProgramWords(p, t)
	files, err := RunFiles(p, t, words, dir)
	if err != nil || len(files) == 0 {
		return ""
	}
	if path.IsAbs(files[0]) {
		return files[0]
	}
	return path.Join(dir, files[0])
}

// startedProject looks at the folders above the file that the process starts, also where it is made.
func startedProject(p *fixes.Pass, t *fixes.Target) ProgramProject {
	abs := startedFile(p, t)
	if abs == "" {
		return ProgramProject{}
	}
	for _, made := range p.MadeIn(t.Stage, abs) {
		for at := path.Dir(made.Path); at != "/" && at != "."; at = path.Dir(at) {
			if found := projectAtPath(p, made.Stage, at); found.Manifest != nil {
				return found
			}
		}
	}
	return ProgramProject{}
}

// installedProject looks at the installs whose packages the image has.
func installedProject(p *fixes.Pass, t *fixes.Target) (found ProgramProject) {
	for _, tree := range ModulesIn(p, t.Stage, func(i *fixes.Install) bool { return i.Project() && i.Manifest != nil }) {
		if found.Manifest != nil && found.Dir != tree.Install.Dir {
			return ProgramProject{}
		}
		found = ProgramProject{tree.Install.Manifest, tree.Install.Dir}
	}
	return found
}

// bareProgramProject looks at the file that the process starts: no folder above it has a package.json.
func bareProgramProject(p *fixes.Pass, t *fixes.Target) ProgramProject {
	abs := startedFile(p, t)
	if abs == "" {
		return ProgramProject{}
	}
	name, err := SourceOf(p, t, abs)
	if err != nil || name == "" {
		return ProgramProject{}
	}
	dir := path.Dir(name)
	if below, ok := strings.CutPrefix(path.Dir(abs), t.Chain.End.Workdir+"/"); ok && strings.HasSuffix("/"+dir, "/"+below) {
		dir = path.Join(".", strings.TrimSuffix(dir, below))
	}
	return ProgramProject{&node.Manifest{Path: path.Join(dir, "package.json")}, dir}
}

// projectAtPath returns the project whose package.json lies in a folder of a stage.
func projectAtPath(p *fixes.Pass, stage *dockerfile.Stage, dir string) ProgramProject {
	name, ok := p.Origin(stage, path.Join(dir, "package.json"), nil)
	if !ok {
		return ProgramProject{}
	}
	m, err := p.Repo.Manifest(path.Dir(name))
	if err != nil || m == nil {
		return ProgramProject{}
	}
	return ProgramProject{m, path.Dir(name)}
}
