package ignores

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// bundlesAtStart finds the development server of a bundler, which reads environment files as its
// build does.
var bundlesAtStart = pattern.New(`(^|\s|/)(next\s+dev|react-scripts\s+start|craco\s+start|vue-cli-service\s+serve|nuxi?t?\s+dev|gatsby\s+develop|vite(\s+(dev|serve))?(\s+-.*)?)(\s|$)`).
	Needs("dev", "start", "serve", "vite")

// forBundlers finds the names of variables that bundlers write into what they build.
var forBundlers = pattern.New(`^(VITE|REACT_APP|NEXT_PUBLIC|VUE_APP|GATSBY|NUXT_PUBLIC)_`)

// servesAt returns where an image of the context starts the development server of a bundler from
// the sources in it, "" where a service has them, or their environment, from the machine it
// runs on.
func (v *View) servesAt() string {
	m, err := v.p.Repo.Manifest(v.Context.Dir)
	evidence, wrong := v.p.Repo.Builds()
	if err != nil || m == nil || wrong != nil || slices.ContainsFunc(evidence.Builds, func(b builds.Build) bool {
		return b.Context == v.Context.Dir && (len(b.EnvFiles) > 0 || slices.ContainsFunc(project.SortedNames(b.Environment), forBundlers.MatchString) ||
			slices.ContainsFunc(b.Volumes, func(volume builds.Volume) bool { return volume.Bind }))
	}) {
		return ""
	}
	for _, file := range v.files {
		var last *dockerfile.Instruction
		for _, i := range file.Instructions {
			if i.Is("CMD", "ENTRYPOINT") {
				last = i
			}
		}
		if last == nil {
			continue
		}
		words := strings.Fields(last.Spoken())[1:]
		if script, argv := m.Runs(words); script != "" {
			words = argv
		}
		if bundlesAtStart.MatchString(strings.Join(words, " ")) {
			return fmt.Sprintf("%s:%d", file.Path, last.StartLine)
		}
	}
	return ""
}
