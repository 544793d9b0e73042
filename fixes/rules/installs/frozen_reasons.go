package installs

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/devneeds"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// KeptAsWritten holds back: the command says something that a frozen install contradicts,
// or stands where nothing may be written.
func KeptAsWritten(_ *fixes.Pass, i *fixes.Install, lock *node.Lockfile) string {
	if flag, ok := i.Flag(node.UnlockedFlag); ok {
		return fmt.Sprintf("%s asks for an install that does not follow the lockfile. Remove it first", flag.Name)
	}
	if flag, ok := i.Flag(node.FrozenFlag); ok && i.Manager != node.NPM && !flag.On() {
		return fmt.Sprintf("%s asks for an install that may change the lockfile. Remove it first", i.Command.Words[flag.Index].Text)
	}
	if flag, ok := i.Flag(node.LocationFlag); ok {
		return fmt.Sprintf("%s sends it to another folder. Change the folder with WORKDIR instead", flag.Name)
	}
	if flag, ok := i.Named("--only"); ok && i.Manager == node.NPM && strings.HasPrefix(flag.Value, "dev") {
		return fmt.Sprintf("--only=%s adds dev dependencies to what is there, and npm ci removes that first. Install without the flag", flag.Value)
	}
	// From pnpm 8 on, which writes format 6, --force leaves the choice to --frozen-lockfile.
	if _, force := i.Named("--force", "-f"); force && i.Manager == node.PNPM && strings.HasPrefix(strings.Trim(lock.Version, `"'`), "5") {
		return "--force lets pnpm write the lockfile anew. Remove it first"
	}
	switch {
	case i.Command.Name() == "npx" || i.Command.Name() == "bunx":
		return "npx brings a package manager of its own, and which lockfile that reads is not known. Name it in the image"
	case slices.ContainsFunc(i.Command.Guards, func(g dockerfile.Guard) bool { return !g.Compares() }):
		return "it runs under a condition, which may be that there is no lockfile or that it does not fit"
	case changesYarn(i):
		return "the step that sets the version of Yarn before it may bring one that writes yarn.lock anew. Name the exact version there"
	case i.Verb == node.VerbInstallTest && i.Manager != node.NPM:
		return "it runs the tests as well. Write the install and the tests as two commands"
	case deploy.ModulesMounted(i):
		return "a clean install removes node_modules first, and here that is a mount, which cannot be removed"
	}
	return wordEditable(i, devneeds.VerbIndex(i))
}

// SettingsMissing holds back: npm settings that the lockfile was made with are not in the
// image.
func SettingsMissing(p *fixes.Pass, i *fixes.Install, _ *node.Lockfile) string {
	name := path.Join(i.Dir, ".npmrc")
	data, ok, err := p.Repo.Read(name)
	if err != nil || !ok || i.Manager.Yarn() {
		return ""
	}
	rc := node.ParseNpmrc(data)
	if i.Manager != node.NPM { // pnpm 11 and later do not read that there
		_, copied := p.Origin(i.Stage, path.Join(i.Workdir, ".npmrc"), i.At)
		if major := devneeds.ManagerMajor(p, i, "pnpm"); i.Manager == node.PNPM && copied && rc.Get("lockfile") == "false" && major < 11 {
			return name + " turns lockfiles off (lockfile=false)"
		}
		return ""
	}
	if rc.Get("package-lock") == "false" {
		return name + " turns lockfiles off (package-lock=false)"
	}
	if _, given := i.Named("--legacy-peer-deps", "--force"); given || !rc.On("legacy-peer-deps") {
		return ""
	}
	if _, copied := p.Origin(i.Stage, path.Join(i.Workdir, ".npmrc"), i.At); copied || Mounted(i, ".npmrc") {
		return ""
	}
	return fmt.Sprintf("%s sets legacy-peer-deps and is not copied before this, so npm ci may find that the lockfile does not fit. Copy it too", name)
}

// WorkspacesMissing holds back: the lockfile is that of all workspaces, and Yarn from 2 on, Bun and
// pnpm from 11 on take those that are not there out of it, which a frozen install may not. The
// others leave them alone.
func WorkspacesMissing(p *fixes.Pass, i *fixes.Install, lock *node.Lockfile) string {
	if i.Manager == node.PNPM {
		return membersGone(p, i, lock)
	}
	if !devneeds.CountsWorkspaces(lock) {
		return ""
	}
	workspaces := project.WorkspacesOf(p, i.Dir, i.Manifest)
	nested := slices.ContainsFunc(workspaces, func(dir string) bool {
		m, err := p.Repo.Manifest(dir)
		return err != nil || m != nil && len(m.Workspaces) > 0
	})
	for _, rel := range lock.Links {
		if lock.Manager == node.YarnBerry && !slices.Contains(workspaces, path.Join(i.Dir, rel)) && (!nested || !p.Repo.Exists(path.Join(i.Dir, rel, "package.json"))) {
			return fmt.Sprintf("it would stop: %s names the workspace %s, which is none now. Update the lockfile first", path.Base(lock.Path), rel)
		}
	}
	for _, dir := range workspaces {
		if !devneeds.WorkspaceSeen(p, i, dir) {
			return fmt.Sprintf("the lockfile is that of all workspaces, and %s/package.json is not copied before this", dir)
		}
	}
	return ""
}

// changesYarn reports whether a step before the install brings the release of
// Yarn that is the newest on that day.
func changesYarn(i *fixes.Install) bool {
	return i.Manager != node.NPM && i.Manager != node.PNPM && slices.ContainsFunc(i.Stage.Instructions, func(other *dockerfile.Instruction) bool {
		return other.Index <= i.At.Index && other.Is("RUN") && setsYarn.MatchString(other.Spoken())
	})
}

// setsYarn finds a change of Yarn's release to one that is not named.
var setsYarn = pattern.New(`\byarn\s+(set\s+version|policies\s+set-version)\s*(stable|latest|berry|canary|from|$|[;&|])`).Needs("version")
