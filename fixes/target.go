package fixes

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// A Target is an image that is really built and run, and what is known of it.
type Target struct {
	Stage *dockerfile.Stage
	Chain *Chain
	// Builds are the builds that name this target.
	Builds  []builds.Build
	Process Process
	// Node reports whether the image runs Node.
	Node bool
	// Dev says why the image is one for development or tests, by its name,
	// its stage or its base; "" for an image that is shipped.
	Dev string
	// Watches says why the command is one for development; "" when it is not.
	Watches string
	// Manifest is the package.json at the image's working directory, nil when
	// there is none or it is not certain which one it is. Dir is its folder.
	Manifest *node.Manifest
	Dir      string
	// Scripts is the package.json whose scripts npm and yarn run there: that of
	// the nearest folder which has one.
	Scripts *node.Manifest
}

// Targets returns the images that are built from the Dockerfile: the targets
// that compose, bake, workflows and scripts name; the last stage when nothing
// names one, or when only development stages are named. Where that one is for
// development, the stages before it that end in a program count too.
func (p *Pass) Targets() []*Target {
	if p.facts.targets == nil {
		p.facts.targets = p.findTargets()
	}
	return p.facts.targets
}

// Production returns the targets that are shipped and run Node: those that
// most rules look at.
func (p *Pass) Production() []*Target {
	var out []*Target
	for _, t := range p.Targets() {
		if t.Node && t.Dev == "" && t.Watches == "" {
			out = append(out, t)
		}
	}
	return out
}

func (p *Pass) findTargets() []*Target {
	if len(p.File.Stages) == 0 {
		return nil
	}
	last := p.File.Stages[len(p.File.Stages)-1]
	named := map[*dockerfile.Stage][]builds.Build{}
	for _, b := range p.Context().Builds {
		stage := last
		if b.Target != "" {
			stage = p.File.StageByName(b.Target)
		}
		if stage != nil {
			named[stage] = append(named[stage], b)
		}
	}
	var out []*Target
	shipped := false
	for _, stage := range p.File.Stages {
		if bs, ok := named[stage]; ok {
			t := p.target(stage, bs)
			shipped = shipped || t.Dev == "" && t.Watches == "" && !p.handsFiles(stage, last)
			out = append(out, t)
		}
	}
	if _, ok := named[last]; !ok && !shipped {
		t := p.target(last, nil)
		if t.Dev != "" || t.Watches != "" {
			out = append(out, p.endsForProduction()...)
		}
		out = append(out, t)
	}
	return out
}

// endsForProduction returns the targets before the last stage that are made to
// be run: stages with a command which no other stage uses, and which are not for
// development. Where the last stage is, one of them is what is shipped.
func (p *Pass) endsForProduction() (out []*Target) {
	for _, stage := range p.File.Stages[:len(p.File.Stages)-1] {
		process := p.ProcessOf(stage)
		own := func(c Command) bool { return c.At != nil && c.At.Stage == stage }
		if !own(process.Cmd) && !own(process.Entrypoint) || p.used(stage) {
			continue
		}
		if t := p.target(stage, nil); t.Dev == "" && t.Watches == "" {
			out = append(out, t)
		}
	}
	return out
}

// used reports whether another stage is built from a stage, or takes files from
// it.
func (p *Pass) used(stage *dockerfile.Stage) bool {
	for _, other := range p.File.Stages {
		if other == stage {
			continue
		}
		if parent, others := p.parent(other); parent == stage || stage.Name != "" && slices.ContainsFunc(others, func(name string) bool { return strings.EqualFold(name, stage.Name) }) {
			return true
		}
		for _, i := range other.Instructions {
			for _, f := range i.Flags {
				if f.Name == "from" && p.File.StageRef(i, f.Value) == stage || f.Name == "mount" && stage.Name != "" && strings.Contains(f.Value, "from="+stage.Name) {
					return true
				}
			}
		}
	}
	return false
}

