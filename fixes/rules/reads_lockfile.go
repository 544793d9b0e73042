package rules

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
)

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
