package nodeenv

import (
	"fmt"
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

var (
	// buildsOnTheFly finds servers that build their pages themselves outside
	// production: Next.js with its own server, and bundlers inside another one.
	buildsOnTheFly = pattern.New(`\bnext\(\s*\{[^}]*\bdev\b|(?:import\(\s*|require\(\s*|\bfrom\s+)['"](?:vite|webpack-dev-middleware|webpack-hot-middleware|@rspack/dev-middleware|parcel|parcel-bundler)['"]`).Needs("next(", "vite", "middleware", "parcel")
	// asksItself finds a package that does so and asks for NODE_ENV itself, unless it is told a mode.
	asksItself = pattern.New(`(?:import\(\s*|require\(\s*|\bfrom\s+)['"]vite-express['"]`).Needs("vite-express")
	setsMode   = pattern.New(`\.config\(\s*\{[^}]*\bmode\b`).Needs("mode")
	// asksProduction finds what a server does unless it is in production; one that asks
	// for development has served built pages so far, too.
	asksProduction = pattern.New(`\bNODE_ENV\b[^\n;]{0,40}['"` + "`" + `]prod`).Needs("NODE_ENV")
	buildsPages    = pattern.New(`\b(build|webpack|vite|rollup|parcel|esbuild|rspack|generate|export)\b`)
)

// builtByEnv: in production the program serves what a build has made, and the image
// has been without one.
func builtByEnv(p *fixes.Pass, t *fixes.Target) (string, error) {
	for _, name := range programSources.Of(p, t) {
		makes, err := p.Repo.Matches(name, buildsOnTheFly)
		if err != nil {
			return "", err
		}
		if reads, err := p.Repo.Matches(name, asksProduction); err != nil || !makes || !reads {
			if err != nil {
				return "", err
			}
			if itself, err := buildsItself(p, name); err != nil || !itself {
				if err != nil {
					return "", err
				}
				continue
			}
		}
		if !mayBeBuilt(p, t) {
			return fmt.Sprintf("%s serves built pages in production, and no step of the image builds them. Build them first", name), nil
		}
	}
	return "", nil
}

// buildsItself reports whether a package that a file sets up builds pages outside of production.
func buildsItself(p *fixes.Pass, name string) (bool, error) {
	asks, err := p.Repo.Matches(name, asksItself)
	if err != nil || !asks {
		return false, err
	}
	set, err := p.Repo.Matches(name, setsMode)
	return !set, err
}

// mayBeBuilt reports whether the image may have what a build makes: a step or its
// start builds, another stage hands files over, or the output is in the repository.
func mayBeBuilt(p *fixes.Pass, t *fixes.Target) bool {
	for _, m := range t.Chain.Steps {
		if m.Is("RUN") && (buildsPages.MatchString(m.Spoken()) || buildsByScript(t, m.Spoken())) {
			return true
		}
		if c, ok := p.ReadCopy(m); ok && c.From != nil {
			return true
		}
	}
	if slices.ContainsFunc(launch.StartTexts(p, t), func(s launch.StartText) bool { return buildsPages.MatchString(s.Text) }) {
		return true
	}
	_, dir := deploy.ProgramManifest(p, t)
	return slices.ContainsFunc([]string{".next", "dist", "build", ".output", "public/build"}, func(folder string) bool {
		return p.Repo.IsDir(path.Join(dir, folder))
	})
}

// buildsByScript reports whether a step runs a script of package.json that builds, by
// its name or with an install.
func buildsByScript(t *fixes.Target, run string) bool {
	if t.Manifest == nil {
		return false
	}
	names := append(launch.ScriptsIn(run), "install", "postinstall", "prepare")
	return slices.ContainsFunc(names, func(name string) bool { return buildsPages.MatchString(t.Manifest.Scripts[name]) })
}
