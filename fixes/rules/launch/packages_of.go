package launch

import (
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/source"
)

// PackagesOf returns the folders of the packages that a program is made of: that
// of its entry, and those of this repository that it depends on.
func PackagesOf(p *fixes.Pass, t *fixes.Target, pr *project.Project, dirs []string) ([]string, error) {
	words, _ := deploy.ProgramWords(p, t)
	if len(words) == 0 || !project.Runners[path.Base(words[0])] {
		return nil, nil
	}
	entries, err := ProgramEntries(p, t)
	if err != nil || len(entries) == 0 {
		return nil, err
	}
	own := p.Repo.Packages()
	var out []string
	for _, name := range entries {
		out = append(out, project.ProjectOf(p, name))
	}
	for n := 0; n < len(out); n++ {
		if out[n] != pr.Dir && !slices.Contains(dirs, out[n]) {
			return nil, nil // a package that is none of this project
		}
		m, err := p.Repo.Manifest(out[n])
		if err != nil || m == nil {
			return nil, err
		}
		deps, imported := project.SortedNames(m.All()), packagesImported(p, out[n])
		if out[n] == pr.Dir { // every workspace is linked beside the root's program, named or not
			deps = append(deps, imported...)
		}
		for _, dep := range deps {
			other := own[dep]
			if other == nil || slices.Contains(out, path.Dir(other.Path)) {
				continue
			}
			if m.DevOnly(dep) && !slices.Contains(imported, dep) {
				continue // its tools have it, as the settings of a linter
			}
			out = append(out, path.Dir(other.Path))
		}
	}
	return out, nil
}

// packagesImported returns the packages that the sources of a project itself import.
func packagesImported(p *fixes.Pass, dir string) (names []string) {
	for _, name := range SourcesIn(p, dir) {
		if project.ProjectOf(p, name) != dir {
			continue
		}
		if data, ok, err := p.Repo.Read(name); err == nil && ok {
			for _, module := range source.Read(data).Imports {
				names = append(names, project.PackageName(module))
			}
		}
	}
	return names
}
