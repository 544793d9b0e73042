package devneeds

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/source"
)

// DevImport returns the first source file of the program that imports a dev
// dependency; files that it certainly never loads do not count. A bundler may build it in; that cannot be told here.
func DevImport(p *fixes.Pass, t *fixes.Target, pr *project.Project) (string, error) {
	if why, err := devInServed(p, t, pr); why != "" || err != nil {
		return why, err
	}
	if why, err := devInDrawn(p, t, pr); why != "" || err != nil {
		return why, err
	}
	if bundled(t, pr) {
		return "", nil // its configuration is judged by what starts it
	}
	if why := cmp.Or(driverLeftOut(pr), configParser(p, pr)); why != "" {
		return why, nil
	}
	if why, err := companionLeftOut(p, t, pr); why != "" || err != nil {
		return why, err
	}
	if why := leftByNitro(p, t, pr); why != "" {
		return why, nil
	}
	if bundledIn(p, t, pr) {
		return "", nil
	}
	if why, err := compilerAdds(p, t, pr); why != "" || err != nil {
		return why, err
	}
	if why, err := devInPages(p, t, pr); why != "" || err != nil {
		return why, err
	}
	if dirs := project.WorkspacesOf(p, pr.Dir, pr.Manifest); len(dirs) > 0 {
		if found, known, err := devImportAcross(p, t, pr, dirs); known || err != nil {
			return found, err
		}
	}
	r := &launch.Reach{P: p, T: t}
	for _, name := range launch.SourcesOf(p, t) {
		found, err := needsDevIn(p, t, pr, name)
		if err != nil {
			return "", err
		}
		if found != "" {
			_, modules, err := loadedModules(p, t, name)
			if err != nil {
				return "", err
			}
			if pr.BuildsBy(name, modules) {
				continue
			}
		}
		if found == "" {
			continue
		}
		if loaded, err := r.Has(name); err != nil || loaded {
			return found, err
		}
	}
	return "", nil
}

// needsDevIn returns how a file of the program needs a dev dependency.
func needsDevIn(p *fixes.Pass, t *fixes.Target, pr *project.Project, name string) (string, error) {
	facts, modules, err := usedModules(p, t, name, pr.Missing)
	if err != nil || facts == nil {
		return "", err
	}
	if found, err := devAmong(p, t, pr, name, modules); found != "" || err != nil {
		return found, err
	}
	for _, module := range facts.Imports { // what is left out as a tool's is the program's here
		at := path.Join(path.Dir(name), module)
		if !source.Relative(module) || !project.IsTooling(strings.TrimPrefix(at, pr.Dir+"/")) {
			continue
		}
		if file, ok := source.File(project.RepoTree{Repo: p.Repo}, at); ok && project.IsJavaScript(file) {
			if found, err := importsDev(p, t, pr, file); found != "" || err != nil {
				return found, err
			}
		}
	}
	if strings.HasPrefix(path.Base(name), "gatsby-") {
		return "", nil // the plugins that it names are those of the build
	}
	return devNamed(p, t, pr, name, facts)
}

// importsDev returns what a file imports that is only a dev dependency.
func importsDev(p *fixes.Pass, t *fixes.Target, pr *project.Project, name string) (string, error) {
	_, modules, err := usedModules(p, t, name, pr.Missing)
	if err != nil {
		return "", err
	}
	return devAmong(p, t, pr, name, modules)
}

// devAmong returns which of the modules of a file is only a dev dependency, or which
// package that it names for its views or its log.
func devAmong(p *fixes.Pass, t *fixes.Target, pr *project.Project, name string, modules []string) (string, error) {
	for _, module := range modules {
		pkg := project.PackageName(module)
		if startsTests(name, pkg) || node.Builtin(module) { // Node takes its own before a package of the name
			continue
		}
		for _, target := range pr.Manifest.StandsFor(module) {
			if pkg := project.PackageName(target); pr.LeftOut(pkg) {
				return fmt.Sprintf("%s imports %s, which stands for %s and is only in devDependencies. Move it to dependencies first", name, module, pkg), nil
			}
		}
		if pr.LeftOut(pkg) {
			return fmt.Sprintf("%s imports %s, which is only in devDependencies. Move it to dependencies first", name, pkg), nil
		}
		if pr.Borrowed(pkg) && project.ProjectOf(p, name) == pr.Dir {
			return fmt.Sprintf("%s imports %s, which package.json does not name and only dev dependencies bring. Add it to dependencies first", name, pkg), nil
		}
	}
	if found, err := viewEngineOf(p, pr, name); found != "" || err != nil {
		return found, err
	}
	return transportOf(p, t, pr, name)
}

// loadedModules returns the facts of a file and the modules that it imports in the
// target's image: where NODE_ENV is certainly production, those for development are
// left out. An import of types alone counts where it is not left out of the program.
func loadedModules(p *fixes.Pass, t *fixes.Target, name string) (*source.Facts, []string, error) {
	data, ok, err := p.Repo.Read(name)
	if err != nil || !ok {
		return nil, nil, err
	}
	facts := source.Read(data)
	modules := slices.Clone(facts.Imports)
	if len(facts.Guarded) > 0 && runsProduction(p, t) {
		modules = slices.DeleteFunc(modules, func(m string) bool { return slices.Contains(facts.Guarded, m) })
	}
	if len(facts.Typed) > 0 && keepsTypeImports(p, t, name) {
		modules = append(modules, facts.Typed...)
	}
	return facts, modules, nil
}

// keepsTypeImports reports whether import { type A } from "x" loads x: the
// configuration of TypeScript may say so, and Node itself only strips the types.
func keepsTypeImports(p *fixes.Pass, t *fixes.Target, name string) bool {
	config, err := source.ReadTSConfig(project.RepoTree{Repo: p.Repo}, project.ProjectOf(p, name))
	if err != nil || config.KeepsImports {
		return true
	}
	words, _ := deploy.ProgramWords(p, t)
	return len(words) > 1 && path.Base(words[0]) == "node" && strings.HasSuffix(path.Ext(project.ScriptFile(words[1:])), "ts")
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
	return set && v.Known && v.Value == "production" && (v.At == nil || !launch.ChosenByArgument(v.At)) && launch.BuiltWithNodeEnv(t) == ""
}

// givenNodeEnv finds what a compose file, a manifest of Kubernetes or the like
// gives a container as its NODE_ENV.
var givenNodeEnv = pattern.New(`\bNODE_ENV["']?\s*(?:[:=]|\n\s*value:|,\s*["']?value["']?:)\s*["']?([\w$-]+)`).Needs("NODE_ENV")

// startsTests reports whether a file that imports a package starts the tests: it
// is named after them, and the package does nothing else.
func startsTests(name, pkg string) bool {
	return testPackages[pkg] && testName.MatchString(path.Base(name))
}

var testName = pattern.New(`^tests?\.[cm]?[jt]s$`).Needs("test")

var testPackages = project.WordSet(`@japa/runner @japa/assert jest @jest/globals vitest mocha ava tap tape jasmine uvu chai should sinon supertest nock`)
