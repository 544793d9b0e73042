package installs

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/devneeds"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// insidePackage finds paths of a package in node_modules, or below it. What lies
// in hidden folders, such as .cache, is of no package.
var insidePackage = pattern.New(`(?:^|/)node_modules/[\w@*?]`).Needs("node_modules/")

// pruneUndoes says which change that an earlier step makes by hand in
// node_modules the removal of dev dependencies would undo: all managers but npm 6
// bring back packages that are gone, and Yarn also files that are not as they
// were packed.
func pruneUndoes(p *fixes.Pass, at devneeds.PrunePlace, i *fixes.Install) string {
	if why := pruneTakesForeign(p, at, i); why != "" {
		return why
	}
	generation := launch.LockedGeneration(p, i)
	if generation == node.NPM && devneeds.NPMMajor(p, i.Stage, nil) < 7 {
		return ""
	}
	yarn := generation == node.YarnClassic || generation == node.YarnBerry
	for _, chain := range []*fixes.Chain{p.Chain(i.Stage), p.Chain(at.Stage)} {
		for _, m := range chain.Steps {
			if m.Index > at.After.Index && chain.Own(m) {
				break
			}
			if by := changesPackages(p, m, yarn); by != "" {
				return fmt.Sprintf("%s at line %d changes packages in node_modules by hand, and the removal would undo it. Install without dev dependencies in a stage of its own", by, m.StartLine)
			}
		}
	}
	if hook := i.Manifest.Scripts["postinstall"]; generation == node.YarnClassic && !i.IgnoreScripts && patchesPackages.MatchString(hook) {
		return fmt.Sprintf("the script postinstall (%s) changes packages, and Yarn would put them back as they were", hook)
	}
	return ""
}

// patchesPackages finds what changes installed packages in a script.
var patchesPackages = pattern.New(`patch-package|\bpatch\b|node_modules/[\w@]`)

// changesPackages names what in a step removes packages from node_modules by
// hand or, where files count, changes their files.
func changesPackages(p *fixes.Pass, m fixes.Moment, files bool) string {
	if c, ok := p.ReadCopy(m); ok && files && c.From == nil && insidePackage.MatchString(m.Text) {
		return m.Keyword
	}
	for _, script := range deploy.ScriptsOf(m) {
		for _, c := range script.Commands {
			words := deploy.WordsOf(c)
			if len(words) < 2 || !slices.ContainsFunc(words[1:], insidePackage.MatchString) && !strings.Contains(c.Dir, "node_modules/") {
				continue
			}
			switch c.Name() {
			case "rm", "mv", "unlink", "rmdir":
				return c.Name()
			case "sed", "cp", "patch", "tee", "ln", "perl", "install":
				if files {
					return c.Name()
				}
			}
		}
	}
	return ""
}
