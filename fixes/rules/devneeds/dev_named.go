package devneeds

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/source"
)

// This file looks for the dev dependencies that a program reaches without an
// import: by their folders, by their names, and by their programs.

// devNamed returns how a file of the program reaches a dev dependency that it
// does not import, "" when it does not.
func devNamed(p *fixes.Pass, t *fixes.Target, pr *project.Project, name string, facts *source.Facts) (string, error) {
	for _, pkg := range reachedPackages(facts) {
		if pr.LeftOut(pkg) {
			return fmt.Sprintf("%s leads to files of %s, which is only in devDependencies. Move it to dependencies first", name, pkg), nil
		}
	}
	for _, pkg := range namedPackages(facts) {
		if !pr.LeftOut(pkg) {
			continue
		}
		if asks, err := p.Repo.Matches(name, asksEnvironment); err != nil || !asks || !runsProduction(p, t) {
			return fmt.Sprintf("%s names %s, which is only in devDependencies and is loaded by that. Move it to dependencies first", name, pkg), err
		}
		break
	}
	for n, text := range facts.Texts {
		if program := project.BinaryIn(text, facts.Texts[n+1:]); program != "" {
			if found := pr.Manifest.Find(pr.Lock, program); found.Dev {
				return fmt.Sprintf("%s names the program %s of %s, which is only in devDependencies. Move it to dependencies first", name, program, found.Package), nil
			}
		}
	}
	if why, err := calledDev(p, pr, name); why != "" || err != nil {
		return why, err
	}
	if why, err := devInData(p, pr, name, facts); why != "" || err != nil {
		return why, err
	}
	if why, err := devInPage(p, pr, name); why != "" || err != nil {
		return why, err
	}
	return servedModules(p, pr, name)
}

// reachedPackages returns the packages whose files a program looks up, or into whose
// folders a text of it leads.
func reachedPackages(facts *source.Facts) (out []string) {
	for _, module := range facts.Resolved {
		out = append(out, project.PackageName(module))
	}
	for n, text := range facts.Texts {
		if inside := project.ModuleFolder(text, facts.Texts[n+1:]); inside != "" {
			out = append(out, project.PackageName(inside))
		}
	}
	return out
}

// loadingFlags are flags of Node whose value is loaded first, among the words of a program that is started.
var loadingFlags = project.WordSet("--import --loader --experimental-loader --require -r")

// namedPackages returns the packages whose names a file may hand to what loads them.
func namedPackages(facts *source.Facts) (out []string) {
	for n, text := range facts.Texts {
		if pkg := project.PackageName(text); onlyPackage(pkg) || pkg == text && (facts.Computed || n > 0 && loadingFlags[facts.Texts[n-1]]) {
			out = append(out, pkg)
		}
	}
	return out
}

// onlyPackage reports whether a text is hardly anything but the name of a package
// whose files are loaded: a scope or a hyphen is in it. Types are no files.
func onlyPackage(pkg string) bool {
	return strings.ContainsAny(pkg, "-/") && !strings.HasPrefix(pkg, "@types/")
}

// programCall finds the command that a file runs: the text, or the program and the
// list of its words.
var programCall = pattern.New("\\b(?:exec|execSync|execFile|execFileSync|spawn|spawnSync|execa|execaSync|execaCommand|execaCommandSync)\\s*\\(\\s*['\"`]([^'\"`\\n]+)['\"`](?:\\s*,\\s*\\[([^\\]]*)\\])?").Needs("exec", "spawn")

// calledDev returns the program of a dev dependency that a file runs.
func calledDev(p *fixes.Pass, pr *project.Project, name string) (string, error) {
	found, err := p.Repo.FindAll(name, programCall)
	for _, m := range found {
		line := m[1] + " " + strings.Join(strings.Fields(deploy.Marks.Replace(m[2])), " ")
		commands, _ := project.ScriptCommands(line)
		for _, c := range commands {
			if need := pr.RunNeeds(fixes.Unwrap(c.Words)); need != nil {
				return fmt.Sprintf("%s runs %s. Move %s to dependencies if it is needed there", name, need, need.Package), nil
			}
		}
	}
	return "", err
}

// wholeModules finds the whole of node_modules given to a web server or to a compiler
// of styles, and not one package of it.
var wholeModules = pattern.New("\\b(?:static|serveStatic|includePaths|loadPaths)\\b[^;\\n]*['\"`/]node_modules/?['\"`]\\s*[\\])]").Needs("node_modules")

// servedModules: which packages the pages of a program ask for is not known.
func servedModules(p *fixes.Pass, pr *project.Project, name string) (string, error) {
	found, err := p.Repo.Matches(name, wholeModules)
	if err != nil || !found {
		return "", err
	}
	for _, dev := range project.SortedNames(pr.Manifest.Dev) {
		if pr.LeftOut(dev) && !node.Builtin(dev) && !strings.HasPrefix(dev, "@types/") {
			return fmt.Sprintf("%s hands out node_modules, and which dev dependencies are taken from there is not known", name), nil
		}
	}
	return "", nil
}
