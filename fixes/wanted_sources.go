package fixes

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// Possible returns the paths, of those given, that a plan may come to though they are not among those
// that it wants: other code, such as that of tests and of what browsers load, what compose files may
// include, and files of variables by other names; those at the top first.
func Possible(paths, wants []string) []string {
	wanted := map[string]bool{}
	for _, p := range wants {
		wanted[p] = true
	}
	possible := slices.DeleteFunc(slices.Clone(paths), func(p string) bool {
		return wanted[p] || builds.Foreign(p) || strings.Contains(path.Base(p), ".min.") || !isScript(p) && !includedPath.MatchString(p)
	})
	slices.SortStableFunc(possible, func(a, b string) int { return cmp.Compare(strings.Count(a, "/"), strings.Count(b, "/")) })
	return possible
}

// includedPath finds what compose files include and read variables from, by its ending or its folder.
var includedPath = pattern.New(`\.ya?ml$|(?:^|/)\.?envs?/[^/]+$`).Needs(".y", "env")

// foremost returns at most so many of the source files, in their order. Where there are more, those come
// first whose names tell that they start a server, read its settings or store something, then those at the
// top of a package, then other code that no browser shows.
func foremost(names []string, most int) []string {
	if len(names) <= most {
		return names
	}
	ranks, left := make([]int, len(names)), [ranksOfSources]int{}
	for n, name := range names {
		ranks[n] = sourceRank(name)
		left[ranks[n]]++
	}
	for n, rest := 0, most; n < len(left); n++ { // from how many there are to how many are taken
		left[n] = min(left[n], rest)
		rest -= left[n]
	}
	out := make([]string, 0, most)
	for n, name := range names {
		if left[ranks[n]] > 0 {
			left[ranks[n]]--
			out = append(out, name)
		}
	}
	return out
}

// ranksOfSources is how many ranks source files have.
const ranksOfSources = 4

// sourceRank says how likely a source file is to tell what a program needs where it runs, 0 the most.
func sourceRank(name string) int {
	switch ext := path.Ext(name); {
	case ext == ".tsx" || ext == ".jsx" || ext == ".vue" || ext == ".svelte" || shownFolder.MatchString(name):
		return 3
	case tellingName.MatchString(path.Base(name)), startName.MatchString(name):
		return 0
	case topFile.MatchString(name):
		return 1
	}
	return 2
}

var (
	// shownFolder finds folders of what browsers show.
	shownFolder = pattern.New(`(?:^|/)(?:components?|hooks|locales?|i18n|icons|styles|themes?|stories|mocks?|__mocks__|frontend|client|web-?app|landing|website|scripts)/`)
	// tellingName finds files of settings, of connections and of what is stored.
	tellingName = pattern.New(`(?i)^[^/]*(?:env|config|setting|secret|constant|database|datasource|data-source|\bdb\b|redis|mongo|prisma|typeorm|sequelize|knex|drizzle|session|cookie|cors|auth|mail|logg|upload|storage|cache|cron|queue|worker|bootstrap|cluster)[^/]*$`)
	// startName finds the files that programs start by. An index further down than at the top of
	// sources only names what lies beside it.
	startName = pattern.New(`(?:^|/)(?:main|app|app\.module|server|start|run|(?:src|server|bin|api|backend)/index)\.[cm]?[jt]s$|^index\.[cm]?[jt]s$`)
	// topFile finds files at the top of the repository, of a package or of its sources.
	topFile = pattern.New(`^(?:(?:apps|services|packages|libs)/[^/]+/)?(?:(?:src|server|api|backend|app|bin)/)?[^/]+\.[cm]?[jt]s$`)
)

// isCandidate reports whether a file is among those of which only some are read.
func isCandidate(name string) bool {
	return isSource(name) || IsAstro(name) || DeploysPods(name) || IsConfig(name) || IsDeploy(name)
}
