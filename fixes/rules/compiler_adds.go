package rules

import (
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/source"
)

// This file looks for the packages that no source names and a compiler imports in
// what it writes: its helpers, and the module that JSX becomes calls of.

// compilerAdds returns why the compiled program needs a dev dependency that its
// sources do not import, "" when it does not.
func compilerAdds(p *fixes.Pass, t *fixes.Target, pr *project) (string, error) {
	if at, pkg, err := babelAtStart(p, t, pr); pkg != "" || err != nil {
		return fmt.Sprintf("Babel compiles the program at each start, and %s names %s, which is only in devDependencies. Move it to dependencies first", at, pkg), err
	}
	if !compiled(p, t) {
		return "", nil
	}
	config, err := source.ReadTSConfig(repoTree{p.Repo}, pr.dir)
	if err != nil {
		return "", err
	}
	r := &reach{p: p, t: t}
	if config.ImportHelpers && pr.leftOut("tslib") {
		if name, err := r.any(sourcesOf(p, t), ".ts", ".tsx", ".mts", ".cts"); name != "" || err != nil {
			return "importHelpers in tsconfig.json makes the compiled program import tslib, which is only in devDependencies. Move it to dependencies first", err
		}
	}
	if pkg := packageName(config.JSX); pkg != "" && pr.leftOut(pkg) {
		if name, err := r.any(sourcesOf(p, t), ".tsx", ".jsx"); name != "" || err != nil {
			return fmt.Sprintf("the JSX of %s is compiled to calls of %s, which is only in devDependencies. Move it to dependencies first", name, pkg), err
		}
	}
	if why, err := jsxOfFile(p, t, pr, r); why != "" || err != nil {
		return why, err
	}
	return configuredHelpers(p, pr)
}

// jsxSource finds the comment by which a file names the module of its own JSX.
var jsxSource = pattern.New(`@jsxImportSource\s+([@\w./-]+)`).Needs("@jsxImportSource")

// jsxOfFile looks at the files that name the module of their JSX themselves.
func jsxOfFile(p *fixes.Pass, t *fixes.Target, pr *project, r *reach) (string, error) {
	for _, name := range sourcesOf(p, t) {
		if ext := path.Ext(name); ext != ".tsx" && ext != ".jsx" {
			continue
		}
		found, err := p.Repo.FindAll(name, jsxSource)
		if err != nil {
			return "", err
		}
		for _, m := range found {
			pkg := packageName(m[1])
			if !pr.leftOut(pkg) {
				continue
			}
			if has, err := r.has(name); has || err != nil {
				return fmt.Sprintf("the JSX of %s is compiled to calls of %s, which is only in devDependencies. Move it to dependencies first", name, pkg), err
			}
		}
	}
	return "", nil
}

// any returns the first of some files with one of the endings that the program may
// load.
func (r *reach) any(names []string, endings ...string) (string, error) {
	for _, name := range names {
		if !slices.Contains(endings, path.Ext(name)) || strings.HasSuffix(name, ".d.ts") {
			continue
		}
		if has, err := r.has(name); has || err != nil {
			return name, err
		}
	}
	return "", nil
}

// compiled reports whether what the image starts is not a file of the repository
// that Node runs as it is.
func compiled(p *fixes.Pass, t *fixes.Target) bool {
	words, dir := programWords(p, t)
	for _, file := range runnerFiles(words)[:min(1, len(runnerFiles(words)))] {
		abs := file
		if !path.IsAbs(abs) {
			abs = path.Join(dir, file)
		}
		for _, ending := range []string{"", ".js", ".mjs", ".cjs", "/index.js"} {
			if name, ok := p.Origin(t.Stage, abs+ending, nil); ok && p.Repo.Exists(name) && !p.Repo.IsDir(name) {
				return path.Base(words[0]) != "node" || !isJavaScript(name)
			}
		}
	}
	return true
}

// A helper is a package that a compiler imports where its configuration says so.
type helper struct {
	says     *pattern.Pattern
	packages []string
}

