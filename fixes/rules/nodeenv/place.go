package nodeenv

import (
	"fmt"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// heirNeedsDev: a stage that is built from this one would inherit the variable,
// and its installs would leave out what it needs, or its tools work otherwise.
func heirNeedsDev(p *fixes.Pass, stage *dockerfile.Stage) string {
	for _, heir := range p.File.Stages {
		if heir == stage || !launch.Inherits(p, heir, stage) {
			continue
		}
		chain := p.Chain(heir)
		for _, m := range chain.Steps {
			if !chain.Own(m) || !stepWantsDev(p, m) {
				continue
			}
			what := "needs dev dependencies at line %d, which NODE_ENV=production leaves out"
			if len(deploy.InstallsAt(p, m)) == 0 && !unreadInstall(m) {
				what = "works with dev dependencies at line %d, and what they do may depend on NODE_ENV"
			}
			return fmt.Sprintf("the stage %s is built from this one and "+what+". Set it in a stage of its own", heir.Name, m.StartLine)
		}
	}
	return ""
}

// stepWantsDev reports whether a step would lose dev dependencies, or may, when
// NODE_ENV=production stood before it: it uses them, it starts a development
// server, or it is an install that does not say itself what it leaves out.
func stepWantsDev(p *fixes.Pass, m fixes.Moment) bool {
	for _, i := range deploy.InstallsAt(p, m) {
		says := i.OmitDev || i.IncludeDev
		if i.Project() && !says && launch.ProjectOfInstall(p, i).HasDev() {
			return true
		}
	}
	if m.Is("RUN") && unreadInstall(m) {
		return true
	}
	if m.Is("CMD", "ENTRYPOINT") {
		c := m.ExecCommand()
		return c != nil && node.Watcher(deploy.WordsOf(c)) || launch.CommandNeedsDev(p, m) != nil
	}
	return launch.StepNeedsDev(p, m, nil) != nil
}

// unreadInstall reports whether a RUN has an install with a word that is not
// known, and no word that leaves dev dependencies out.
func unreadInstall(m fixes.Moment) bool {
	for _, script := range deploy.ScriptsOf(m) {
		for _, c := range script.Commands {
			if _, known := c.Args(); known || !deploy.Managers[c.Name()] && c.Name() != "bun" {
				continue
			}
			var literal []string
			for _, w := range c.Words {
				if w.Literal {
					literal = append(literal, w.Text)
				}
			}
			if i, ok := node.ParseInstall(literal); ok && i.Project() && !i.OmitDev {
				return true
			}
		}
	}
	return false
}

// Place returns the instruction behind which the variable is set: the
// last step that would lose dev dependencies or runs tests, else the head of the
// stage with the packages of its system.
func Place(p *fixes.Pass, t *fixes.Target) *dockerfile.Instruction {
	place, head, previous := t.Stage.From, true, t.Stage.From
	for _, m := range t.Chain.Steps {
		if !t.Chain.Own(m) {
			continue
		}
		head = head && (m.Is("ARG", "LABEL", "MAINTAINER", "ENV", "SHELL") || launch.InstallsSystem(m))
		removes := place == previous && m.Is("RUN") && takesDevOut(p, m)
		if previous = m.Instruction; head || removes || m.Is("RUN") && (stepWantsDev(p, m) || stepTests(m)) {
			place = m.Instruction
		}
	}
	return place
}

// stepTests reports whether a RUN runs tests: they expect another NODE_ENV, and
// install what they need, also where the project here has none to show.
func stepTests(m fixes.Moment) bool {
	return slices.ContainsFunc(launch.CommandsAt(m), func(c *dockerfile.Command) bool { return node.RunsTests(deploy.WordsOf(c)) })
}

// takesDevOut reports whether a RUN removes dev dependencies.
func takesDevOut(p *fixes.Pass, m fixes.Moment) bool {
	for _, script := range deploy.ScriptsOf(m) {
		for _, c := range script.Commands {
			if _, ok := deploy.RemovesModules(m, c); ok {
				return true
			}
		}
	}
	for _, i := range deploy.InstallsAt(p, m) {
		if i.Project() && i.OmitDev {
			return true
		}
	}
	return false
}
