package rules

import (
	"fmt"
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/source"
)

// devImport returns the first source file of the program that imports a dev
// dependency; files that it certainly never loads do not count. A bundler may build it in; that cannot be told here.
func devImport(p *fixes.Pass, t *fixes.Target, pr *project) (string, error) {
	if bundled(t, pr) {
		return "", nil // its configuration is judged by what starts it
	}
	if bundledIn(t, pr) {
		return "", nil
	}
	if why := driverLeftOut(pr); why != "" {
		return why, nil
	}
	if dirs := workspacesOf(p, pr.dir, pr.manifest); len(dirs) > 0 {
		if found, known, err := devImportAcross(p, t, pr, dirs); known || err != nil {
			return found, err
		}
	}
	r := &reach{p: p, t: t}
	for _, name := range sourcesOf(p, t) {
		found, err := importsDev(p, t, pr, name)
		if err != nil {
			return "", err
		}
		if found == "" {
			continue
		}
		if loaded, err := r.has(name); err != nil || loaded {
			return found, err
		}
	}
	return "", nil
}

// importsDev returns what a file imports that is only a dev dependency.
func importsDev(p *fixes.Pass, t *fixes.Target, pr *project, name string) (string, error) {
	modules, err := loadedModules(p, t, name)
	if err != nil {
		return "", err
	}
	for _, module := range modules {
		pkg := packageName(module)
		if startsTests(name, pkg) {
			continue
		}
		for _, target := range pr.manifest.StandsFor(module) {
			if pkg := packageName(target); pr.leftOut(pkg) {
				return fmt.Sprintf("%s imports %s, which stands for %s and is only in devDependencies. Move it to dependencies first", name, module, pkg), nil
			}
		}
		if pr.leftOut(pkg) {
			return fmt.Sprintf("%s imports %s, which is only in devDependencies. Move it to dependencies first", name, pkg), nil
		}
		if pr.borrowed(pkg) && !node.Builtin(module) && projectOf(p, name) == pr.dir {
			return fmt.Sprintf("%s imports %s, which package.json does not name and only dev dependencies bring. Add it to dependencies first", name, pkg), nil
		}
	}
	if found, err := viewEngineOf(p, pr, name); found != "" || err != nil {
		return found, err
	}
	return transportOf(p, t, pr, name)
}

var viewEngine = pattern.New(`\.set\(\s*['"` + "`" + `]view engine['"` + "`" + `]\s*,\s*['"` + "`" + `]([\w@/-]+)`).Needs("view engine")

// viewEngineOf returns the view engine that a file names and Express loads, where
// it is only a dev dependency.
func viewEngineOf(p *fixes.Pass, pr *project, name string) (string, error) {
	found, err := p.Repo.FindAll(name, viewEngine)
	for _, m := range found {
		if pr.leftOut(m[1]) {
			return fmt.Sprintf("%s makes its pages with %s, which is only in devDependencies. Move it to dependencies first", name, m[1]), nil
		}
	}
	return "", err
}

// leftOut reports whether an install for production leaves a package out that
// the manifest names: another dependency may bring one of devDependencies in.
func (pr *project) leftOut(pkg string) bool {
	if !pr.manifest.DevOnly(pkg) {
		return false
	}
	locked, ok := pr.lock.Find(pkg)
	return !ok || !pr.lock.DevKnown || locked.Dev
}

// borrowed reports whether the manifest does not name a package and only its dev
// dependencies bring it, so that an install for production leaves it out.
func (pr *project) borrowed(pkg string) bool {
	if pr.manifest.Depends(pkg) || !pr.lock.Has(pkg) {
		return false
	}
	brings, known := pr.lock.Brings(pr.manifest, pkg)
	return known && !brings
}

// transportOf returns what a file gives a logger of pino as the module to write
// with, where it is only a dev dependency and the file does not ask for
// production, which is certain.
func transportOf(p *fixes.Pass, t *fixes.Target, pr *project, name string) (string, error) {
	found, err := p.Repo.FindAll(name, logTransport)
	if err != nil || len(found) == 0 {
		return "", err
	}
	if asks, err := p.Repo.Matches(name, asksEnvironment); err != nil || asks && runsProduction(p, t) {
		return "", err
	}
	for _, m := range found {
		if pr.manifest.DevOnly(m[1]) {
			return fmt.Sprintf("%s writes its log with %s, which is only in devDependencies. Move it to dependencies first", name, m[1]), nil
		}
	}
	return "", nil
}

var (
	logTransport    = pattern.New(`\btarget\s*:\s*['"` + "`" + `](pino-[\w-]+|@[\w-]+/pino[\w-]*)['"` + "`" + `]`).Needs("pino")
	asksEnvironment = pattern.New(`NODE_ENV|(?i:\b\w*(production|development)\w*\b)|\bis_?(?i:prod|dev)\w*`)
)

// loadedModules returns the modules that a file imports in the target's image:
// where NODE_ENV is certainly production, those for development are left out.
func loadedModules(p *fixes.Pass, t *fixes.Target, name string) ([]string, error) {
	data, ok, err := p.Repo.Read(name)
	if err != nil || !ok {
		return nil, err
	}
	facts := source.Read(data)
	if len(facts.Guarded) == 0 || !runsProduction(p, t) {
		return facts.Imports, nil
	}
	return slices.DeleteFunc(slices.Clone(facts.Imports), func(m string) bool { return slices.Contains(facts.Guarded, m) }), nil
}

// runsProduction reports whether NODE_ENV is production in all containers of a
// target, as far as the repository says.
func runsProduction(p *fixes.Pass, t *fixes.Target) bool {
	for _, name := range p.Repo.Wanted() {
		if ext := path.Ext(name); ext != ".yml" && ext != ".yaml" && ext != ".toml" || fixes.IsPipeline(name) {
			continue
		}
		found, err := p.Repo.FindAll(name, givenNodeEnv)
		if err != nil || slices.ContainsFunc(found, func(m []string) bool { return m[1] != "production" }) {
			return false
		}
	}
	v, set := t.Chain.End.Env["NODE_ENV"]
	return set && v.Known && v.Value == "production" && (v.At == nil || !chosenByArgument(v.At)) && builtWithNodeEnv(t) == ""
}

// givenNodeEnv finds what a compose file, a manifest of Kubernetes or the like
// gives a container as its NODE_ENV.
var givenNodeEnv = pattern.New(`\bNODE_ENV["']?\s*(?:[:=]|\n\s*value:|,\s*["']?value["']?:)\s*["']?([\w$-]+)`).Needs("NODE_ENV")
