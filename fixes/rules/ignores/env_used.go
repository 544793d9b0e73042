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

// usedAt returns a source of a package, by its folder below the context, that takes an address or
// an account from the environment of the build and has nothing to fall back on, where no
// Dockerfile, no script and no file of the repository sets it.
func (v *View) usedAt(at, pkg string) string {
	if v.hides(path.Join(pkg, ".env")) || v.hides(path.Join(pkg, ".env.production")) || v.hides(path.Join(pkg, ".env.local")) {
		return ""
	}
	dir := path.Join(v.Context.Dir, pkg)
	set := func(name string) bool { return v.speaksOf(name) || v.setElsewhere(name, pkg) }
	bare := map[string]string{}
	var order []string
	falls := map[string]bool{}
	for _, file := range v.p.Sources(dir) {
		if TestSource.MatchString(file) || strings.Contains(file, "node_modules/") || v.ownPackage(file) != dir {
			continue
		}
		demanded, err := v.p.Repo.FindAll(file, demandedBuilt)
		if err != nil {
			continue
		}
		for _, m := range demanded {
			if !set(m[1]) {
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
		if !falls[name] && !set(name) {
			return fmt.Sprintf("%s uses %s, which no Dockerfile sets, and %s builds it into the program, so that it comes from such a file. Give it to the build as an ARG", bare[name], name, at)
		}
	}
	return v.clerkAt(at, dir, set)
}

// clerkKey is what Clerk takes from the environment by itself when Next renders its pages: without
// it the build stops (https://clerk.com/docs/guides/development/clerk-environment-variables).
const clerkKey = "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY"

// clerkAt returns how a package of Next needs the key of Clerk, which no source has to name.
func (v *View) clerkAt(at, dir string, set func(name string) bool) string {
	m, err := v.p.Repo.Manifest(dir)
	if err != nil || m == nil || !m.Depends("@clerk/nextjs") || set(clerkKey) {
		return ""
	}
	for _, file := range v.p.Sources(dir) {
		if data, ok, err := v.p.Repo.Read(file); err == nil && ok && strings.Contains(string(data), "publishableKey") {
			return ""
		}
	}
	return fmt.Sprintf("%s uses @clerk/nextjs, which asks for %s, no Dockerfile sets it, and %s builds it into the program, so that it comes from such a file. Give it to the build as an ARG", m.Path, clerkKey, at)
}

// ownPackage returns the folder of the package that a file of the context belongs to.
func (v *View) ownPackage(file string) string {
	for dir := path.Dir(file); ; dir = path.Dir(dir) {
		if dir == v.Context.Dir || dir == "." || v.p.Repo.Exists(path.Join(dir, "package.json")) {
			return dir
		}
	}
}

// setElsewhere reports whether a file in the root of the context, or in the folder of a package
// below it, that a build or a start reads gives the variable: an environment file, a script or a
// configuration.
func (v *View) setElsewhere(name, pkg string) bool {
	for _, file := range v.tree {
		base := path.Base(file)
		if dir := path.Dir(file); dir != "." && dir != pkg && !strings.HasSuffix(base, ".sh") {
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
