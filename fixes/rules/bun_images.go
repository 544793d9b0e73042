package rules

import (
	"path"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
)

// bunTargets returns the shipped images in which Bun runs the program. The
// practices hold for them too; what nodedock writes is proven for Node.
func bunTargets(p *fixes.Pass) []*fixes.Target {
	var out []*fixes.Target
	for _, t := range p.Targets() {
		if t.Node || t.Dev != "" || t.Watches != "" || !t.Chain.Known || t.Chain.Base.Kind != image.OvenBun {
			continue
		}
		if words := t.Program(); len(words) > 0 && path.Base(words[0]) != "bun" && path.Base(words[0]) != "bunx" && !isJavaScript(words[0]) {
			continue
		}
		out = append(out, t)
	}
	return out
}

// commandOrBase returns the instruction at which something about what a target
// starts is said.
func commandOrBase(t *fixes.Target) *dockerfile.Instruction {
	if at := t.Process.Last(); at != nil && at.Stage == t.Stage {
		return at
	}
	return t.Stage.From
}

// reportBunAsRoot reports images of Bun that never leave root.
func reportBunAsRoot(p *fixes.Pass) {
	for _, t := range bunTargets(p) {
		if user, known := effectiveUser(p, t.Chain); known && meansRoot(user) && !composeSetsUser(t) {
			f := rootFinding(t, true)
			f.Withheld = "the image runs Bun, and nodedock changes the user of images of Node only. The image has a user bun: add USER bun behind the last step that needs root"
			p.Report(f)
		}
	}
}

// reportBunWithoutEnv reports images of Bun without NODE_ENV, which its packages
// read as they do with Node.
func reportBunWithoutEnv(p *fixes.Pass) {
	for _, t := range bunTargets(p) {
		if _, set := t.Chain.End.Env["NODE_ENV"]; set || builtWithNodeEnv(t) != "" || commandSetsNodeEnv(p, t) {
			continue
		}
		p.Report(fixes.Finding{
			Span: commandOrBase(t).Span, Key: "NODE_ENV " + t.Stage.Name,
			Message:  "The image runs Bun without NODE_ENV=production: frameworks use their development mode.",
			Withheld: "nodedock sets it for images of Node only. Add ENV NODE_ENV=production behind what is built",
		})
	}
}

// reportBunWithDev reports images of Bun in which dev dependencies are.
func reportBunWithDev(p *fixes.Pass) {
	for _, t := range bunTargets(p) {
		for _, tree := range devModules(p, t.Stage) {
			if pr := projectOfInstall(p, tree.install); pr.hasDev() {
				p.Report(fixes.Finding{
					Span: installSpan(tree.install), Key: installKey(p, tree.install) + " " + t.Stage.Name,
					Message:  devMessage(tree.install, pr),
					Withheld: "nodedock changes what is installed in images of Node only. Install with --production in the stage whose node_modules is shipped",
				})
			}
		}
	}
}

// reportBunWithoutInit reports images of Bun without an init process.
func reportBunWithoutInit(p *fixes.Pass) error {
	for _, t := range bunTargets(p) {
		outside, err := initFromOutside(p, t)
		if err != nil {
			return err
		}
		if outside || initOf(p, t) != "" {
			continue
		}
		p.Report(fixes.Finding{
			Span: commandOrBase(t).Span, Key: "init of Bun " + t.Stage.Name,
			Message:  "Nothing puts an init process in front of Bun: as PID 1 it ignores a signal that it does not handle, and processes that it leaves behind are never cleared away.",
			Withheld: "nodedock writes the init for images of Node only. Install one and put it in front of the command, or start the container with --init",
		})
	}
	return nil
}
