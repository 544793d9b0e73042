package devneeds

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// devImportAcross is DevImport for a project with workspaces: it looks at the
// packages that the program belongs to and depends on. known is false when it is
// not certain which these are.
func devImportAcross(p *fixes.Pass, t *fixes.Target, pr *project.Project, dirs []string) (found string, known bool, err error) {
	packages, err := launch.PackagesOf(p, t, pr, dirs)
	if err != nil || len(packages) == 0 {
		return "", false, err
	}
	manifests := []*node.Manifest{pr.Manifest}
	for _, dir := range dirs {
		m, err := p.Repo.Manifest(dir)
		if err != nil || m == nil {
			return "", false, err
		}
		manifests = append(manifests, m)
	}
	all := pr.Across()
	if why := driverLeftOut(all); why != "" {
		return why, true, nil
	}
	if why, err := companionLeftOut(p, t, all); why != "" || err != nil {
		return why, true, err
	}
	r := &launch.Reach{P: p, T: t}
	for _, dir := range packages {
		if why, err := compilerAdds(p, t, &project.Project{P: p, Dir: dir, Manifest: all.Manifest, Lock: all.Lock}); why != "" || err != nil {
			return why, true, err
		}
		for _, name := range launch.SourcesIn(p, dir) {
			if dir == pr.Dir && slices.ContainsFunc(dirs, func(d string) bool { return deploy.InFolder(name, d) }) {
				continue // of a package that is looked at by itself
			}
			pkg, err := importsDropped(p, t, name, manifests)
			if err != nil {
				return "", false, err
			}
			why := fmt.Sprintf("%s imports %s, which is only in devDependencies. Move it to dependencies first", name, pkg)
			if pkg == "" {
				if why, err = needsDevIn(p, t, all, name); err != nil {
					return "", false, err
				}
			}
			if why == "" {
				continue
			}
			if loaded, err := r.Has(name); err != nil || loaded {
				return why, true, err
			}
		}
	}
	return "", true, nil
}

// importsDropped returns what a file imports that an install for production of
// all the manifests leaves out.
func importsDropped(p *fixes.Pass, t *fixes.Target, name string, manifests []*node.Manifest) (string, error) {
	facts, modules, err := usedModules(p, t, name, func(pkg string) bool { return dropped(pkg, manifests) })
	if err != nil || facts == nil {
		return "", err
	}
	for _, module := range slices.Concat(modules, reachedPackages(facts), namedPackages(facts)) {
		if strings.HasPrefix(module, ".") || node.Builtin(module) {
			continue
		}
		if pkg := project.PackageName(module); dropped(pkg, manifests) {
			return pkg, nil
		}
	}
	return "", nil
}

// dropped reports whether a package is a dev dependency of some manifest and
// nothing else of any.
func dropped(pkg string, manifests []*node.Manifest) bool {
	dev := slices.ContainsFunc(manifests, func(m *node.Manifest) bool { return m.DevOnly(pkg) })
	return dev && !slices.ContainsFunc(manifests, func(m *node.Manifest) bool {
		_, named := m.Section(pkg)
		return named && !m.DevOnly(pkg)
	})
}
