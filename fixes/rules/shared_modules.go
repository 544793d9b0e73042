package rules

import (
	"fmt"

	"github.com/nodedock/nodedock/fixes"
)

// A moduleHolder is a target whose image has the modules of an install.
type moduleHolder struct {
	target *fixes.Target
	tree   moduleTree
}

// holdersOf returns the targets, also those for development, whose images have
// the modules of an install, in the order of the file.
func holdersOf(p *fixes.Pass, i *fixes.Install) []moduleHolder {
	var out []moduleHolder
	for _, t := range p.Targets() {
		for _, tree := range modulesIn(p, t.Stage, func(other *fixes.Install) bool { return other == i }) {
			out = append(out, moduleHolder{t, tree})
			break
		}
	}
	return out
}

// neededElsewhere says which other image with the same modules needs dev
// dependencies while it runs: the install has to stay as it is for that one.
func neededElsewhere(p *fixes.Pass, t *fixes.Target, i *fixes.Install, pr *project) (string, error) {
	for _, h := range holdersOf(p, i) {
		other := *h.target
		if other.Stage == t.Stage {
			continue
		}
		name := "the last stage"
		if other.Stage.Name != "" {
			name = "the stage " + other.Stage.Name
		}
		if other.Dev != "" || other.Watches != "" || serviceForDevelopment(&other) != "" {
			return fmt.Sprintf("%s is for development and has the same modules", name), nil
		}
		other.Manifest, other.Dir = pr.manifest, pr.dir
		why, err := devAtRunTime(p, &other, pr)
		if why != "" || err != nil {
			return fmt.Sprintf("%s has the same modules: %s", name, why), err
		}
	}
	return "", nil
}
