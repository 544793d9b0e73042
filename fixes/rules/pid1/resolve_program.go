package pid1

import (
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
	"github.com/nodedock/nodedock/fixes/rules/startscript"
)

// ResolveProgram returns the program that a package manager command starts in
// the end, with the variables that its script sets.
func ResolveProgram(p *fixes.Pass, t *fixes.Target, words []string) (program Argv, withheld string, err error) {
	manager := path.Base(words[0])
	if t.Manifest == nil {
		return program, t.Unread.Or("which package.json is in the working directory of the image is not certain"), nil
	}
	for _, reason := range []func(*fixes.Pass, *fixes.Target) string{otherManifest, rewrittenManifest} {
		if withheld := reason(p, t); withheld != "" {
			return program, withheld, nil
		}
	}
	if name, args, ok := node.ScriptOf(words); ok {
		if run, ok := t.Manifest.Resolve(name); ok {
			if withheld := lacksStart(p, t, manager, name); withheld != "" {
				return program, withheld, nil
			}
			if !run.Simple {
				return program, fmt.Sprintf("the script %s cannot be replaced by one command: %s", name, run.Why), nil
			}
			program.Words = append(slices.Clone(run.Argv), args...)
			for _, a := range run.Env {
				program.Env = append(program.Env, launch.Variable{Name: a.Name, Value: a.Value})
			}
		}
	}
	if manager == "yarn" && len(words) > 2 && words[1] == "node" {
		program.Words = words[1:]
	}
	if program.Words == nil {
		program.Words = node.Unwrap(words)
		switch {
		case node.RunsElsewhere(words):
			return program, fmt.Sprintf("%s runs in another folder or workspace than the image's working directory", project.Quoted(strings.Join(words, " "))), nil
		case slices.Equal(program.Words, words):
			return program, fmt.Sprintf("what %s starts is not certain", project.Quoted(strings.Join(words, " "))), nil
		}
	}
	lock, err := lockOf(p, t)
	if err != nil {
		return program, "", err
	}
	if withheld, err = linked(p, t, manager, lock); withheld != "" || err != nil {
		return program, withheld, err
	}
	if withheld = locate(p, t, lock, &program); withheld != "" {
		return program, withheld, nil
	}
	withheld, err = needsManager(p, t, lock)
	return program, withheld, err
}

// lacksStart returns why nothing certain stands behind "start" where package.json
// has no such script: npm and pnpm start server.js then, the others nothing.
func lacksStart(p *fixes.Pass, t *fixes.Target, manager, name string) string {
	if _, in := t.Manifest.Scripts[name]; in {
		return ""
	}
	const add = "Add the script to package.json"
	if manager != "npm" && manager != "pnpm" {
		return fmt.Sprintf("there is no script %s in %s, so %s fails. %s", name, t.Manifest.Path, manager, add)
	}
	if origin, ok := p.Origin(t.Stage, path.Join(t.Chain.End.Workdir, "server.js"), nil); !ok || !p.Repo.Exists(origin) {
		return fmt.Sprintf("there is no script %s in %s, and no server.js in the image that %s would take in its place. %s", name, t.Manifest.Path, manager, add)
	}
	return ""
}

// lockOf returns the lockfile beside the image's package.json, or that of the pnpm
// workspace it is a member of; nil when there is none.
func lockOf(p *fixes.Pass, t *fixes.Target) (*node.Lockfile, error) {
	for _, name := range []string{"package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock"} {
		if at := path.Join(t.Dir, name); p.Repo.Exists(at) {
			return p.Repo.Lockfile(at)
		}
	}
	return memberLock(p, t)
}

// linked returns why Node would not find the packages without the package
// manager: Yarn from 2 keeps no node_modules unless told to.
func linked(p *fixes.Pass, t *fixes.Target, manager string, lock *node.Lockfile) (string, error) {
	if manager != "yarn" || lock == nil || lock.Manager != node.YarnBerry {
		return "", nil
	}
	rc, ok, err := p.Repo.Read(path.Join(t.Dir, ".yarnrc.yml"))
	if err != nil {
		return "", err
	}
	if ok && nodeLinker.Match(rc) {
		return "", nil
	}
	return "Yarn runs this project without node_modules, so node needs it to find the packages", nil
}

var nodeLinker = pattern.New(`(?m)^nodeLinker:\s*["']?(node-modules|pnpm)\b`)

// locate puts the path of the program in the place of its name, or says why it
// is not certain to be in the image.
func locate(p *fixes.Pass, t *fixes.Target, lock *node.Lockfile, program *Argv) (withheld string) {
	name := program.Words[0]
	found := t.Manifest.Find(lock, name)
	switch {
	case deploy.Managers[path.Base(name)]:
		return fmt.Sprintf("the script starts %s again", name)
	case found.Node:
		return ""
	case found.File:
		return runnableFile(p, t, name)
	case launch.InstalledGlobally(p, t, name) && (!found.Known || found.Dev || lock == nil || !hasModules(p, t)):
		return ""
	case !found.Known:
		return fmt.Sprintf("which package brings %s is not known", name)
	case found.Dev:
		return onlyDev(name, found.Package)
	case lock == nil || path.Dir(lock.Path) != t.Dir && !t.Manifest.Depends(found.Package):
		return fmt.Sprintf("no lockfile says that %s is installed beside package.json", name)
	}
	above := ""
	if !hasModules(p, t) {
		if above = modulesAbove(p, t); above == "" {
			return fmt.Sprintf("nothing in this file says that node_modules/.bin/%s is in the image", name)
		}
	}
	program.Words[0] = path.Join(above, "node_modules/.bin", path.Base(name))
	return ""
}

// onlyDev says that the program comes with a package that production leaves out.
func onlyDev(name, pkg string) string {
	if name == pkg {
		return fmt.Sprintf("%s is only a dev dependency. Move it to dependencies", name)
	}
	return fmt.Sprintf("%s comes with %s, which is only a dev dependency. Move it to dependencies", name, pkg)
}

// runnableFile returns why a file may not run without a shell.
func runnableFile(p *fixes.Pass, t *fixes.Target, name string) string {
	s := startscript.Of(p, t, fixes.Command{At: t.Process.Last(), Words: []string{name}, Known: true})
	switch {
	case s != nil && s.Found() && strings.HasPrefix(s.Src, "#!"), startscript.NamedNodeFile(p, t, []string{name}, t.Chain.End.Workdir) != "":
		return ""
	case project.IsJavaScript(name):
		return fmt.Sprintf("whether %s may be executed is not known", name)
	}
	return fmt.Sprintf("whether %s runs without a shell is not known", name)
}
