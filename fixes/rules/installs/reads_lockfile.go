package installs

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/devneeds"
)

// lacksCI returns why the image's npm cannot do what "npm ci" needs.
func lacksCI(p *fixes.Pass, i *fixes.Install, lock *node.Lockfile) string {
	major := devneeds.NPMMajor(p, i.Stage, i.At)
	switch {
	case major == 0:
		return fmt.Sprintf("which npm %s has is not known, and npm ci needs one from 5.7 on", devneeds.BaseName(p, i.Stage))
	case major < 6:
		return fmt.Sprintf("npm ci came with npm 5.7, and %s has an older one", devneeds.BaseName(p, i.Stage))
	case major == 6 && lock.Version == "3":
		return fmt.Sprintf("the npm 6 of %s does not read lockfileVersion 3 of %s", devneeds.BaseName(p, i.Stage), path.Base(lock.Path))
	}
	if !WithoutPeers(p, i, lock) {
		return ""
	}
	if ok, reason := lock.Closed(i.Manifest); !ok {
		return fmt.Sprintf("%s is of npm 6 (lockfileVersion 1), and npm %d may find that it does not fit: %s. Run npm install once and commit what it writes", path.Base(lock.Path), major, reason)
	}
	return ""
}

// WithoutPeers reports whether an install that follows the lockfile has to leave
// peers out: npm 6 did not install them, so its lockfile does not name them, and
// a later npm stops when it misses one.
func WithoutPeers(p *fixes.Pass, i *fixes.Install, lock *node.Lockfile) bool {
	_, given := i.Named("--legacy-peer-deps", "--force")
	return i.Manager == node.NPM && lock.Version == "1" && !given && devneeds.NPMMajor(p, i.Stage, i.At) > 6
}

// OtherBranchFits reports whether a condition chooses between this install, which
// has no lockfile, and one of another package manager that has its own.
func OtherBranchFits(p *fixes.Pass, i *fixes.Install) bool {
	return i.Command.Conditional && i.Lockfile == "" && slices.ContainsFunc(p.Installs(i.Stage), func(other *fixes.Install) bool {
		return other.At == i.At && other.Manager != i.Manager && other.Project() && other.Lockfile != ""
	})
}

// CannotFreeze holds back: the package manager in the image cannot do it, as far as it is
// known.
func CannotFreeze(p *fixes.Pass, i *fixes.Install, lock *node.Lockfile) string {
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
		for _, script := range deploy.ScriptsOf(m) {
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

// firstNine finds the one release of pnpm 9 that stops at the lockfile of pnpm 8, when it is asked for
// by name, and those before it.
var firstNine = pattern.New(`^pnpm@v?9\.0\.0(?:$|[-+])`)

// lacksPNPM: each generation of pnpm reads its own lockfile format, and pnpm 9 that of pnpm 8 too,
// but for its first release.
func lacksPNPM(p *fixes.Pass, i *fixes.Install, lock *node.Lockfile) string {
	major := devneeds.ManagerMajor(p, i, "pnpm")
	format, _, _ := strings.Cut(strings.Trim(lock.Version, `"'`), ".")
	fits := map[string][2]int{"5": {3, 7}, "6": {8, 9}, "9": {9, 99}}[format]
	switch {
	case format == "6" && firstNine.MatchString(devneeds.ManagerAsked(p, i, "pnpm")):
		return fmt.Sprintf("pnpm 9.0.0 does not read pnpm-lock.yaml of format %s", lock.Version)
	case major == 0 && format == "9", fits[0] > 0 && fits[0] <= major && major <= fits[1]:
		return ""
	case major == 0:
		return fmt.Sprintf("which pnpm the image has is not known, and pnpm-lock.yaml is of format %s, which newer ones do not read", lock.Version)
	}
	return fmt.Sprintf("pnpm %d does not read pnpm-lock.yaml of format %s", major, lock.Version)
}
