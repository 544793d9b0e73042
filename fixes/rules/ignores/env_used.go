package ignores

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

var (
	// usedAddress finds, in a source, what a program in a browser cannot do without and a bundler
	// writes into what it builds: the address of its server, or its account at a service that is
	// its database or its login; and what follows it.
	usedAddress = pattern.New(`\b(?:import\.meta|process)\.env\.((?:VITE|REACT_APP|NEXT_PUBLIC|VUE_APP|GATSBY|NUXT_PUBLIC)_(?:(?:\w+_)?(?:API|BACKEND|SERVER|ENDPOINT|GRAPHQL|SOCKET|WS)(?:_(?:BASE|ROOT))?(?:_?(?:URL|URI|HOST|ENDPOINT|ADDRESS))?|\w*(?:SUPABASE|FIREBASE|CONVEX|CLERK|AUTH0|COGNITO|APPWRITE|HASURA)\w*)\b)(!?\s*(?:\|\||\?|&&|[=!]==?|\))?)`).Needs(".env.")
	// demandedBuilt finds such a variable without which the program throws.
	demandedBuilt = pattern.New(`\bif\s*\(\s*!\s*(?:import\.meta|process)\.env\.((?:VITE|REACT_APP|NEXT_PUBLIC|VUE_APP|GATSBY|NUXT_PUBLIC)_\w+)\s*\)\s*\{?\s*throw\b`).Needs(".env.")
	TestSource    = pattern.New(`(^|/)(__tests__|__mocks__|tests?|e2e|cypress|stories)/|\.(test|spec|stories|cy)\.\w+$`)
)

// usedAt returns a source of the context's own package that takes an address or an account from
// the environment of the build and has nothing to fall back on, where no Dockerfile, no
// script and no file of the repository sets it.
func (v *View) usedAt(at string) string {
	if v.hides(".env") || v.hides(".env.production") || v.hides(".env.local") {
		return ""
	}
	bare := map[string]string{}
	var order []string
	falls := map[string]bool{}
	for _, file := range v.p.Sources(v.Context.Dir) {
		if TestSource.MatchString(file) || strings.Contains(file, "node_modules/") || v.ownPackage(file) != v.Context.Dir {
			continue
		}
		demanded, err := v.p.Repo.FindAll(file, demandedBuilt)
		if err != nil {
			continue
		}
		for _, m := range demanded {
			if !v.speaksOf(m[1]) && !v.setElsewhere(m[1]) {
				return fmt.Sprintf("%s throws without %s, which no Dockerfile sets, and %s builds it into the program, so that it comes from such a file. Give it to the build as an ARG", file, m[1], at)
			}
		}
		found, err := v.p.Repo.FindAll(file, usedAddress)
		if err != nil {
			continue
		}
		for _, m := range found {
			switch after := strings.TrimSpace(strings.TrimPrefix(m[2], "!")); {
			case after != "" && after != ")":
				falls[m[1]] = true
			case after == "" && bare[m[1]] == "":
				bare[m[1]] = file
				order = append(order, m[1])
			}
		}
	}
	for _, name := range order {
		if !falls[name] && !v.speaksOf(name) && !v.setElsewhere(name) {
			return fmt.Sprintf("%s uses %s, which no Dockerfile sets, and %s builds it into the program, so that it comes from such a file. Give it to the build as an ARG", bare[name], name, at)
		}
	}
	return ""
}

// ownPackage returns the folder of the package that a file of the context belongs to.
func (v *View) ownPackage(file string) string {
	for dir := path.Dir(file); ; dir = path.Dir(dir) {
		if dir == v.Context.Dir || dir == "." || v.p.Repo.Exists(path.Join(dir, "package.json")) {
			return dir
		}
	}
}

// SetElsewhere reports whether a file of the context's root that a build or a start
// reads gives the variable: an environment file, a script or a configuration.
func (v *View) setElsewhere(name string) bool {
	for _, file := range v.tree {
		base := path.Base(file)
		if path.Dir(file) != "." && !strings.HasSuffix(base, ".sh") {
			continue
		}
		if !strings.HasPrefix(base, ".env") && !strings.HasSuffix(base, ".sh") && base != "package.json" && !buildConfig.MatchString(base) {
			continue
		}
		if data, ok, err := v.p.Repo.Read(path.Join(v.Context.Dir, file)); err == nil && ok && strings.Contains(string(data), name) {
			return true
		}
	}
	return false
}