// handsFiles reports whether the last stage copies from another one: a stage that
// a build names is no end then, and the last one is shipped too.
func (p *Pass) handsFiles(stage, last *dockerfile.Stage) bool {
	return stage != last && slices.ContainsFunc(last.Instructions, func(i *dockerfile.Instruction) bool {
		from := i.Flag("from")
		return from != nil && p.File.StageRef(i, from.Value) == stage
	})
}

func (p *Pass) target(stage *dockerfile.Stage, bs []builds.Build) *Target {
	t := &Target{Stage: stage, Chain: p.Chain(stage), Builds: bs, Process: p.ProcessOf(stage)}
	t.Dir, t.Manifest = p.manifestAt(stage, t.Chain.End.Workdir, nil)
	t.Scripts = t.Manifest
	for dir := t.Chain.End.Workdir; t.Scripts == nil && dir != "/" && t.Chain.End.WorkdirKnown; {
		dir = path.Dir(dir)
		_, t.Scripts = p.manifestAt(stage, dir, nil)
	}
	t.Node = p.runsNode(t)
	t.Dev, t.Watches = p.development(t), p.watches(t)
	if t.Watches == "" && stage != p.File.Stages[len(p.File.Stages)-1] {
		t.Watches = t.watchedByCompose()
	}
	return t
}

// watchedByCompose returns why a stage in the middle of a file is one for
// development: every build of it is a compose service that starts a watcher.
func (t *Target) watchedByCompose() (why string) {
	for _, b := range t.Builds {
		words := serviceCommand(b)
		if b.Source.Kind != builds.Compose || t.watching(words) == "" {
			return ""
		}
		why = b.Source.Path + " starts it with a development server: " + strings.Join(words, " ")
	}
	return why
}

// serviceCommand returns the words that a service puts in the place of the image's
// command, nil when it leaves that as it is.
func serviceCommand(b builds.Build) []string {
	words := b.Entrypoint
	if len(words) == 0 {
		words = b.Command
	}
	if len(words) == 1 {
		words = strings.Fields(words[0])
	}
	return words
}

// manifestAt returns the package.json that lies in an image folder just before
// an instruction (nil: at the end), and its repository folder.
func (p *Pass) manifestAt(stage *dockerfile.Stage, dir string, until *dockerfile.Instruction) (string, *node.Manifest) {
	name, ok := p.Origin(stage, path.Join(dir, "package.json"), until)
	return p.manifestOf(name, ok)
}

// manifestSeen is manifestAt for what a RUN sees, with its mounts.
func (p *Pass) manifestSeen(m Moment, dir string) (string, *node.Manifest) {
	name, ok := p.seen(m, path.Join(dir, "package.json"))
	return p.manifestOf(name, ok)
}

func (p *Pass) manifestOf(name string, ok bool) (string, *node.Manifest) {
	if !ok {
		return "", nil
	}
	m, err := p.Repo.Manifest(path.Dir(name))
	if err != nil || m == nil {
		return "", nil
	}
	return path.Dir(name), m
}

// runsNode reports whether the target's process is Node, or cannot be told and
// the image is a Node image.
func (p *Pass) runsNode(t *Target) bool {
	words := t.Program()
	if len(words) == 0 {
		return t.Chain.Base.Node
	}
	if nodePrograms[path.Base(words[0])] {
		return true
	}
	if t.Manifest != nil && t.Manifest.Find(nil, words[0]).Package != "" {
		return true
	}
	if t.Chain.Base.Node {
		return !otherServers[path.Base(words[0])]
	}
	return p.scriptStartsNode(t, words)
}

var nodePrograms = map[string]bool{"node": true, "nodejs": true, "npm": true, "npx": true, "yarn": true, "pnpm": true, "pnpx": true, "pm2-runtime": true, "pm2": true}

var otherServers = map[string]bool{"nginx": true, "caddy": true, "httpd": true, "apache2": true, "python": true, "python3": true, "java": true, "php-fpm": true}

