package installs

import (
	"fmt"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/devneeds"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// runsTestsItself reports whether an image starts tests.
func runsTestsItself(p *fixes.Pass, t *fixes.Target) bool {
	return slices.ContainsFunc(launch.StartLines(p, t), func(words []string) bool { return launch.Runner(t, words) != nil })
}

// A moduleHolder is an image that has the modules of an install.
type moduleHolder struct {
	target *fixes.Target
	tree   deploy.ModuleTree
	// named is false for a stage that no build of the repository names.
	named bool
}

// holdersOf returns the images that have the modules of an install, in the order
// of the file: the targets, also those for development, then what may be built
// beside them.
func holdersOf(p *fixes.Pass, i *fixes.Install) []moduleHolder {
	var out []moduleHolder
	add := func(ts []*fixes.Target, named bool) {
		for _, t := range ts {
			if trees := deploy.ModulesIn(p, t.Stage, func(other *fixes.Install) bool { return other == i }); len(trees) > 0 {
				out = append(out, moduleHolder{t, trees[0], named})
			}
		}
	}
	add(p.Targets(), true)
	add(p.Beside(), false)
	return out
}

// NeededElsewhere says which other image with the same modules needs dev
// dependencies while it runs: the install has to stay as it is for that one.
func NeededElsewhere(p *fixes.Pass, t *fixes.Target, i *fixes.Install, pr *project.Project) (string, error) {
	for _, h := range holdersOf(p, i) {
		if h.target.Stage == t.Stage {
			continue
		}
		name := launch.StageName(p, h.target.Stage)
		if h.named && (h.target.Dev != "" || h.target.Watches != "" || launch.ServiceForDevelopment(h.target) != "") {
			return fmt.Sprintf("%s is for development and has the same modules", name), nil
		}
		why, err := h.needsDev(p, pr)
		if why != "" || err != nil {
			return fmt.Sprintf("%s has the same modules: %s", name, why), err
		}
	}
	return "", nil
}

// needsDev returns why an image needs dev dependencies while it runs. What
// nothing names is judged by what it starts.
func (h moduleHolder) needsDev(p *fixes.Pass, pr *project.Project) (string, error) {
	t := devneeds.AsInstalled(h.target, pr)
	switch {
	case h.named:
		return devneeds.DevAtRunTime(p, t, pr)
	case runsTestsItself(p, t):
		return "it runs tests, and those need dev dependencies", nil
	}
	return devneeds.AloneNeedsDev(p, t, pr)
}
