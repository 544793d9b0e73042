package devneeds

import (
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/source"
)

// This file looks for the packages that no source names and a compiler imports in
// what it writes: its helpers, and the module that JSX becomes calls of.

// compilerAdds returns why the compiled program needs a dev dependency that its
// sources do not import, "" when it does not.
func compilerAdds(p *fixes.Pass, t *fixes.Target, pr *project.Project) (string, error) {
	if at, pkg, err := babelAtStart(p, t, pr); pkg != "" || err != nil {
		return fmt.Sprintf("Babel compiles the program at each start, and %s names %s, which is only in devDependencies. Move it to dependencies first", at, pkg), err
	}
	if !compiled(p, t) {
		return "", nil
	}
	config, err := source.ReadTSConfig(project.RepoTree{Repo: p.Repo}, pr.Dir)
	if err != nil {
		return "", err
	}
	r := &launch.Reach{P: p, T: t}
	if config.ImportHelpers && pr.LeftOut("tslib") {
		if name, err := r.Any(launch.SourcesOf(p, t), ".ts", ".tsx", ".mts", ".cts"); name != "" || err != nil {
			return "importHelpers in tsconfig.json makes the compiled program import tslib, which is only in devDependencies. Move it to dependencies first", err
		}
	}
	if pkg := project.PackageName(config.JSX); pkg != "" && pr.LeftOut(pkg) {
		if name, err := r.Any(launch.SourcesOf(p, t), ".tsx", ".jsx"); name != "" || err != nil {
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
func jsxOfFile(p *fixes.Pass, t *fixes.Target, pr *project.Project, r *launch.Reach) (string, error) {
	for _, name := range launch.SourcesOf(p, t) {
		if ext := path.Ext(name); ext != ".tsx" && ext != ".jsx" {
			continue
		}
		found, err := p.Repo.FindAll(name, jsxSource)
		if err != nil {
			return "", err
		}
		for _, m := range found {
			pkg := project.PackageName(m[1])
			if !pr.LeftOut(pkg) {
				continue
			}
			if has, err := r.Has(name); has || err != nil {
				return fmt.Sprintf("the JSX of %s is compiled to calls of %s, which is only in devDependencies. Move it to dependencies first", name, pkg), err
			}
		}
	}
	return "", nil
}

// compiled reports whether what the image starts is not a file of the repository
// that Node runs as it is.
func compiled(p *fixes.Pass, t *fixes.Target) bool {
	words, dir := deploy.ProgramWords(p, t)
	for _, file := range deploy.RunnerFiles(words)[:min(1, len(deploy.RunnerFiles(words)))] {
		abs := file
		if !path.IsAbs(abs) {
			abs = path.Join(dir, file)
		}
		for _, ending := range []string{"", ".js", ".mjs", ".cjs", "/index.js"} {
			if name, ok := p.Origin(t.Stage, abs+ending, nil); ok && p.Repo.Exists(name) && !p.Repo.IsDir(name) {
				return path.Base(words[0]) != "node" || !project.IsJavaScript(name)
			}
		}
	}
	return true
}

// A helper is a package that a compiler imports where its configuration says so.
type helper struct {
	says     *pattern.Pattern
	packages []string
	// key is the setting that says so where it is given no other value, unless, in code, it is one
	// that is written there.
	key, unless string
}

var (
	babelConfigs = []string{".babelrc", ".babelrc.json", ".babelrc.js", ".babelrc.cjs", "babel.config.js", "babel.config.cjs", "babel.config.mjs", "babel.config.json"}
	babelHelpers = []helper{
		{says: pattern.New(`\btransform-runtime\b`).Needs("transform-runtime"), packages: []string{"@babel/runtime", "@babel/runtime-corejs3", "@babel/runtime-corejs2", "babel-runtime"}},
		{packages: []string{"core-js", "regenerator-runtime"}, key: "useBuiltIns", unless: "false entry"},
	}
	swcHelpers = []helper{{packages: []string{"@swc/helpers"}, key: "externalHelpers", unless: "false"}}
)

// configuredHelpers looks at the configurations of Babel and SWC.
func configuredHelpers(p *fixes.Pass, pr *project.Project) (string, error) {
	for _, of := range []struct {
		names   []string
		helpers []helper
	}{{append([]string{"package.json"}, babelConfigs...), babelHelpers}, {[]string{".swcrc"}, swcHelpers}} {
		for _, base := range of.names {
			at := path.Join(pr.Dir, base)
			for _, h := range of.helpers {
				if !slices.ContainsFunc(h.packages, pr.LeftOut) {
					continue
				}
				data, err := configText(p, at)
				if err != nil {
					return "", err
				}
				if h.asked(data) {
					pkg := h.packages[slices.IndexFunc(h.packages, pr.LeftOut)]
					return fmt.Sprintf("by %s the compiled program imports %s, which is only in devDependencies. Move it to dependencies first", at, pkg), nil
				}
			}
		}
	}
	return "", nil
}

// asked reports whether a configuration has the compiler import the packages.
func (h helper) asked(data []byte) bool {
	if h.key == "" {
		return h.says.Match(data)
	}
	if !strings.Contains(string(data), h.key) {
		return false
	}
	for v := range source.Take(data).Placed(h.key) {
		if !slices.Contains(strings.Fields(h.unless), strings.Trim(v.Value, "'\"`")) {
			return true
		}
	}
	return false
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
func babelAtStart(p *fixes.Pass, t *fixes.Target, pr *project.Project) (at, pkg string, err error) {
	starts := slices.ContainsFunc(launch.StartTexts(p, t), func(s launch.StartText) bool { return babelStart.MatchString(s.Text) })
	if !starts && (pr.Manifest.Depends("@babel/register") || pr.Manifest.Depends("babel-register")) {
		entries, err := launch.ProgramEntries(p, t)
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
		at := path.Join(pr.Dir, base)
		data, err := configText(p, at)
		if err != nil {
			return "", "", err
		}
		for _, text := range source.Read(data).Texts {
			for _, name := range babelNames(text) {
				if pr.LeftOut(name) {
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
