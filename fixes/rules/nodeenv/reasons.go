package nodeenv

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/ignores"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// childInstalls: another Dockerfile is built on this image and would inherit the
// variable, with which its install leaves out what it says nothing of.
func childInstalls(p *fixes.Pass, t *fixes.Target) string {
	name := deploy.ChildOf(p, t, func(_ *dockerfile.File, s *dockerfile.Stage) bool {
		return slices.ContainsFunc(s.Instructions, func(i *dockerfile.Instruction) bool {
			return i.Is("RUN") && slices.ContainsFunc(ignores.CommandsIn(i, s.ShellAt(i)), func(c *dockerfile.Command) bool {
				install, ok := node.ParseInstall(deploy.WordsOf(c))
				return ok && install.Project() && !install.OmitDev && !install.IncludeDev
			})
		})
	})
	if name == "" {
		return ""
	}
	return fmt.Sprintf("%s is built on this image, and NODE_ENV=production would let its install leave dev dependencies out. Set it there to what it needs first", name)
}

// HeirChangedByEnv holds back: an image that is built on this one would inherit the variable,
// and its program would do something else.
func HeirChangedByEnv(p *fixes.Pass, t *fixes.Target) (string, error) {
	for _, h := range launch.HeirsOf(p, t) {
		if _, set := h.Chain.End.Env["NODE_ENV"]; set || !h.T.Node || launch.BuiltWithNodeEnv(h.T) != "" || CommandSetsNodeEnv(h.P, h.T) {
			continue
		}
		why, err := ChangedByEnv(h.P, h.T)
		if err != nil {
			return "", err
		}
		if why = cmp.Or(why, installsAtStart(h.P, h.T)); why != "" {
			return fmt.Sprintf("%s and would inherit the variable: %s", h.Name, why), nil
		}
	}
	return "", nil
}

// branchWatches returns the start text that may start a development server in the
// place of the program, "" when none does.
func branchWatches(p *fixes.Pass, t *fixes.Target) string {
	for _, s := range launch.StartTexts(p, t) {
		if !s.Words && launch.Developing(t, []string{s.Text}) {
			return s.Where
		}
	}
	return ""
}

// Reason says what of the image, or of how it is run, speaks against
// NODE_ENV=production, "" when nothing does.
func Reason(p *fixes.Pass, t *fixes.Target) string {
	if launch.Purpose(t) == "" {
		return "nothing here says what the image runs: it may be a base or a tool. Add a CMD"
	}
	if launch.StartsBareNode(t) && launch.ProgramByVariable(t) {
		return "a variable names the program that node starts, so what that does by NODE_ENV is not certain. Set it where the image is run"
	}
	if launch.StartsBareNode(t) {
		return launch.BareNode + ", which NODE_ENV=production would let install less. Name the program in CMD"
	}
	if on := launch.TriggeredRun(t); on != nil {
		return fmt.Sprintf("ONBUILD at line %d runs in the builds of others, which NODE_ENV=production would change: an install leaves dev dependencies out then", on.StartLine)
	}
	if launch.BringsNoProgram(p, t) {
		return fmt.Sprintf("nothing in this file brings the program into %s, so what it needs there is not known. Set NODE_ENV where it is run", t.Chain.End.Workdir)
	}
	if script := runsGivenWords(p, t); script != "" {
		return fmt.Sprintf("%s runs what it is given, and NODE_ENV=production would change what that installs. Set NODE_ENV where the image is run", script)
	}
	if tool := launch.HandsToTool(t); tool != "" {
		return fmt.Sprintf("the image runs %s with what it is given, and NODE_ENV=production would change how that installs, builds and tests a project. Set NODE_ENV where the image is run", tool)
	}
	if by := launch.ServiceForDevelopment(t); by != "" {
		return fmt.Sprintf("%s starts the same image with a development server, which NODE_ENV=production would change. Set NODE_ENV where the image runs for production", by)
	}
	if by := launch.WatchedBy(t); by != "" {
		return by + " copies changed files into the image, to develop in it, and NODE_ENV=production would change that. Give that a stage of its own"
	}
	if by, err := deploy.DevelopedIn(p, t); by != "" && err == nil {
		return by + " makes the image one to develop in, which NODE_ENV=production would change. Give that a stage of its own"
	}
	if child := childInstalls(p, t); child != "" {
		return child
	}
	if w := launch.WatcherAtStart.Of(p, t); w != nil {
		return fmt.Sprintf("%s starts a development server (%s), which NODE_ENV=production would change. Start what the build writes in its place", w.Where, strings.Join(w.Words, " "))
	}
	if where := branchWatches(p, t); where != "" {
		return where + " starts a development server in one of its branches, which NODE_ENV=production would change. Set NODE_ENV where the image runs for production"
	}
	if call, err := launch.TestsIn(p, t); err == nil && call != nil {
		return call.String() + ", and those expect another NODE_ENV. Give them a stage of their own"
	}
	if arg, ok := t.Chain.End.Args["NODE_ENV"]; ok && arg.At != nil {
		return fmt.Sprintf("ARG NODE_ENV at line %d chooses it for the build only. Add ENV NODE_ENV=$NODE_ENV behind it if the program is to have the same value", arg.At.StartLine)
	}
	for _, reason := range []func(*fixes.Pass, *fixes.Target) string{setByBase, launch.ChosenForDevelopment, launch.StartsUnknown, unreadProgram, unseenProgram, installsAtStart, taskByEnv} {
		if why := reason(p, t); why != "" {
			return why
		}
	}
	return heirNeedsDev(p, t.Stage)
}