// Program returns the words of the process without inits and without the
// official image's entrypoint; for shell form the last command, and of those
// that a condition chooses between, one that is not made for development. It is
// nil when nothing is known.
func (t *Target) Program() []string {
	if argv, ok := t.Process.Argv(); ok && !t.startsShell(argv) {
		return Unwrap(argv)
	}
	for _, c := range []Command{t.Process.Entrypoint, t.Process.Cmd} {
		if c.At == nil {
			continue
		}
		for _, script := range c.At.Scripts(nil) {
			if len(script.Commands) > 0 {
				return words(t.lastOf(script.Commands))
			}
		}
		if words := Unwrap(c.Words); !c.Shell && len(words) > 0 {
			return words
		}
	}
	return nil
}

// startsShell reports whether a process in exec form is a shell with the text
// of its commands, ["sh", "-c", "npm start"], and nothing behind it.
func (t *Target) startsShell(argv []string) bool {
	last := t.Process.Last()
	words := Unwrap(argv)
	return last != nil && len(words) > 0 && shells[path.Base(words[0])] && len(last.Scripts(nil)) > 0
}

// lastOf returns the command that a script comes down to.
func (t *Target) lastOf(commands []*dockerfile.Command) *dockerfile.Command {
	last := commands[len(commands)-1]
	for n := len(commands) - 1; n >= 0 && commands[n].Conditional; n-- {
		if words := words(commands[n]); len(words) > 0 && nodePrograms[path.Base(words[0])] && t.watching(words) == "" {
			return commands[n]
		}
	}
	return last
}

// words returns the literal words of a command up to the first that is not.
func words(c *dockerfile.Command) []string {
	var out []string
	for _, w := range c.Words {
		if !w.Literal {
			break
		}
		out = append(out, w.Text)
	}
	return out
}

var devName = pattern.New(`(^|[._-])(dev|develop|development|test|tests|testing|ci|e2e|debug|local|integration|cypress|playwright|storybook|lint)\d*([._-]|$)`)

// workspaceFolder finds the folders in which services that people write code in
// keep their images.
var workspaceFolder = pattern.New(`(^|/)\.(devcontainer|codesandbox|gitpod|codespaces|idx)(/|\.[Dd]ockerfile$)`).Needs(".devcontainer", ".codesandbox", ".gitpod", ".codespaces", ".idx")

// devFolder reports whether the folders of a Dockerfile say that it is for tests,
// or the folder that it lies in that it is for development.
func devFolder(dir string) bool {
	parts := strings.Split(strings.ToLower(dir), "/")
	switch parts[len(parts)-1] {
	case "dev", "develop", "development", "local", "debug":
		return true
	}
	return slices.ContainsFunc(parts, func(part string) bool {
		switch part {
		case "test", "tests", "__tests__", "e2e", "cypress", "playwright":
			return true
		}
		return false
	})
}

// development returns why a target is not one that is shipped.
func (p *Pass) development(t *Target) string {
	name := p.File.Path
	base := strings.TrimSuffix(strings.TrimPrefix(strings.ToLower(path.Base(name)), "dockerfile"), "dockerfile")
	switch {
	case workspaceFolder.MatchString(name):
		return "it is a development container"
	case t.namedForDevelopment(base):
		return "its name says that it is for development or tests"
	case devFolder(path.Dir(name)):
		return "its folder is one for development or tests"
	case t.Stage.Name != "" && t.namedForDevelopment(t.Stage.Name):
		return "the stage " + t.Stage.Name + " is for development or tests"
	case t.Chain.Base.Test():
		return "its base image is made for development or tests"
	case len(t.Program()) == 1 && idles(t.Program()) && !t.startedByService():
		return "its command only opens a shell"
	case idles(t.Program()) && !t.startedByService():
		return "its command only keeps the container running"
	case t.Process.Last() == nil && len(t.Builds) > 0 && !slices.ContainsFunc(t.Builds, func(b builds.Build) bool { return !idles(serviceCommand(b)) }):
		return "compose only keeps its container running"
	}
	return p.saysDevelopment()
}

