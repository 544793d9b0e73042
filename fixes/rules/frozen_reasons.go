package rules

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
)

// keptAsWritten: the command says something that a frozen install contradicts,
// or stands where nothing may be written.
func keptAsWritten(_ *fixes.Pass, i *fixes.Install, _ *node.Lockfile) string {
	if flag, ok := i.Flag(node.UnlockedFlag); ok {
		return fmt.Sprintf("%s asks for an install that does not follow the lockfile. Remove it first", flag.Name)
	}
	if flag, ok := i.Flag(node.FrozenFlag); ok && i.Manager != node.NPM {
		return fmt.Sprintf("%s asks for an install that may change the lockfile. Remove it first", i.Command.Words[flag.Index].Text)
	}
	if flag, ok := i.Flag(node.LocationFlag); ok {
		return fmt.Sprintf("%s sends it to another folder. Change the folder with WORKDIR instead", flag.Name)
	}
	switch {
	case i.Command.Conditional:
		return "it runs under a condition, which may be that there is no lockfile or that it does not fit"
	case i.Verb == node.VerbInstallTest:
		return "it runs the tests as well. Write the install and the tests as two commands"
	case modulesMounted(i):
		return "a clean install removes node_modules first, and here that is a mount, which cannot be removed"
	}
	return wordEditable(i, verbIndex(i))
}

// changedBefore: an earlier step writes package.json or the lockfile, so that
// what the repository holds proves nothing.
func changedBefore(p *fixes.Pass, i *fixes.Install, lock *node.Lockfile) string {
	for _, m := range p.Chain(i.Stage).Steps {
		for _, script := range scriptsOf(m) {
			for _, c := range script.Commands {
				if c == i.Command {
					return ""
				}
				if name := changesProject(c.Name(), wordsOf(c), path.Base(lock.Path)); name != "" {
					return fmt.Sprintf("a step before it runs %s on %s, so whether both files still agree is not known", c.Name(), name)
				}
			}
		}
		if m.Instruction == i.At {
			break
		}
	}
	return ""
}

// changesProject returns which of the project's two files a command changes.
func changesProject(name string, words []string, lock string) string {
	switch name {
	case "rm", "sed", "jq", "mv", "cp", "node", "perl", "json", "npx", "tee", "cat", "echo", "printf", "unlink":
	default:
		return ""
	}
	for _, w := range words[1:] {
		switch base := path.Base(w); {
		case base == lock, base == "package.json":
			return base
		case strings.Contains(w, "*") && globMatchesName(base, lock):
			return lock
		case strings.Contains(w, lock):
			return lock
		case strings.Contains(w, "package.json"):
			return "package.json"
		}
	}
	return ""
}

func globMatchesName(pattern, name string) bool {
	ok, err := path.Match(pattern, name)
	return err == nil && ok
}

// outOfSync: the install would stop, because the lockfile does not agree with
// package.json.
func outOfSync(p *fixes.Pass, i *fixes.Install, lock *node.Lockfile) string {
	if other := otherManager(i, lock); other != "" {
		return other
	}
	if ok, reason := lock.InSync(i.Manifest); !ok {
		return fmt.Sprintf("it would stop: %s. Update the lockfile first", reason)
	}
	for _, dir := range workspacesOf(p, i.Dir, i.Manifest) {
		m, err := p.Repo.Manifest(dir)
		if err != nil || m == nil {
			continue
		}
		rel := strings.TrimPrefix(dir, i.Dir+"/")
		if ok, reason := lock.InSyncAt(rel, m); !ok {
			return fmt.Sprintf("it would stop: in %s, %s. Update the lockfile first", dir, reason)
		}
	}
	return ""
}

// otherManager: package.json names another package manager than the command.
func otherManager(i *fixes.Install, lock *node.Lockfile) string {
	if i.Manifest.PackageManager == "" {
		return ""
	}
	manager, _, ok := node.ParsePackageManager(i.Manifest.PackageManager)
	name, _, _ := strings.Cut(i.Manifest.PackageManager, "+")
	switch {
	case !ok:
		return ""
	case !sameManager(i.Manager, manager):
		return fmt.Sprintf("package.json names %s as its package manager, and this installs with %s", name, i.Manager.Command())
	case manager.Yarn() && lock.Manager.Yarn() && manager != lock.Manager:
		return fmt.Sprintf("package.json names %s as its package manager, and yarn.lock is of another generation of Yarn", name)
	}
	return ""
}

