package devneeds

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/ignores"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/source"
)

// devInServed returns the page, or what a page imports, that imports a dev dependency where
// the build of its framework leaves packages outside: they are loaded when the page is asked
// for. That are the pages of Next, of its folder app only the packages that it never takes in,
// and the routes of Remix and React Router.
func devInServed(p *fixes.Pass, t *fixes.Target, pr *project.Project) (string, error) {
	if words := launch.ProgramArgv(t, pr); !bundled(t, pr) && (len(words) < 2 || path.Base(words[0]) != "node" || !p.Repo.Exists(path.Join(pr.Dir, project.ScriptFile(words[1:])))) {
		return "", nil
	}
	entries, err := servedPages(p, pr)
	if err != nil {
		return "", err
	}
	taken, err := takenIn(p, pr)
	if err != nil {
		return "", err
	}
	found, err := devBehind(p, pr, entries, func(pkg string) bool { return !taken(pkg) })
	if found != "" || err != nil || !pr.Manifest.Next {
		return found, err
	}
	outside, err := leftOutside(p, pr)
	if err != nil {
		return "", err
	}
	return devBehind(p, pr, appPages(p, pr), outside)
}

// devBehind returns which of the pages, or of the files that they import, imports a dev
// dependency that counts.
func devBehind(p *fixes.Pass, pr *project.Project, entries []string, counts func(pkg string) bool) (string, error) {
	if len(entries) == 0 {
		return "", nil
	}
	tree := project.RepoTree{Repo: p.Repo}
	config, err := source.ReadTSConfig(tree, pr.Dir)
	if err != nil {
		return "", err
	}
	seen := map[string]bool{}
	for len(entries) > 0 && len(seen) < maxServed {
		name := entries[0]
		entries = entries[1:]
		if seen[name] || strings.Contains(path.Base(name), ".client.") {
			continue
		}
		seen[name] = true
		modules, err := importedOnServer(p, name)
		if err != nil {
			return "", err
		}
		for _, module := range modules {
			file, ours := "", true
			if source.Relative(module) {
				file, _ = source.File(tree, path.Join(path.Dir(name), module))
			} else {
				file, ours = config.Alias(tree, module)
			}
			switch pkg := project.PackageName(module); {
			case viewEndings[path.Ext(file)]:
				entries = append(entries, file)
			case !ours && file == "" && !noCode.MatchString(module) && counts(pkg) && pr.LeftOut(pkg):
				return fmt.Sprintf("%s imports %s, which is only in devDependencies. Move it to dependencies first", name, pkg), nil
			}
		}
	}
	return "", nil
}

// maxServed is how many files are read from the pages on.
const maxServed = 400

var (
	viewEndings = map[string]bool{".js": true, ".jsx": true, ".ts": true, ".tsx": true, ".mjs": true, ".mts": true}
	// noCode finds modules that are styles or pictures, which a build takes in.
	noCode = pattern.New(`(?i)(?:^|[/.@-])(?:css|s[ac]ss|less|styles?|fonts?|fontsource)(?:[/.?-]|$)|\.(?:svg|png|jpe?g|webp|gif|woff2?|json|mdx?)(?:\?|$)|\?(?:raw|url|inline)$`)
	// drawnAlone finds what a page loads in the browser only, and what stands in front of the setting.
	drawnAlone = pattern.New(`\bdynamic\(\s*(?:async\s*)?\(\)\s*=>\s*import\(\s*['"]([^'"\n]+)['"]([^;]{0,160}?)\bssr\s*:\s*false`).Needs("ssr")
	// drawnAnew finds what makes Next draw a page when it is asked for.
	drawnAnew    = pattern.New(`\bgetServerSideProps\b|\bgetInitialProps\b|\brevalidate\b|\bfallback\s*:\s*(?:true|['"]blocking)`).Needs("getServerSideProps", "getInitialProps", "revalidate", "fallback")
	initialProps = pattern.New(`\bgetInitialProps\b`).Needs("getInitialProps")
)

// importedOnServer returns what a file imports on the server.
func importedOnServer(p *fixes.Pass, name string) ([]string, error) {
	data, ok, err := p.Repo.Read(name)
	if err != nil || !ok {
		return nil, err
	}
	alone, err := p.Repo.FindAll(name, drawnAlone)
	if err != nil {
		return nil, err
	}
	facts := source.Read(data)
	return slices.DeleteFunc(slices.Clone(facts.Imports), func(module string) bool {
		return slices.Contains(facts.Guarded, module) || slices.ContainsFunc(alone, func(m []string) bool {
			return m[1] == module && !strings.Contains(m[2], "import(") // that of another one
		})
	}), nil
}

// servedPages returns the files from which the server of the framework draws its pages.
func servedPages(p *fixes.Pass, pr *project.Project) ([]string, error) {
	if pr.Manifest.Depends("@remix-run/dev") || pr.Manifest.Depends("@react-router/dev") {
		return routedPages(p, pr)
	}
	if !pr.Manifest.Next {
		return nil, nil
	}
	var calls, drawn, others, frames []string
	all := false
	for _, name := range p.Sources(pr.Dir) {
		below := strings.TrimPrefix(strings.TrimPrefix(name, pr.Dir+"/"), "src/")
		rest, page := strings.CutPrefix(below, "pages/")
		if !page || ignores.TestSource.MatchString(below) {
			continue
		}
		anew, err := p.Repo.Matches(name, drawnAnew)
		if err != nil {
			return nil, err
		}
		initial, err := p.Repo.Matches(name, initialProps)
		switch {
		case err != nil:
			return nil, err
		case strings.HasPrefix(rest, "api/"):
			calls = append(calls, name)
		case strings.HasPrefix(rest, "_app."):
			all = initial
			frames = append(frames, name)
		case strings.HasPrefix(rest, "_document."):
			frames = append(frames, name)
		case anew:
			drawn = append(drawn, name)
		default:
			others = append(others, name)
		}
	}
	if all {
		drawn = append(drawn, others...)
	}
	if len(drawn) > 0 {
		drawn = append(drawn, frames...)
	}
	return append(calls, drawn...), nil
}

// routedPages returns the modules of the folder app that Remix or React Router serves, none
// when it makes a single page that the browser draws.
func routedPages(p *fixes.Pass, pr *project.Project) (pages []string, err error) {
	for _, name := range p.Sources(pr.Dir) {
		below := strings.TrimPrefix(name, pr.Dir+"/")
		if strings.HasPrefix(below, "react-router.config.") {
			data, _, err := p.Repo.Read(name)
			if err != nil || project.Settled(data, "", "ssr", "false") {
				return nil, err
			}
		}
		if strings.HasPrefix(below, "app/") && !project.IsTooling(below) && !ignores.TestSource.MatchString(below) && path.Base(below) != "routes.ts" && path.Base(below) != "routes.js" && !strings.HasPrefix(below, "app/entry.client.") {
			pages = append(pages, name)
		}
	}
	return pages, nil
}
