package launch

import (
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// BuildsProject reports whether a step of the file runs a build of the project.
func BuildsProject(p *fixes.Pass) bool {
	return slices.ContainsFunc(p.File.Stages, func(s *dockerfile.Stage) bool {
		return slices.ContainsFunc(p.Chain(s).Steps, func(m fixes.Moment) bool { return ProjectBuild(m) != "" })
	})
}

// maxBuiltFrom is of how many files a program may be made to be read as a whole.
const maxBuiltFrom = 40

var startsServer = pattern.New(`\.listen\(|\bserve\(|\.start\(|\.bindAsync\(`)

// builtFrom returns the sources of a program that a step of the file builds,
// where what it starts from is not certain: all of them, those that start a
// server first. It is empty when nothing is built, or when there are too many.
func builtFrom(p *fixes.Pass, t *fixes.Target) ([]string, error) {
	manifest, dir := deploy.ProgramManifest(p, t)
	if !BuildsProject(p) || manifest == nil {
		return nil, nil
	}
	var first, rest []string
	ours := append(project.WorkspacesOf(p, dir, manifest), dir)
	for _, name := range SourcesIn(p, dir) {
		if !slices.Contains(ours, project.ProjectOf(p, name)) {
			continue // a project of its own, which has another image
		}
		starts, err := p.Repo.Matches(name, startsServer)
		if err != nil {
			return nil, err
		}
		if starts {
			first = append(first, name)
		} else {
			rest = append(rest, name)
		}
	}
	if len(first) == 0 || len(first)+len(rest) > maxBuiltFrom {
		return nil, nil
	}
	return append(first, rest...), nil
}

// NextConfig is what Next reads with the project's own TypeScript where it ends in
// .ts: without one, next start tries to install it.
const NextConfig = "next.config"
