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
	"github.com/nodedock/nodedock/fixes/rules/lean"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

var (
	managerVariable = pattern.New(`\b(npm_(package|lifecycle|config|execpath|node_execpath|command)\w*|INIT_CWD|PROJECT_CWD|PNPM_PACKAGE_NAME)\b`)
	// spawned finds a program that is started by its name: by a call that has run, exec or spawn
	// in its name, by what a module is loaded as, or by the template of zx.
	spawned = pattern.New("(?:\\b(?:\\w*(?:[sS]pawn|[eE]xec)\\w*|run)|\\brequire\\(\\s*['\"`](?:execa|cross-spawn)['\"`]\\s*\\))\\(\\s*['\"`]([\\w@.-]+)|(?:^|[^\\w$}])\\$`\\s*([\\w@.-]+)")
)

// needsManager returns what the program would miss without its package manager:
// the settings it applies, the variables that it sets, or node_modules/.bin in
// PATH.
func needsManager(p *fixes.Pass, t *fixes.Target, lock *node.Lockfile) (string, error) {
	for _, reason := range []func(*fixes.Pass, *fixes.Target) (string, error){managerSetting, watchedByName, startedByName} {
		if why, err := reason(p, t); why != "" || err != nil {
			return why, err
		}
	}
	others, err := otherMembers(p, t)
	if err != nil {
		return "", err
	}
	beside := toolsOfScripts(p, t)
	for _, name := range launch.SourcesOf(p, t) {
		data, ok, err := p.Repo.Read(name)
		if err != nil {
			return "", err
		}
		if !ok || slices.ContainsFunc(others, func(dir string) bool { return deploy.InFolder(name, dir) }) {
			continue
		}
		src := string(data)
		if strings.Contains(src, "npm_") || strings.Contains(src, "_CWD") || strings.Contains(src, "PNPM_") {
			found, err := p.Repo.FindAll(name, managerVariable)
			if err != nil {
				return "", err
			}
			if len(found) > 0 {
				return fmt.Sprintf("%s reads %s, which only the package manager sets", name, found[0][0]), nil
			}
		}
		if shellFolder.MatchString(src) {
			return name + " reads PWD, which the shell of the package manager sets. Let it call process.cwd() instead", nil
		}
		if !lean.ChildProcess.MatchString(src) || beside(name) {
			continue
		}
		for _, m := range spawned.FindAllStringSubmatch(src, -1) {
			program := m[1] + m[2]
			if found := t.Manifest.Find(lock, program); found.Known && !found.Node && !found.File {
				return fmt.Sprintf("%s starts %s, which is found because the package manager puts node_modules/.bin into PATH", name, program), nil
			}
		}
	}
	return "", nil
}

// managerSettings are settings by which a package manager starts a script with
// other options, or by another Node, than the image has: file → pattern.
var managerSettings = map[string]*pattern.Pattern{
	".npmrc":              pattern.New(`(?m)^\s*(node-options|use-node-version)\s*=`),
	"pnpm-workspace.yaml": pattern.New(`(?m)^(nodeOptions|useNodeVersion|executionEnv)\s*:`),
	".env.yarn":           pattern.New(`(?m)^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=`),
}

// managerSetting returns the setting in the image's working directory that only
// the package manager reads, "" when there is none.
func managerSetting(p *fixes.Pass, t *fixes.Target) (string, error) {
	for _, base := range project.SortedNames(managerSettings) {
		name, ok := p.Origin(t.Stage, path.Join(t.Chain.End.Workdir, base), nil)
		if !ok {
			continue
		}
		data, ok, err := p.Repo.Read(name)
		if err != nil {
			return "", err
		}
		if m := managerSettings[base].FindSubmatch(data); ok && m != nil {
			return fmt.Sprintf("%s sets %s, which only the package manager passes on to the program", name, m[1]), nil
		}
	}
	return "", nil
}

// shellFolder finds what reads PWD, which a shell sets and a container runtime does not, where
// nothing stands in for it.
var shellFolder = pattern.New(`\bprocess\.env(?:\.PWD\b|\[\s*['"` + "`" + `]PWD['"` + "`" + `]\s*\])\s*(?:[^|?\s]|$)|\{[^{}\n=]*\bPWD\b\s*[,:}][^{}\n]*\}?\s*=\s*process\.env\b`).Needs("PWD")

// readsShellFolder returns the source file of the target's program that reads PWD, "" when
// none does.
func readsShellFolder(p *fixes.Pass, t *fixes.Target) string {
	for _, name := range launch.SourcesOf(p, t) {
		if found, err := p.Repo.Matches(name, shellFolder); err == nil && found {
			return name
		}
	}
	return ""
}

// otherMembers returns the folders of the workspaces that the program neither belongs to nor
// depends on; none when it is not certain which these are.
func otherMembers(p *fixes.Pass, t *fixes.Target) ([]string, error) {
	manifest, dir := deploy.ProgramManifest(p, t)
	dirs := project.WorkspacesOf(p, dir, manifest)
	if manifest == nil || len(dirs) == 0 {
		return nil, nil
	}
	packages, err := launch.PackagesOf(p, t, &project.Project{P: p, Dir: dir, Manifest: manifest, Lock: nil}, dirs)
	if err != nil || len(packages) == 0 {
		return nil, err
	}
	return slices.DeleteFunc(dirs, func(dir string) bool {
		return slices.ContainsFunc(packages, func(own string) bool { return deploy.InFolder(own, dir) })
	}), nil
}
