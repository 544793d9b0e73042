package nodeenv

import (
	"fmt"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

var (
	// bundles finds what makes the files of pages from others while a program runs.
	bundles = pattern.New(`\b(?:esbuild|rollup|webpack|rspack|vite|bun|Bun|sass|browserify|parcel|tailwind)\w*(?:\.(?:build|buildSync|rollup|watch|context|compile\w*|render\w*|run))?\(|\bnew\s+Parcel\(|[sS]assMiddleware\(|[lL]essMiddleware\(`)
	// bundlerImport finds the packages for that.
	bundlerImport = pattern.New(`(?:import\(\s*|require\(\s*|\bfrom\s+)['"](?:esbuild|rollup|webpack|@rspack/core|vite|parcel|parcel-bundler|@parcel/core|browserify|sass|node-sass|node-sass-middleware|sass-middleware|less-middleware|stylus|tsup|tailwindcss)['"]`)
	// buildCall finds a call of such a package by a name that was taken out of it, or of a function of the
	// program that is called so.
	buildCall = pattern.New(`(?:^|[^.\w])((?:build|bundle|compile)(?:Sync|Client|Front\w*|Assets|Pages|Scripts|Styles|Css|CSS|Js|JS|Bundle|Web|UI|Static)?)\(`)
)

// buildsOutside: the program makes what its pages need when it starts, but not in production, and the image
// has been without a build.
func buildsOutside(p *fixes.Pass, t *fixes.Target) (string, error) {
	branches := branchesByEnv.Of(p, t)
	reached := launch.ProgramFiles(p, t)
	for _, f := range branches.files {
		if reached != nil && !slices.Contains(reached, f.name) {
			continue
		}
		imports, err := p.Repo.Matches(f.name, bundlerImport)
		if err != nil {
			return "", err
		}
		for _, b := range f.outside {
			builds := buildCall.MatchString(b.Text) || imports && bundles.MatchString(b.Text)
			if builds && !buildCall.MatchString(b.Other) && !bundles.MatchString(b.Other) && !mayBeBuilt(p, t) {
				return fmt.Sprintf("%s builds what it serves only while NODE_ENV is not production, and no step of the image builds it. Build it first", f.name), nil
			}
		}
	}
	return "", branches.err
}
