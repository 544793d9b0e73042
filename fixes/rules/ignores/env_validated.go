package ignores

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/source"
)

var (
	// listsEnv finds a list of the variables that an application of Next.js or Nuxt must have:
	// its build loads the list with the pages, and stops without one of them
	// (env.t3.gg/docs/introduction).
	listsEnv = pattern.New(`["']@t3-oss/env-(?:nextjs|nuxt)["']`).Needs("@t3-oss/env-")
	// asksEnv finds the variable that a condition asks for.
	asksEnv = pattern.New(`\benv\.(\w+)`).Needs("env.")
)

// needsValidatedEnv returns a list of variables that a build checks, with one that neither its
// Dockerfile nor a file of the repository sets: the build has it from an environment file.
func (v *View) needsValidatedEnv() string {
	if v.hides(".env") && v.hides(".env.local") && v.hides(".env.production") {
		return ""
	}
	for _, build := range v.files {
		at := runsIn(build, bundlerRun)
		if at == nil {
			continue
		}
		for _, file := range v.p.Sources(v.Context.Dir) {
			for list := range v.listsIn(file) {
				if name := v.unsetIn(list, build); name != "" {
					return fmt.Sprintf("%s stops without %s, which %s does not set, and line %d there loads it, so that it comes from such a file. Give it to the build", file, name, build.Path, at.StartLine)
				}
			}
		}
	}
	return ""
}

// listsIn returns the lists of variables in a source, by the names of their parts.
func (v *View) listsIn(file string) iter.Seq[map[string]string] {
	none := func(func(map[string]string) bool) {}
	if TestSource.MatchString(file) || strings.Contains(file, "node_modules/") {
		return none
	}
	if lists, err := v.p.Repo.Matches(file, listsEnv); err != nil || !lists {
		return none
	}
	src, ok, err := v.p.Repo.Spelled(file)
	if err != nil || !ok {
		return none
	}
	return source.Take(src).Objects("createEnv")
}

// unsetIn returns the first variable that a list demands and nothing here sets. A list that
// may be skipped demands none where the Dockerfile speaks of the variable that skips it.
func (v *View) unsetIn(list map[string]string, build *dockerfile.File) string {
	skip := list["skipValidation"]
	if skip == "true" || slices.ContainsFunc(asksEnv.FindAllStringSubmatch(skip, -1), func(m []string) bool { return speaksOf(build, m[1]) }) {
		return ""
	}
	given := source.Keys(list["runtimeEnv"])
	for _, part := range []string{"server", "client", "shared"} {
		demanded := source.Keys(list[part])
		for _, name := range project.SortedNames(demanded) {
			if value, named := given[name]; named && strings.TrimSpace(value) != "process.env."+name {
				continue // something else stands in for it
			}
			if name != "NODE_ENV" && !mayLack.MatchString(demanded[name]) && !speaksOf(build, name) && !v.setElsewhere(name, ".") {
				return name
			}
		}
	}
	return ""
}

// mayLack finds a schema that a variable fits which is not set.
var mayLack = pattern.New(`\.\s*(?:optional|default|nullish|catch|prefault)\s*\(`)
