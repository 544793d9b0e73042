package launch

import (
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
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
		for _, dep := range project.SortedNames(m.All()) {
			if other := own[dep]; other != nil && !slices.Contains(out, path.Dir(other.Path)) {
				out = append(out, path.Dir(other.Path))
			}
		}
	}
	return out, nil
}