// installsAtStart: an install leaves dev dependencies out under
// NODE_ENV=production, and this one runs with every container.
func installsAtStart(p *fixes.Pass, t *fixes.Target) string {
	if i, ok := node.ParseInstall(t.Program()); ok && i.Project() {
		return fmt.Sprintf("the image installs its dependencies at each start (%s), and NODE_ENV=production would leave some of them out. Install them in the build", strings.Join(t.Program(), " "))
	}
	if b, by, ok := launch.SourcesMounted(t); ok && strings.Contains(strings.Join(b.Command, " "), "install") {
		return fmt.Sprintf("%s mounts the sources over %s and installs at the start, and NODE_ENV=production would leave dev dependencies out", by, t.Chain.End.Workdir)
	}
	for _, s := range launch.StartTexts(p, t) {
		if m := projectInstall(s.Text); m != "" {
			return fmt.Sprintf("%s installs dependencies at each start (%s), and NODE_ENV=production would leave some of them out. Install them in the build", s.Where, m)
		}
	}
	return ""
}

// ChangedByEnv returns what the program would do otherwise with
// NODE_ENV=production, and may not be able to. What sets it for itself does so today.
func ChangedByEnv(p *fixes.Pass, t *fixes.Target) (withheld string, err error) {
	reasons := []func(*fixes.Pass, *fixes.Target) (string, error){envFileChooses}
	if !productionFromTheFirst(p, t) {
		reasons = append(reasons, settingsByEnv, strapiDatabase, tableByEnv, filesByEnv, fileByCall, tablesByEnv, sailsTables, refusesToStart, frameworkByEnv, variableRequired, tlsByAnswer, losesEnvFile, lacksName, storeByEnv, variablesByEnv, builtByEnv, buildsOutside, cachesFolder, closesToSites, botByEnv, lostByEnv, startedOutside, changedInProduction, undefinedByEnv, losesAddress, loadsMissingFile, lacksAddress)
	}
	for _, changes := range reasons {
		if withheld, err = changes(p, t); withheld != "" || err != nil {
			break
		}
	}
	return withheld, err
}

// setByBase: the program and its settings come with the image below.
func setByBase(p *fixes.Pass, t *fixes.Target) string {
	if by := launch.ProgramBelow(p, t); by != "" {
		return fmt.Sprintf("the program comes with the image of %s, in a way that cannot be followed, so what it needs is not known. Set NODE_ENV where it is run", by)
	}
	base := launch.ProgramOfBase(p, t)
	if base == "" {
		return ""
	}
	return fmt.Sprintf("the program comes with %s, which may set NODE_ENV itself. Set it where the image is run", base)
}

// startInstall finds an install of a whole project in what runs at the start.
var startInstall = pattern.New(`(?m)(?:^|[;&|(\s])(?:npm (?:ci|i|install)|pnpm (?:i|install)|yarn(?: install)?)\s*(?:$|[;&|)])`)

// projectInstall returns the install of a whole project, with dev dependencies, that a
// text runs at the start; "" for none.
func projectInstall(text string) string {
	if m := startInstall.FindString(text); m != "" {
		return strings.Trim(m, " \t\n;&|()")
	}
	commands, _ := project.ScriptCommands(text)
	for _, c := range commands {
		words := fixes.Unwrap(c.Words)
		if i, ok := node.ParseInstall(words); ok && i.Project() && !i.OmitDev {
			return strings.Join(words, " ")
		}
	}
	return ""
}

// taskByEnv: what a task does otherwise in production is not known.
func taskByEnv(p *fixes.Pass, t *fixes.Target) string {
	if task, where := launch.StartsTask(p, t); task != "" {
		return fmt.Sprintf("%s starts a task (%s), which may build the program or be for development. Set NODE_ENV where the image runs for production", where, task)
	}
	return ""
}
