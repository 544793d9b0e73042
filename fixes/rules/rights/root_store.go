package rights

import (
	"path"
	"slices"
	"strconv"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
)

var (
	// keepsModules finds what tells Yarn to make node_modules, or to keep the packages in the
	// project or another folder.
	keepsModules = pattern.New(`(?m)^(?:nodeLinker:\s*["']?(?:node-modules|pnpm)\b|enableGlobalCache:\s*false\b|(?:globalFolder|cacheFolder):)`)
	// sharedStore finds what has pnpm link the packages from its store.
	sharedStore = pattern.New(`(?m)^(?:enableGlobalVirtualStore:\s*true|enable-global-virtual-store\s*=\s*true)\b`).Needs("enable")
	yarnFolders = []string{"YARN_GLOBAL_FOLDER", "YARN_CACHE_FOLDER", "YARN_ENABLE_GLOBAL_CACHE"}
)

// packagesAtRoot: Yarn from 4 on reads the packages from its cache in the home directory of
// whoever installed them, where there is no node_modules
// (https://yarnpkg.com/configuration/yarnrc#enableGlobalCache).
func packagesAtRoot(p *fixes.Pass, t *fixes.Target) string {
	_, dir := deploy.ProgramManifest(p, t)
	lock, err := p.Repo.Lockfile(path.Join(dir, "yarn.lock"))
	if err != nil || lock == nil || lock.Manager != node.YarnBerry || !madeByYarn4(lock) || slices.ContainsFunc(yarnFolders, func(name string) bool { _, set := t.Chain.End.Env[name]; return set }) {
		return ""
	}
	if data, ok, err := p.Repo.Read(path.Join(dir, ".yarnrc.yml")); err != nil || ok && keepsModules.Match(data) {
		return ""
	}
	if !slices.ContainsFunc(p.Installs(t.Stage), func(i *fixes.Install) bool { return i.Manager == node.YarnClassic }) {
		return ""
	}
	return "Yarn keeps the packages in root's home directory. Set enableGlobalCache: false in .yarnrc.yml first"
}

// madeByYarn4 reports whether a lockfile is of the format that came with Yarn 4, or a later one.
func madeByYarn4(lock *node.Lockfile) bool {
	format, err := strconv.Atoi(lock.Version)
	return err == nil && format >= 8
}

// linksAtRoot: pnpm links the packages from its store in the home directory when it is told
// to (https://pnpm.io/settings#enableglobalvirtualstore); a CI has it off.
func linksAtRoot(p *fixes.Pass, t *fixes.Target) string {
	_, dir := deploy.ProgramManifest(p, t)
	for _, name := range []string{"pnpm-workspace.yaml", ".npmrc"} {
		data, ok, err := p.Repo.Read(path.Join(dir, name))
		if _, ci := t.Chain.End.Env["CI"]; err == nil && ok && !ci && sharedStore.Match(data) {
			return name + " has pnpm link the packages from root's home directory. Turn enableGlobalVirtualStore off first"
		}
	}
	return ""
}
