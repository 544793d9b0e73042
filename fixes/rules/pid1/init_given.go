package pid1

import (
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
)

// InitFromOutside reports whether whoever runs the image gives it an init:
// every compose service that builds it or, where none does, runs it by its name, or the repository's own "docker run" lines do.
func InitFromOutside(p *fixes.Pass, t *fixes.Target) (bool, error) {
	services, all := 0, true
	for _, b := range productionServices(t) {
		services++
		all = all && b.Init
	}
	if services > 0 {
		return all, nil
	}
	if given, err := serviceGivesInit(p, t); given || err != nil {
		return given, err
	}
	if given, err := taskGivesInit(p, t); given || err != nil {
		return given, err
	}
	return runsWithInit(p)
}

// taskGivesInit reports whether a task definition asks for an init, and may be one that
// runs the target's image.
func taskGivesInit(p *fixes.Pass, t *fixes.Target) (bool, error) {
	tasks, err := p.Repo.Select(tasksWithInit)
	if len(tasks) == 0 || err != nil || deploy.OnlyProgram(p) {
		return len(tasks) > 0, err
	}
	ours := deploy.LikelyOurs(p, t)
	for _, task := range tasks {
		images, err := p.Repo.FindAll(task, deploy.DeployedImage)
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(images, func(m []string) bool { return ours(m[1]) || deploy.Unclaimed(p, m[1]) }) {
			return true, nil
		}
	}
	return false, nil
}

// productionServices returns the services of compose that start a target's image:
// those of files for production, where there are such files.
func productionServices(t *fixes.Target) (services []builds.Build) {
	production := false
	for _, b := range t.Builds {
		switch made := productionFile.MatchString(path.Base(b.Source.Path)); {
		case b.Source.Kind != builds.Compose:
		case made && !production:
			services, production = []builds.Build{b}, true
		case made || !production:
			services = append(services, b)
		}
	}
	return services
}

var productionFile = pattern.New(`(?i)[._-]prod(uction)?[._-]`)

// tasksWithInit are task definitions of ECS that ask for an init
// (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinuxParameters.html).
var tasksWithInit = &fixes.Selection{
	Named: fixes.DeploysPods,
	Holds: pattern.New(`"initProcessEnabled"\s*:\s*true`).Needs("initProcessEnabled"),
}

var dockerRunInit = pattern.New(`(?m)^[^\n]*?(docker|podman)\s+(container\s+)?run\b[^\n]*\s--init\b`).Needs("--init")

// startsWithInit are the scripts of the repository with such a line.
var startsWithInit = &fixes.Selection{
	Holds: dockerRunInit,
	Named: func(name string) bool {
		base := path.Base(name)
		return (path.Ext(base) == ".sh" || base == "package.json" || fixes.IsPipeline(name)) && !forTests.MatchString(name)
	},
	Fits: func(text string) bool {
		return slices.ContainsFunc(dockerRunInit.FindAllString(text, -1), forProduction)
	},
}

// runsWithInit reports whether a script of the repository says "docker run --init".
func runsWithInit(p *fixes.Pass) (bool, error) {
	scripts, err := p.Repo.Select(startsWithInit)
	return len(scripts) > 0, err
}

// forProduction reports whether a line is no script of package.json for tests: how
// the container of a test is started says nothing about the others.
func forProduction(line string) bool { return !forTests.MatchString(line) }

// forTests finds names of files and of scripts that are made for tests.
var forTests = pattern.New(`(?i)(^|/)tests?/|(^|[/_.-])tests?[.:_-][^/]*$|^[ \t]*"[\w:.-]*\btest\b[\w:.-]*"[ \t]*:`)
