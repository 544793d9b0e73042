package nodeenv

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
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
	if why := lacksAssets(p, manifest); why != "" {
		return why, nil
	}
	if why := lacksPublic(p, t, manifest, dir); why != "" {
		return why, nil
	}
	return readsLocalEgg(p, t, manifest, dir), nil
}

// lacksPublic: json-server from 1 on serves the folder public beside its data. In production it
// reads that when it starts, and ends where it is not there (lib/app.js, sirv).
func lacksPublic(p *fixes.Pass, t *fixes.Target, manifest *node.Manifest, dir string) string {
	const server, folder = "json-server", "public"
	if !manifest.Depends(server) || p.Repo.IsDir(path.Join(dir, folder)) {
		return ""
	}
	version := strings.TrimLeft(cmp.Or(manifest.Dependencies[server], manifest.Dev[server]), "^~>=v ")
	if locked, ok := launch.LockBeside(p, dir).Find(server); ok {
		version = locked.Version
	}
	if !strings.HasPrefix(version, "1.") {
		return ""
	}
	if !slices.ContainsFunc(launch.StartTexts(p, t), func(s launch.StartText) bool { return strings.Contains(s.Text, server) }) {
		return ""
	}
	return fmt.Sprintf("%s ends at its start in production where there is no folder %s, and there is none in this repository. Add one first", server, folder)
}

// lacksAssets: Apostrophe builds the assets of its pages when it starts, but not in
// production (modules/@apostrophecms/asset, autorunUiBuildTask).
func lacksAssets(p *fixes.Pass, manifest *node.Manifest) string {
	const task = "asset:build"
	if manifest.Dependencies["apostrophe"] == "" {
		return ""
	}
	for _, i := range p.File.Instructions { // of any stage, which may hand them on
		if !i.Is("RUN") {
			continue
		}
		builds := strings.Contains(i.Spoken(), task)
		for name, script := range manifest.Scripts {
			builds = builds || strings.Contains(script, task) && ignores.NamesScript(i.Spoken(), name)
		}
		if builds {
			return ""
		}
	}
	return "apostrophe builds the assets of its pages when it starts, and does not in production. Build them in a RUN first, with @apostrophecms/asset:build"
}

// readsLocalEgg: Egg reads another configuration in production than the local one
// (egg-core, lib/loader/egg_loader.js), unless egg-scripts has started it for production all along.
func readsLocalEgg(p *fixes.Pass, t *fixes.Target, manifest *node.Manifest, dir string) string {
	if manifest.Dependencies["egg"] == "" {
		return ""
	}
	for _, s := range launch.StartTexts(p, t) {
		if strings.Contains(s.Text, "egg-scripts") {
			return ""
		}
	}
	if slices.ContainsFunc(t.Program(), func(w string) bool { return path.Base(w) == "egg-scripts" }) || givenVariable(p, t, "EGG_SERVER_ENV") {
		return ""
	}
	for _, ending := range []string{".js", ".ts"} {
		if local := path.Join(dir, "config/config.local"+ending); p.Repo.Exists(local) {
			return fmt.Sprintf("egg reads %s as long as NODE_ENV is not production. Start it with egg-scripts, or set EGG_SERVER_ENV", local)
		}
	}
	return ""
}
