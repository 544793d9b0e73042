package launch

import (
	"path"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// ProjectAt returns the project in a folder of the stage's image just before an
// instruction (nil: at the end); its manifest is nil when it is not certain.
func ProjectAt(p *fixes.Pass, stage *dockerfile.Stage, dir string, until *dockerfile.Instruction) *project.Project {
	pr := &project.Project{P: p}
	name, ok := p.Origin(stage, path.Join(dir, "package.json"), until)
	if !ok {
		return pr
	}
	pr.Dir = path.Dir(name)
	if m, err := p.Repo.Manifest(pr.Dir); err == nil {
		pr.Manifest = m
	}
	pr.Lock = LockBeside(p, pr.Dir)
	return pr
}

// ProjectOfInstall returns the project that an install works on.
func ProjectOfInstall(p *fixes.Pass, i *fixes.Install) *project.Project {
	return &project.Project{P: p, Dir: i.Dir, Manifest: i.Manifest, Lock: LockBeside(p, i.Dir)}
}

// LockBeside returns the lockfile of a repository folder, nil when there is
// none.
func LockBeside(p *fixes.Pass, dir string) *node.Lockfile {
	for _, name := range []string{"package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock"} {
		if at := path.Join(dir, name); p.Repo.Exists(at) {
			l, err := p.Repo.Lockfile(at)
			if err == nil {
				return l
			}
		}
	}
	return nil
}