// startedByService reports whether a compose service gives the image something
// to do.
func (t *Target) startedByService() bool {
	return slices.ContainsFunc(t.Builds, func(b builds.Build) bool {
		words := serviceCommand(b)
		return len(words) > 0 && !idles(words)
	})
}

// namedForDevelopment reports whether a name is one for development or tests.
// Playwright is what some programs use: a command that is no run of tests tells.
func (t *Target) namedForDevelopment(name string) bool {
	name = strings.ToLower(name)
	if startsFile(t.Program()) {
		name = strings.ReplaceAll(name, "playwright", "")
	}
	return devName.MatchString(name)
}

// startsFile reports whether a command is node with a file of a project: no run
// of tests.
func startsFile(argv []string) bool {
	return len(argv) > 1 && path.Base(argv[0]) == "node" && !strings.Contains(strings.Join(argv[1:], " "), "test")
}

// idles reports whether a command does nothing but wait, so that people work in
// the container.
func idles(argv []string) bool {
	if len(argv) == 1 {
		return shells[path.Base(argv[0])]
	}
	if len(argv) == 0 {
		return false
	}
	switch path.Base(argv[0]) {
	case "tail":
		return argv[len(argv)-1] == "/dev/null"
	case "sleep":
		return strings.HasPrefix(argv[1], "inf") || len(argv[1]) > 6
	}
	return false
}

var notForProduction = pattern.New(`(?i)\b(do not|don't|never) use (it |this |this image |this file )?(in|for) production\b|\bnot (meant |intended |suitable )?for production\b|\b(for )?(local )?development only\b|^\W*dev(elopment)? (docker|container)file\b`)

// saysDevelopment returns why the comments above the first stage make the file
// one for development.
func (p *Pass) saysDevelopment() string {
	for _, c := range p.File.Comments {
		if c.Span.Start < p.File.Stages[0].From.Span.Start && notForProduction.MatchString(c.Text) {
			return "a comment at its top says that it is not for production"
		}
	}
	return ""
}

// watches returns why the target's command is a watcher or development server.
func (p *Pass) watches(t *Target) string {
	if why := t.watching(t.Program()); why != "" {
		return why
	}
	if t.Process.Entrypoint.At == nil || t.Process.Entrypoint.Shell {
		return ""
	}
	return t.watching(t.Given()) // to an ENTRYPOINT that may run it
}

// Given returns the words of CMD alone, without inits: what an ENTRYPOINT is given.
func (t *Target) Given() []string {
	behind := Target{Process: Process{Entrypoint: Command{Known: true}, Cmd: t.Process.Cmd}, Manifest: t.Manifest, Scripts: t.Scripts}
	return behind.Program()
}

// asksDevelopment reports whether an argument chooses the development mode.
func asksDevelopment(arg string) bool {
	name, value, ok := strings.Cut(strings.TrimLeft(arg, "-"), "=")
	return ok && strings.HasPrefix(arg, "-") && (name == "env" || name == "mode" || name == "environment") && (value == "dev" || value == "development")
}

// watching returns why a command of the target is made for development.
func (t *Target) watching(words []string) string {
	if len(words) == 0 {
		return ""
	}
	if node.Watcher(words) || slices.ContainsFunc(words[1:], asksDevelopment) {
		return "its command is a development server: " + strings.Join(words, " ")
	}
	if t.Scripts == nil {
		return ""
	}
	if script, argv := t.Scripts.Runs(words); script != "" && (node.Watcher(argv) || slices.ContainsFunc(argv, asksDevelopment)) {
		return "its command is a development server: the script " + script + " runs " + strings.Join(argv, " ")
	}
	return ""
}
