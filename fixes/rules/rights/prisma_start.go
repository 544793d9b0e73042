package rights

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// prismaCall finds calls of Prisma's command line, with what they do.
var prismaCall = pattern.New(`(?:^|[\s/;&|"'(=])prisma(@\S+)?\s+(\S+(?:\s+\w+)?)`).Needs("prisma")

// callsPrisma reports whether a start text runs Prisma, and whether all that it
// does is to apply migrations: that writes to the folder of its engines, where
// one is missing, and nowhere else in node_modules.
func callsPrisma(text string) (calls, migrates bool) {
	migrates = true
	for _, m := range prismaCall.FindAllStringSubmatch(text, -1) {
		what := strings.Join(strings.Fields(m[2]), " ")
		calls, migrates = true, migrates && m[1] == "" && (what == "migrate deploy" || what == "migrate status")
	}
	return calls, migrates
}

// writesEngines is what stands in the way where the folder is not certain.
const writesEngines = "%s runs prisma, which writes beside its own files in node_modules"

// addEngines takes in the folder of Prisma's engines where a start text applies
// migrations. It returns where that is done when the folder is not certain.
func (o *Ownership) addEngines(p *fixes.Pass, t *fixes.Target) (where string) {
	for _, s := range launch.StartTexts(p, t) {
		if calls, _ := callsPrisma(s.Text); calls {
			where = s.Where
		}
	}
	if where == "" {
		return ""
	}
	if user := earlierUser(p, t.Chain); user != "" && user != "node" || findGivenUser(t.Chain) != nil {
		return where
	}
	trees := deploy.ModulesIn(p, t.Stage, func(*fixes.Install) bool { return true })
	installed := slices.IndexFunc(trees, func(m deploy.ModuleTree) bool { return m.From == nil })
	if installed < 0 {
		if givesModules(p, t) {
			return ""
		}
		return where
	}
	if len(trees) != 1 {
		return where
	}
	folder := enginesFolder(p, t, trees[0])
	if folder == "" {
		return where
	}
	o.add(t, ownedFolder{path: path.Join(trees[0].Dir, "node_modules", folder)})
	return ""
}

// enginesFolder returns where below its node_modules an install puts Prisma's
// engines, when the program sees them there and nothing takes them out again;
// "" when that is not certain.
func enginesFolder(p *fixes.Pass, t *fixes.Target, tree deploy.ModuleTree) string {
	i := tree.Install
	if i.Manifest == nil || t.Manifest == nil || i.Lockfile == "" || i.Command.Conditional {
		return ""
	}
	lock, err := p.Repo.Lockfile(i.Lockfile)
	if err != nil || lock == nil {
		return ""
	}
	engines := slices.DeleteFunc(slices.Clone(lock.Packages), func(pkg node.Package) bool { return pkg.Name != "@prisma/engines" })
	shipped := t.Manifest.Dependencies["prisma"] != "" || t.Manifest.DevOnly("prisma") && len(launch.DevModules(p, t.Stage)) == 1
	removed := slices.ContainsFunc(launch.CommandsOf(t.Chain), func(c *dockerfile.Command) bool {
		args, _ := c.Args()
		return c.Name() == "rm" && strings.Contains(strings.Join(args, " "), "prisma")
	})
	if len(engines) != 1 || !shipped || removed {
		return ""
	}
	switch workdir := t.Chain.End.Workdir; {
	case lock.Manager == node.PNPM && deploy.InFolder(workdir, tree.Dir) && pnpmVersion.MatchString(engines[0].Version) && !movesModules(p, i.Dir):
		return ".pnpm/@prisma+engines@" + engines[0].Version + "/node_modules/@prisma/engines"
	case tree.Dir == workdir && (engines[0].Place == "node_modules/@prisma/engines" || lock.Manager == node.YarnClassic):
		return "@prisma/engines"
	}
	return ""
}

var (
	pnpmVersion = pattern.New(`^[\w.+-]+$`)
	pnpmPlaces  = pattern.New(`(?i)linker|virtual-?store|modules-?dir`)
)

// movesModules reports whether settings of pnpm put packages elsewhere.
func movesModules(p *fixes.Pass, dir string) bool {
	for _, name := range []string{".npmrc", "pnpm-workspace.yaml", "package.json"} {
		if found, err := p.Repo.Matches(path.Join(dir, name), pnpmPlaces); err != nil || found {
			return true
		}
	}
	return false
}

// givesModules reports whether the node_modules of the program are copied from a
// build stage, all of them by copies that get an owner.
func givesModules(p *fixes.Pass, t *fixes.Target) bool {
	given, found := AppCopies(p, t, false), false
	for _, m := range t.Chain.Steps {
		c, ok := p.ReadCopy(m)
		if !ok || c.From == nil {
			continue
		}
		for _, dir := range modulesOf(p, c) {
			to, ok := deploy.CopiedModules(c, dir)
			if !ok {
				continue
			}
			if !ownedCopy(given, m.Instruction) {
				return false
			}
			found = found || to == t.Chain.End.Workdir || deploy.InFolder(t.Chain.End.Workdir, to)
		}
	}
	return found
}

// modulesOf returns the folders of the stage that a COPY takes from in which
// node_modules may lie.
func modulesOf(p *fixes.Pass, c *fixes.Copy) []string {
	dirs := []string{p.Chain(c.From).End.Workdir}
	for _, source := range c.Sources {
		if path.Base(source) == "node_modules" {
			dirs = append(dirs, path.Dir(path.Join("/", source)))
		}
	}
	return dirs
}

// ownedCopy reports whether a copy gets the program's owner, or has it already.
func ownedCopy(given []*dockerfile.Instruction, i *dockerfile.Instruction) bool {
	return slices.Contains(given, i) || i.Flag("chown") != nil && strings.HasPrefix(i.Flag("chown").Value, "node")
}
