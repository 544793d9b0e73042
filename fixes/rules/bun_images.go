package rules

import (
	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/devneeds"
	"github.com/nodedock/nodedock/fixes/rules/installs"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/nodeenv"
	"github.com/nodedock/nodedock/fixes/rules/pid1"
	"github.com/nodedock/nodedock/fixes/rules/rights"
)

// reportBunAsRoot reports images of Bun that never leave root.
func reportBunAsRoot(p *fixes.Pass) {
	for _, t := range launch.BunTargets(p) {
		if user, known := rights.EffectiveUser(p, t.Chain); known && launch.MeansRoot(user) && !rights.ComposeSetsUser(t) {
			f := rootFinding(t, true)
			f.Withheld = "the image runs Bun, and nodedock changes the user of images of Node only. The image has a user bun: add USER bun behind the last step that needs root"
			p.Report(f)
		}
	}
}

// reportBunWithoutEnv reports images of Bun without NODE_ENV, which its packages
// read as they do with Node.
func reportBunWithoutEnv(p *fixes.Pass) {
	for _, t := range launch.BunTargets(p) {
		if _, set := t.Chain.End.Env["NODE_ENV"]; set || launch.BuiltWithNodeEnv(t) != "" || nodeenv.CommandSetsNodeEnv(p, t) {
			continue
		}
		p.Report(fixes.Finding{
			Span: launch.CommandOrBase(t).Span, Key: "NODE_ENV " + t.Stage.Name,
			Message:  "The image runs Bun without NODE_ENV=production: frameworks use their development mode.",
			Withheld: "nodedock sets it for images of Node only. Add ENV NODE_ENV=production behind what is built",
		})
	}
}

// reportBunWithDev reports images of Bun in which dev dependencies are.
func reportBunWithDev(p *fixes.Pass) {
	for _, t := range launch.BunTargets(p) {
		for _, tree := range launch.DevModules(p, t.Stage) {
			if pr := launch.ProjectOfInstall(p, tree.Install); pr.HasDev() {
				p.Report(fixes.Finding{
					Span: devneeds.InstallSpan(tree.Install), Key: installs.InstallKey(p, tree.Install) + " " + t.Stage.Name,
					Message:  devMessage(tree.Install, pr),
					Withheld: "nodedock changes what is installed in images of Node only. Install with --production in the stage whose node_modules is shipped",
				})
			}
		}
	}
}

// reportBunWithoutInit reports images of Bun without an init process.
func reportBunWithoutInit(p *fixes.Pass) error {
	for _, t := range launch.BunTargets(p) {
		outside, err := pid1.InitFromOutside(p, t)
		if err != nil {
			return err
		}
		if outside || pid1.InitOf(p, t) != "" {
			continue
		}
		p.Report(fixes.Finding{
			Span: launch.CommandOrBase(t).Span, Key: "init of Bun " + t.Stage.Name,
			Message:  "Nothing puts an init process in front of Bun: as PID 1 it ignores a signal that it does not handle, and processes that it leaves behind are never cleared away.",
			Withheld: "nodedock writes the init for images of Node only. Install one and put it in front of the command, or start the container with --init",
		})
	}
	return nil
}
