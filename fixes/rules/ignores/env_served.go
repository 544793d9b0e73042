package ignores

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

var (
	// readByBundlers finds the names of environment files that bundlers read by themselves when
	// they build for production.
	readByBundlers = pattern.New(`^\.env(\.production)?(\.local)?$`)
	// usedBuilt finds, in a source, a variable that a bundler writes into what it builds.
	usedBuilt = pattern.New(`\b(?:import\.meta|process)\.env\.((?:VITE|REACT_APP|NEXT_PUBLIC|VUE_APP|GATSBY|NUXT_PUBLIC)_\w+)`).Needs(".env.")
)

// servedAt returns an environment file of the context that is not in the repository and that a
// service is given too, where the sources use a variable that no Dockerfile sets: what the
// service gets at its start comes too late for the pages, which have it from the build.
func (v *View) servedAt(at string) string {
	file := v.servedFile()
	if file == "" {
		return ""
	}
	for _, source := range v.p.Sources(v.Context.Dir) {
		if TestSource.MatchString(source) || strings.Contains(source, "node_modules/") || v.ownPackage(source) != v.Context.Dir {
			continue
		}
		found, err := v.p.Repo.FindAll(source, usedBuilt)
		if err != nil {
			continue
		}
		for _, m := range found {
			if !v.speaksOf(m[1]) && !v.setElsewhere(m[1], ".") {
				return fmt.Sprintf("%s uses %s, which no Dockerfile sets, and %s builds it into the program: people have %s for the service, and the build finds it there. Give it to the build as an ARG", source, m[1], at, file)
			}
		}
	}
	return ""
}

// servedFile returns an environment file at the root of the context that a service built from it
// is given and that the bundler would read, "" when there is none, or the repository has it, or
// the ignore file leaves it out.
func (v *View) servedFile() string {
	evidence, err := v.p.Repo.Builds()
	if err != nil {
		return ""
	}
	for _, b := range evidence.Builds {
		if b.Context != v.Context.Dir {
			continue
		}
		for _, file := range b.EnvFiles {
			if base := path.Base(file); path.Dir(file) == v.Context.Dir && readByBundlers.MatchString(base) && !slices.Contains(v.tree, base) && !v.hides(base) {
				return file
			}
		}
	}
	return ""
}
