package project

import (
	"maps"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
)

// NuxtTwo reports whether the project is one of Nuxt 2.
func (pr *Project) NuxtTwo() bool {
	all := pr.Manifest.All()
	return slices.ContainsFunc([]string{"nuxt", "nuxt-start", "nuxt-edge"}, func(pkg string) bool {
		return strings.HasPrefix(strings.TrimLeft(all[pkg], "^~>=v "), "2")
	})
}

// A Project is the package.json that lies in a folder of an image.
type Project struct {
	P        *fixes.Pass
	Dir      string // in the repository
	Manifest *node.Manifest
	Lock     *node.Lockfile
}

// HasDev reports whether there are dev dependencies, in the project or in one
// of its workspaces; a project that is not known may have some.
func (pr *Project) HasDev() bool {
	if pr.Manifest == nil || len(pr.Manifest.Dev) > 0 {
		return true
	}
	for _, dir := range WorkspacesOf(pr.P, pr.Dir, pr.Manifest) {
		if m, err := pr.P.Repo.Manifest(dir); err == nil && m != nil && len(m.Dev) > 0 {
			return true
		}
	}
	return false
}

// Omitted returns the dev dependencies that an install without them leaves out. What npm keeps as a peer of
// another package, as it does Prisma for its client, is none.
func (pr *Project) Omitted() []string {
	return slices.DeleteFunc(SortedNames(pr.Manifest.Dev), func(pkg string) bool { return !pr.LeftOut(pkg) })
}

// KeepsAll reports whether an install without dev dependencies leaves none out.
func (pr *Project) KeepsAll() bool {
	return pr.Manifest != nil && len(pr.Manifest.Dev) > 0 && len(pr.Manifest.Workspaces) == 0 && len(pr.Omitted()) == 0
}

// Across returns the project with what its workspaces ask for: their packages lie in
// its node_modules too, and an install for production leaves out what none of them has
// among its dependencies.
func (pr *Project) Across() *Project {
	if pr.Manifest == nil {
		return pr
	}
	dirs := WorkspacesOf(pr.P, pr.Dir, pr.Manifest)
	if len(dirs) == 0 {
		return pr
	}
	all := *pr.Manifest
	all.Dependencies, all.Dev, all.Optional = maps.Clone(all.Dependencies), maps.Clone(all.Dev), maps.Clone(all.Optional)
	for _, into := range []*map[string]string{&all.Dependencies, &all.Dev, &all.Optional} {
		if *into == nil {
			*into = map[string]string{}
		}
	}
	for _, dir := range dirs {
		m, err := pr.P.Repo.Manifest(dir)
		if err != nil || m == nil {
			continue
		}
		maps.Copy(all.Dependencies, m.Dependencies)
		maps.Copy(all.Dev, m.Dev)
		maps.Copy(all.Optional, m.Optional)
	}
	return &Project{pr.P, pr.Dir, &all, pr.Lock}
}
