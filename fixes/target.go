package fixes

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
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
		if joined := t.GivenBy(b); t.watching(joined) != "" {
			words = joined
		}
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

// GivenBy returns the image's ENTRYPOINT with the command that a service gives it,
// nil for a service which has none, or an entrypoint of its own, and for an
// ENTRYPOINT in shell form, which takes no command.
func (t *Target) GivenBy(b builds.Build) []string {
	entry := t.Process.Entrypoint
	if len(b.Entrypoint) > 0 || len(b.Command) == 0 || entry.Shell || !entry.Set() {
		return nil
	}
	return Unwrap(slices.Concat(entry.Words, serviceCommand(b)))
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