var (
	babelConfigs = []string{".babelrc", ".babelrc.json", ".babelrc.js", ".babelrc.cjs", "babel.config.js", "babel.config.cjs", "babel.config.mjs", "babel.config.json"}
	babelHelpers = []helper{
		{pattern.New(`\btransform-runtime\b`).Needs("transform-runtime"), []string{"@babel/runtime", "@babel/runtime-corejs3", "@babel/runtime-corejs2", "babel-runtime"}},
		{pattern.New(`\buseBuiltIns["']?\s*:\s*["']usage`).Needs("useBuiltIns"), []string{"core-js", "regenerator-runtime"}},
	}
	swcHelpers = []helper{{pattern.New(`\bexternalHelpers["']?\s*:\s*true`).Needs("externalHelpers"), []string{"@swc/helpers"}}}
)

// configuredHelpers looks at the configurations of Babel and SWC.
func configuredHelpers(p *fixes.Pass, pr *project) (string, error) {
	for _, of := range []struct {
		names   []string
		helpers []helper
	}{{append([]string{"package.json"}, babelConfigs...), babelHelpers}, {[]string{".swcrc"}, swcHelpers}} {
		for _, base := range of.names {
			at := path.Join(pr.dir, base)
			for _, h := range of.helpers {
				if !slices.ContainsFunc(h.packages, pr.leftOut) {
					continue
				}
				data, err := configText(p, at)
				if err != nil {
					return "", err
				}
				if h.says.MatchString(string(data)) {
					pkg := h.packages[slices.IndexFunc(h.packages, pr.leftOut)]
					return fmt.Sprintf("by %s the compiled program imports %s, which is only in devDependencies. Move it to dependencies first", at, pkg), nil
				}
			}
		}
	}
	return "", nil
}

// configText returns a configuration, of package.json what is for Babel.
func configText(p *fixes.Pass, at string) ([]byte, error) {
	data, ok, err := p.Repo.Read(at)
	if err != nil || !ok || path.Base(at) != "package.json" {
		return data, err
	}
	var fields struct{ Babel json.RawMessage }
	if json.Unmarshal(data, &fields) != nil {
		return nil, nil
	}
	return fields.Babel, nil
}

// babelStart finds Babel as what runs the program.
var babelStart = pattern.New(`\bbabel-node\b|@babel/register\b|\bbabel-register\b`).Needs("babel")

// babelAtStart returns the dev dependency by which Babel compiles the program each
// time that it starts, and the file that names it.
func babelAtStart(p *fixes.Pass, t *fixes.Target, pr *project) (at, pkg string, err error) {
	starts := slices.ContainsFunc(startTexts(p, t), func(s startText) bool { return babelStart.MatchString(s.text) })
	if !starts && (pr.manifest.Depends("@babel/register") || pr.manifest.Depends("babel-register")) {
		entries, err := programEntries(p, t)
		if err != nil || len(entries) == 0 {
			return "", "", err
		}
		if starts, err = p.Repo.Matches(entries[0], babelStart); err != nil {
			return "", "", err
		}
	}
	if !starts {
		return "", "", nil
	}
	for _, base := range append([]string{"package.json"}, babelConfigs...) {
		at := path.Join(pr.dir, base)
		data, err := configText(p, at)
		if err != nil {
			return "", "", err
		}
		for _, text := range source.Read(data).Texts {
			for _, name := range babelNames(text) {
				if pr.leftOut(name) {
					return at, name, nil
				}
			}
		}
	}
	return "", "", nil
}

// babelNames returns the packages that a name in Babel's configuration may stand for.
func babelNames(text string) []string {
	scope, rest, scoped := strings.Cut(text, "/")
	if !scoped {
		scope, rest = "", text
	} else {
		scope += "/"
	}
	names := []string{text, scope + "babel-preset-" + rest, scope + "babel-plugin-" + rest}
	if scope == "@babel/" {
		names = append(names, scope+"preset-"+rest, scope+"plugin-"+rest)
	}
	return names
}
