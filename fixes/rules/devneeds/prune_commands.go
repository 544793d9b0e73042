package devneeds

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// MadeThere says why a lockfile that a stage makes proves nothing.
func MadeThere(lock, stage string) string {
	return fmt.Sprintf("package.json and %s are made in the stage %s, and whether they agree there is not known", lock, stage)
}

// PruneCommand returns the command that removes dev dependencies and nothing
// else, or why there is none.
func PruneCommand(p *fixes.Pass, t *fixes.Target, i *fixes.Install, pr *project.Project) (command, withheld string) {
	if i.Workspaces || !prunesWorkspaces(p, t, i, pr) {
		return "", workspaceReason(i)
	}
	if belowItsRoot(p, i, pr) {
		return "", workspaceReason(i)
	}
	if bootstraps(p, pr) {
		return "", "lerna puts what other packages need into the same node_modules, and a removal would take that out too. Install with the flag for production in a stage of its own"
	}
	switch launch.LockedGeneration(p, i) {
	case node.NPM:
		if why := removalNeedsDev(i, pr); why != "" {
			return "", why
		}
		return NPMPrune(p, i)
	case node.YarnClassic:
		return yarnPrune(p, i)
	case node.YarnBerry:
		return berryPrune(p, i, pr)
	case node.PNPM:
		return pnpmPrune(p, i, pr)
	}
	return "", "Bun has no command that removes them. Install with --production in a stage of its own"
}

// bootstraps reports whether lerna installs packages of other projects, in a
// script of the root or in a step.
func bootstraps(p *fixes.Pass, pr *project.Project) bool {
	if !p.Repo.Exists(path.Join(pr.Dir, "lerna.json")) {
		return false
	}
	for _, name := range project.SortedNames(pr.Manifest.Scripts) {
		if strings.Contains(pr.Manifest.Scripts[name], "lerna bootstrap") {
			return true
		}
	}
	return slices.ContainsFunc(p.File.Instructions, func(i *dockerfile.Instruction) bool {
		return i.Is("RUN") && strings.Contains(i.Spoken(), "lerna ")
	})
}

// prunesWorkspaces reports whether the package manager can remove the dev
// dependencies of all workspaces, and what the image starts is known to need
// none of them. A project without workspaces has nothing to ask.
func prunesWorkspaces(p *fixes.Pass, t *fixes.Target, i *fixes.Install, pr *project.Project) bool {
	dirs := project.WorkspacesOf(p, pr.Dir, pr.Manifest)
	switch generation := launch.LockedGeneration(p, i); {
	case len(dirs) == 0 || generation == node.YarnBerry:
		return true
	case generation == node.NPM && NPMMajor(p, i.Stage, nil) < 7, generation != node.NPM && generation != node.YarnClassic:
		return false
	}
	found, known, err := devImportAcross(p, AsInstalled(t, pr), pr, dirs)
	return err == nil && known && found == ""
}

func workspaceReason(i *fixes.Install) string {
	if i.Manager == node.PNPM {
		return "pnpm prune does not know workspaces. Use pnpm deploy --prod for the package that is shipped"
	}
	return "it is a project with workspaces, and which of their packages the image needs is not certain. Install with the flag for production in a stage of its own"
}

// removalNeedsDev: npm runs the script "dependencies" when node_modules has changed.
func removalNeedsDev(i *fixes.Install, pr *project.Project) string {
	if i.IgnoreScripts {
		return ""
	}
	return strings.Replace(pr.HookNeeds("dependencies"), "the install would stop", "npm prune would stop", 1)
}

// NPMPrune holds back: npm prune runs no other scripts of the project, and keeps what packages
// built and what lies in hidden folders such as .prisma. It resolves peers
// anew, so that the flags about them are needed again.
func NPMPrune(p *fixes.Pass, i *fixes.Install) (command, withheld string) {
	switch major := NPMMajor(p, i.Stage, nil); {
	case major == 0:
		return "", fmt.Sprintf("which npm %s has is not known: from 7 on it is npm prune --omit=dev, before it npm prune --production", BaseName(p, i.Stage))
	case major < 7:
		return "npm prune --production", ""
	}
	command = "npm prune --omit=dev"
	for _, name := range []string{"--legacy-peer-deps", "--force"} {
		if _, ok := i.Named(name); ok {
			command += " " + name
		}
	}
	return command, ""
}

// yarnPrune: Yarn 1 removes what an install with other flags does not ask for.
// Without scripts nothing is built again, and what was built stays.
func yarnPrune(p *fixes.Pass, i *fixes.Install) (command, withheld string) {
	stage := PrunedIn(p, i)
	switch {
	case stage != "":
		return "", MadeThere("yarn.lock", stage)
	case i.Lockfile == "" && ImagesYarn(p, i):
		return "", "without yarn.lock a second yarn install may bring other versions than the build had. Commit it first"
	case i.Lockfile == "":
		return "", GenerationUnknown(p, i)
	}
	lock, err := p.Repo.Lockfile(i.Lockfile)
	if err != nil || lock == nil {
		return "", i.Lockfile + " cannot be read"
	}
	if why := OutOfSync(p, i, lock); why != "" {
		return "", strings.Replace(why, "it would stop", "a second yarn install would stop", 1)
	}
	return "yarn install --production --frozen-lockfile --ignore-scripts --prefer-offline", ""
}

// berryPrune: Yarn has focus built in from 4 on.
func berryPrune(p *fixes.Pass, i *fixes.Install, pr *project.Project) (command, withheld string) {
	major := ManagerMajor(p, i, "yarn")
	var rc *node.Yarnrc
	if data, ok, err := p.Repo.Read(path.Join(i.Dir, ".yarnrc.yml")); err == nil && ok {
		rc, _ = node.ParseYarnrc(".yarnrc.yml", data)
	}
	switch {
	case rc == nil || rc.NodeLinker == "" || rc.NodeLinker == "pnp":
		return "", "Yarn installs without node_modules here (Plug'n'Play). Use yarn workspaces focus --production in a stage of its own"
	case major == 0:
		return "", "which Yarn the image has is not known. From 4 on, yarn workspaces focus --all --production leaves dev dependencies out"
	case major < 4:
		return "", fmt.Sprintf("Yarn %d knows yarn workspaces focus only with its plugin workspace-tools", major)
	}
	if why := HookNeedsDev(p, i, pr); why != "" {
		return "", why
	}
	return "yarn workspaces focus --all --production", ""
}

// pnpmPrune: pnpm runs the project's scripts again.
func pnpmPrune(p *fixes.Pass, i *fixes.Install, pr *project.Project) (command, withheld string) {
	if pr.Manifest.Prisma {
		return "", "pnpm keeps what prisma generates inside a folder that it may replace. Install with --prod in a stage of its own, and generate there"
	}
	if why := HookNeedsDev(p, i, pr); why != "" {
		return "", strings.Replace(why, "the install would stop", "pnpm prune would stop", 1)
	}
	return "pnpm prune --prod", ""
}
