package nodeenv

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
	"github.com/nodedock/nodedock/fixes/rules/ignores"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// frameworkByEnv: a framework of the program works otherwise in production, whatever the code
// says.
func frameworkByEnv(p *fixes.Pass, t *fixes.Target) (string, error) {
	manifest, dir := deploy.ProgramManifest(p, t)
	if manifest == nil {
		return "", nil
	}
	for _, asks := range []func(*fixes.Pass, *fixes.Target, *node.Manifest, string) (string, error){lacksAssets, lacksAdmin, lacksPublic, readsLocalEgg, movesGhost, movesLoopBack, sendsToHTTPS} {
		if why, err := asks(p, t, manifest, dir); why != "" || err != nil {
			return why, err
		}
	}
	return "", nil
}

// lacksAssets: Apostrophe builds the assets of its pages when it starts, but not in
// production (modules/@apostrophecms/asset, autorunUiBuildTask).
func lacksAssets(p *fixes.Pass, _ *fixes.Target, manifest *node.Manifest, _ string) (string, error) {
	if manifest.Dependencies["apostrophe"] == "" || runsTask(p, manifest, "asset:build") {
		return "", nil
	}
	return "apostrophe builds the assets of its pages when it starts, and does not in production. Build them in a RUN first, with @apostrophecms/asset:build", nil
}

// ownServer finds a program that hands its own server to Payload, as it was before version 3.
var ownServer = pattern.New(`\bpayload\.init\(\s*\{[^}]*\bexpress\b`).Needs("payload.init(")

// lacksAdmin: Payload 2 makes its admin pages when it starts, and serves in production what payload build has
// made (dist/express/admin.js).
func lacksAdmin(p *fixes.Pass, _ *fixes.Target, manifest *node.Manifest, dir string) (string, error) {
	if manifest.Dependencies["payload"] == "" || runsTask(p, manifest, "payload build") {
		return "", nil
	}
	for _, name := range launch.SourcesIn(p, dir) {
		if found, err := p.Repo.Matches(name, ownServer); found || err != nil {
			return name + " lets Payload make its admin pages when it starts, and it does not in production. Build them in a RUN first, with payload build", err
		}
	}
	return "", nil
}

// runsTask reports whether a step of any stage, which may hand everything on, runs a task, or a script
// that does.
func runsTask(p *fixes.Pass, manifest *node.Manifest, task string) bool {
	return slices.ContainsFunc(p.File.Instructions, func(i *dockerfile.Instruction) bool {
		if !i.Is("RUN") {
			return false
		}
		runs := strings.Contains(i.Spoken(), task)
		for name, script := range manifest.Scripts {
			if !strings.Contains(script, task) {
				continue
			}
			runs = runs || ignores.NamesScript(i.Spoken(), name)
			for other, calls := range manifest.Scripts {
				runs = runs || strings.Contains(calls, name) && ignores.NamesScript(i.Spoken(), other)
			}
		}
		return runs
	})
}

// readsLocalEgg: Egg reads another configuration in production than the local one
// (egg-core, lib/loader/egg_loader.js), unless egg-scripts has started it for production all along.
func readsLocalEgg(p *fixes.Pass, t *fixes.Target, manifest *node.Manifest, dir string) (string, error) {
	if manifest.Dependencies["egg"] == "" {
		return "", nil
	}
	for _, s := range launch.StartTexts(p, t) {
		if strings.Contains(s.Text, "egg-scripts") {
			return "", nil
		}
	}
	if slices.ContainsFunc(t.Program(), func(w string) bool { return path.Base(w) == "egg-scripts" }) || givenVariable(p, t, "EGG_SERVER_ENV") {
		return "", nil
	}
	for _, ending := range []string{".js", ".ts"} {
		if local := path.Join(dir, "config/config.local"+ending); p.Repo.Exists(local) {
			return fmt.Sprintf("egg reads %s as long as NODE_ENV is not production. Start it with egg-scripts, or set EGG_SERVER_ENV", local), nil
		}
	}
	return "", nil
}
