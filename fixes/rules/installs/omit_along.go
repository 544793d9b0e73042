package installs

import (
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/devneeds"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// GloballyInstalled reports whether a stage installs a package of that name
// with -g.
func GloballyInstalled(p *fixes.Pass, stage *dockerfile.Stage, name string) bool {
	return slices.ContainsFunc(p.Inherited(stage), func(i *fixes.Install) bool {
		return i.Global && slices.ContainsFunc(i.Packages, func(pkg string) bool { return launch.HasProgram(pkg, name) })
	})
}

// OmitAlong returns the flag against dev dependencies for an install that is
// rewritten anyway in a project that has none: one that is added later would
// reach the image. It is "" when something here may need one then. Where there
// are dev dependencies today, the rule dev-dependencies decides.
func OmitAlong(p *fixes.Pass, i *fixes.Install, lock *node.Lockfile) string {
	pr := launch.ProjectOfInstall(p, i)
	locked := *i // as it will be, when the fix copies the lockfile too
	locked.Lockfile = lock.Path
	switch {
	case i.Command.Conditional || pr.HasDev() || lock.Manager == node.YarnBerry || AsksForDev(p, i, pr) != "" || CannotOmit(p, &locked, pr) != "":
		return ""
	case launch.OmitsDev(p, i) && !inProduction(i):
		return "" // said in a way that the flag would repeat, or by who builds it
	case hasHooks(i) || TestsToo(i) || !shipsOnly(p, i, pr):
		return ""
	}
	u := &devneeds.UsesOf{P: p, Need: runsProgram, Seen: map[*dockerfile.Stage]bool{}}
	if u.Visit(i.Stage, i.Workdir, i.At, i.Command) != nil {
		return ""
	}
	return OmitFlag(p, i)
}

// inProduction reports whether the environment of an install leaves dev
// dependencies out by a plain ENV NODE_ENV=production, which may be the one that
// nodedock wrote in the same plan: the flag says the same where it is read.
func inProduction(i *fixes.Install) bool {
	v, set := i.Scene.Env["NODE_ENV"]
	return set && v.Known && v.Value == "production" && !i.OmitDev && (v.At == nil || !launch.ChosenByArgument(v.At))
}

// hasHooks reports whether the install runs scripts of package.json.
func hasHooks(i *fixes.Install) bool {
	return !i.IgnoreScripts && slices.ContainsFunc(project.HooksOf(i.Manager), func(name string) bool { return i.Manifest.Scripts[name] != "" })
}

// shipsOnly reports whether the install is that of a shipped image whose program
// is known, and of no image for development.
func shipsOnly(p *fixes.Pass, i *fixes.Install, pr *project.Project) bool {
	shipped := false
	for _, t := range p.Targets() {
		if len(deploy.ModulesIn(p, t.Stage, func(other *fixes.Install) bool { return other == i })) == 0 {
			continue
		}
		if !slices.Contains(p.Production(), t) || launch.Purpose(t) == "" || !startsKnown(p, t, pr) {
			return false
		}
		shipped = true
	}
	return shipped
}

// startsKnown reports whether a target starts Node itself, or a program that
// certainly comes from a dependency or with the image.
func startsKnown(p *fixes.Pass, t *fixes.Target, pr *project.Project) bool {
	words := project.BehindWrappers(node.Unwrap(launch.ProgramArgv(t, pr)))
	if len(words) == 0 || node.Watcher(words) {
		return false
	}
	return pr.Manifest.Find(pr.Lock, words[0]).Known || GloballyInstalled(p, t.Stage, words[0])
}

// runsProgram is the need of a step that runs anything but the system's programs
// and package managers at their own work, or starts a development server.
func runsProgram(_ *fixes.Pass, m fixes.Moment, from *dockerfile.Command) *project.DevNeed {
	for _, c := range commandsBehind(m, from) {
		words := project.BehindWrappers(deploy.WordsOf(c))
		if len(words) == 0 || node.Watcher(words) {
			return &project.DevNeed{Command: launch.FirstLine(m.Text)}
		}
		if _, install := node.ParseInstall(words); m.Is("RUN") && !install && !project.SystemProgram(words) && !project.ManagerChore(words) {
			return &project.DevNeed{Command: launch.FirstLine(m.Text)}
		}
	}
	return nil
}

// commandsBehind returns the commands of an instruction in either form; with
// from, only those behind that one.
func commandsBehind(m fixes.Moment, from *dockerfile.Command) []*dockerfile.Command {
	if !m.Is("RUN", "CMD", "ENTRYPOINT") {
		return nil
	}
	all := launch.LeanCommands(m)
	if n := slices.Index(all, from); n >= 0 {
		all = all[n+1:]
	}
	return all
}
