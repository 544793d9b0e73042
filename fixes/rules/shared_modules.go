package rules

import (
	"fmt"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
)

// A moduleHolder is an image that has the modules of an install.
type moduleHolder struct {
	target *fixes.Target
	tree   moduleTree
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
			if trees := modulesIn(p, t.Stage, func(other *fixes.Install) bool { return other == i }); len(trees) > 0 {
				out = append(out, moduleHolder{t, trees[0], named})
			}
		}
	}
	add(p.Targets(), true)
	add(p.Beside(), false)
	return out
}

// stageName names a stage in a reason.
func stageName(p *fixes.Pass, s *dockerfile.Stage) string {
	switch {
	case s.Name != "":
		return "the stage " + s.Name
	case s.Index == len(p.File.Stages)-1:
		return "the last stage"
	}
	return fmt.Sprintf("the stage at line %d", s.From.StartLine)
}

// neededElsewhere says which other image with the same modules needs dev
// dependencies while it runs: the install has to stay as it is for that one.
func neededElsewhere(p *fixes.Pass, t *fixes.Target, i *fixes.Install, pr *project) (string, error) {
	for _, h := range holdersOf(p, i) {
		if h.target.Stage == t.Stage {
			continue
		}
		name := stageName(p, h.target.Stage)
		if h.named && (h.target.Dev != "" || h.target.Watches != "" || serviceForDevelopment(h.target) != "") {
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
func (h moduleHolder) needsDev(p *fixes.Pass, pr *project) (string, error) {
	t := asInstalled(h.target, pr)
	switch {
	case h.named:
		return devAtRunTime(p, t, pr)
	case runsTestsItself(p, t):
		return "it runs tests, and those need dev dependencies", nil
	}
	return aloneNeedsDev(p, t, pr)
}

// aloneNeedsDev returns why an image that nothing here builds or starts needs
// dev dependencies for its own program. Of one that people develop in, only the
// commands are looked at.
func aloneNeedsDev(p *fixes.Pass, t *fixes.Target, pr *project) (string, error) {
	if t.Dev != "" || t.Watches != "" {
		for _, words := range startLines(p, t) {
			if need := pr.runNeeds(fixes.Unwrap(words)); need != nil {
				return fmt.Sprintf("the image starts %s", need), nil
			}
		}
		return "", nil
	}
	if why := commandsNeedDev(p, t, pr); why != "" {
		return why, nil
	}
	if dev := pr.preloads(t.Chain.End.Env["NODE_OPTIONS"].Value); dev != "" {
		return preloadReason(p.File.Path, dev), nil
	}
	return filesNeedDev(p, t, pr)
}
