package rights

import (
	"fmt"
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/writes"
)

// addModels takes in the folders in node_modules that packages write to. It returns why
// one of them is not certain.
func (o *Ownership) addModels(p *fixes.Pass, t *fixes.Target) (lost string, err error) {
	manifest, dir := deploy.ProgramManifest(p, t)
	if manifest == nil {
		return "", nil
	}
	for _, w := range writes.ModuleWriters {
		if manifest.Dependencies[w.Pkg] == "" {
			continue
		}
		where, err := w.User(p, dir)
		if err != nil {
			return "", err
		}
		if where != "" && !o.addModule(p, t, dir, w) {
			return fmt.Sprintf("%s %s", where, w.Lost), nil
		}
	}
	where, err := writes.UsesAstroSessions(p, manifest, dir)
	if where == "" || err != nil || o.addSessions(p, t) {
		return "", err
	}
	return where + " uses a session, which Astro keeps below node_modules of the folder that it was built in. Give that to the user first, or set session in its configuration", nil
}

// addSessions takes in where a server built by Astro keeps sessions, and reports whether that is certain: the
// build writes the whole path into the server.
func (o *Ownership) addSessions(p *fixes.Pass, t *fixes.Target) bool {
	if user := earlierUser(p, t.Chain); user != "" && user != "node" || findGivenUser(t.Chain) != nil || !t.Chain.End.WorkdirKnown {
		return false
	}
	for _, m := range t.Chain.Steps {
		if c, ok := p.ReadCopy(m); ok && c.From != nil && p.Chain(c.From).End.Workdir != t.Chain.End.Workdir {
			return false
		}
	}
	if !givesModules(p, t) {
		o.add(t, ownedFolder{path: path.Join(t.Chain.End.Workdir, writes.AstroSessions), make: true, all: true})
	}
	return true
}

// addModule takes in the folder of one package, and reports whether it is certain, or given
// to the user anyway.
func (o *Ownership) addModule(p *fixes.Pass, t *fixes.Target, dir string, w writes.ModuleWriter) bool {
	if user := earlierUser(p, t.Chain); user != "" && user != "node" || findGivenUser(t.Chain) != nil {
		return false
	}
	trees := deploy.ModulesIn(p, t.Stage, func(*fixes.Install) bool { return true })
	if !slices.ContainsFunc(trees, func(m deploy.ModuleTree) bool { return m.From == nil }) && givesModules(p, t) {
		return true
	}
	if len(trees) != 1 || trees[0].From != nil || trees[0].Dir != t.Chain.End.Workdir {
		return false
	}
	if i := trees[0].Install; i.Dir != dir || i.Manager != node.NPM && i.Manager != node.YarnClassic {
		return false
	}
	o.add(t, ownedFolder{path: path.Join(trees[0].Dir, "node_modules", w.Pkg, w.Folder), make: true, all: true})
	return true
}