// settingsMissing: npm settings that the lockfile was made with are not in the
// image.
func settingsMissing(p *fixes.Pass, i *fixes.Install, _ *node.Lockfile) string {
	name := path.Join(i.Dir, ".npmrc")
	data, ok, err := p.Repo.Read(name)
	if err != nil || !ok || i.Manager != node.NPM {
		return ""
	}
	rc := node.ParseNpmrc(data)
	if rc.Get("package-lock") == "false" {
		return name + " turns lockfiles off (package-lock=false)"
	}
	if _, given := i.Named("--legacy-peer-deps", "--force"); given || !rc.On("legacy-peer-deps") {
		return ""
	}
	if _, copied := p.Origin(i.Stage, path.Join(i.Workdir, ".npmrc"), i.At); copied || mounted(i, ".npmrc") {
		return ""
	}
	return fmt.Sprintf("%s sets legacy-peer-deps and is not copied before this, so npm ci may find that the lockfile does not fit. Copy it too", name)
}

// workspacesMissing: the lockfile is that of all workspaces, and a frozen
// install wants to see each of them.
func workspacesMissing(p *fixes.Pass, i *fixes.Install, _ *node.Lockfile) string {
	for _, dir := range workspacesOf(p, i.Dir, i.Manifest) {
		rel := strings.TrimPrefix(dir, i.Dir+"/")
		if _, ok := p.Origin(i.Stage, path.Join(i.Workdir, rel, "package.json"), i.At); !ok {
			return fmt.Sprintf("the lockfile is that of all workspaces, and %s/package.json is not copied before this", dir)
		}
	}
	return ""
}

// cannotFreeze: the package manager in the image cannot do it, as far as it is
// known.
func cannotFreeze(p *fixes.Pass, i *fixes.Install, lock *node.Lockfile) string {
	switch {
	case i.Manager == node.NPM:
		return lacksCI(p, i, lock)
	case lock.Manager == node.YarnBerry:
		return lacksBerry(p, i)
	case lock.Manager == node.PNPM:
		return lacksPNPM(p, i, lock)
	}
	return ""
}

// lacksBerry: images come with Yarn 1, which does not read the lockfile of its
// successors.
func lacksBerry(p *fixes.Pass, i *fixes.Install) string {
	if data, ok, err := p.Repo.Read(path.Join(i.Dir, ".yarnrc.yml")); err == nil && ok {
		rc, err := node.ParseYarnrc(".yarnrc.yml", data)
		if _, copied := p.Origin(i.Stage, path.Join(i.Workdir, ".yarnrc.yml"), i.At); err == nil && rc.YarnPath != "" && copied {
			return ""
		}
	}
	for _, m := range p.Chain(i.Stage).Steps {
		for _, script := range scriptsOf(m) {
			for _, c := range script.Commands {
				if c.Name() == "corepack" {
					return ""
				}
			}
		}
	}
	if i.ManagerIndex > 0 && i.Command.Name() == "corepack" {
		return ""
	}
	return "yarn.lock is of Yarn 2 or later, and nothing before this shows that the image has it (corepack enable, or yarnPath)"
}

// lacksPNPM: each generation of pnpm reads its own lockfile format.
func lacksPNPM(p *fixes.Pass, i *fixes.Install, lock *node.Lockfile) string {
	major := managerMajor(p, i, "pnpm")
	format, _, _ := strings.Cut(strings.Trim(lock.Version, `"'`), ".")
	fits := map[string][2]int{"5": {3, 7}, "6": {8, 8}, "9": {9, 99}}[format]
	switch {
	case major == 0 && format == "9", fits[0] > 0 && fits[0] <= major && major <= fits[1]:
		return ""
	case major == 0:
		return fmt.Sprintf("which pnpm the image has is not known, and pnpm-lock.yaml is of format %s, which newer ones do not read", lock.Version)
	}
	return fmt.Sprintf("pnpm %d does not read pnpm-lock.yaml of format %s", major, lock.Version)
}
