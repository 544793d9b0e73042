package rules

import (
	"maps"
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
)

// A project is the package.json that lies in a folder of an image.
type project struct {
	p        *fixes.Pass
	dir      string // in the repository
	manifest *node.Manifest
	lock     *node.Lockfile
}

// projectAt returns the project in a folder of the stage's image just before an
// instruction (nil: at the end); its manifest is nil when it is not certain.
func projectAt(p *fixes.Pass, stage *dockerfile.Stage, dir string, until *dockerfile.Instruction) *project {
	pr := &project{p: p}
	name, ok := p.Origin(stage, path.Join(dir, "package.json"), until)
	if !ok {
		return pr
	}
	pr.dir = path.Dir(name)
	if m, err := p.Repo.Manifest(pr.dir); err == nil {
		pr.manifest = m
	}
	pr.lock = lockBeside(p, pr.dir)
	return pr
}

// projectOfInstall returns the project that an install works on.
func projectOfInstall(p *fixes.Pass, i *fixes.Install) *project {
	return &project{p: p, dir: i.Dir, manifest: i.Manifest, lock: lockBeside(p, i.Dir)}
}

// lockBeside returns the lockfile of a repository folder, nil when there is
// none.
func lockBeside(p *fixes.Pass, dir string) *node.Lockfile {
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

// hasDev reports whether there are dev dependencies, in the project or in one
// of its workspaces; a project that is not known may have some.
func (pr *project) hasDev() bool {
	if pr.manifest == nil || len(pr.manifest.Dev) > 0 {
		return true
	}
	for _, dir := range workspacesOf(pr.p, pr.dir, pr.manifest) {
		if m, err := pr.p.Repo.Manifest(dir); err == nil && m != nil && len(m.Dev) > 0 {
			return true
		}
	}
	return false
}

// omitted returns the dev dependencies that an install without them leaves out. What npm keeps as a peer of
// another package, as it does Prisma for its client, is none.
func (pr *project) omitted() []string {
	return slices.DeleteFunc(sortedNames(pr.manifest.Dev), func(pkg string) bool { return !pr.leftOut(pkg) })
}

// keepsAll reports whether an install without dev dependencies leaves none out.
func (pr *project) keepsAll() bool {
	return pr.manifest != nil && len(pr.manifest.Dev) > 0 && len(pr.manifest.Workspaces) == 0 && len(pr.omitted()) == 0
}

// across returns the project with what its workspaces ask for: their packages lie in
// its node_modules too, and an install for production leaves out what none of them has
// among its dependencies.
func (pr *project) across() *project {
	if pr.manifest == nil {
		return pr
	}
	dirs := workspacesOf(pr.p, pr.dir, pr.manifest)
	if len(dirs) == 0 {
		return pr
	}
	all := *pr.manifest
	all.Dependencies, all.Dev, all.Optional = maps.Clone(all.Dependencies), maps.Clone(all.Dev), maps.Clone(all.Optional)
	for _, into := range []*map[string]string{&all.Dependencies, &all.Dev, &all.Optional} {
		if *into == nil {
			*into = map[string]string{}
		}
	}
	for _, dir := range dirs {
		m, err := pr.p.Repo.Manifest(dir)
		if err != nil || m == nil {
			continue
		}
		maps.Copy(all.Dependencies, m.Dependencies)
		maps.Copy(all.Dev, m.Dev)
		maps.Copy(all.Optional, m.Optional)
	}
	return &project{pr.p, pr.dir, &all, pr.lock}
}
