package fixes

import (
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
)

// An Install is a command in a RUN that installs a project's dependencies (or
// named packages), with the project it works on.
type Install struct {
	node.Install
	Stage   *dockerfile.Stage
	At      *dockerfile.Instruction
	Script  *dockerfile.Script
	Command *dockerfile.Command
	// Scene is the scene before the RUN.
	Scene Scene
	// Workdir is the folder in the image where the command runs; it is ""
	// when a cd could not be followed.
	Workdir string
	// Dir is the repository folder of the package.json there; Manifest is nil
	// when it is not certain which one that is.
	Dir      string
	Manifest *node.Manifest
	// Unread is the package.json there when it cannot be read.
	Unread Unread
	// Lockfile is the repository path of the lockfile that lies beside the
	// package.json in the image before the RUN or is mounted there, of the
	// command's own package manager; "" when there is none.
	Lockfile string
}

// Editable reports whether the command's words may be changed: it stands in a
// RUN's own text at a place that is certain.
func (i *Install) Editable() bool {
	return !i.Script.Heredoc && i.Command.Located && i.At.Keyword == "RUN"
}

// Installs returns the install commands of a stage's own RUNs, in order. Those
// that stand where a file would have to be missing which is there never run, and
// are not among them.
func (p *Pass) Installs(stage *dockerfile.Stage) []*Install {
	if found, ok := p.facts.install[stage]; ok {
		return found
	}
	var out []*Install
	for _, m := range p.Chain(stage).Steps {
		if m.Stage != stage || !m.Is("RUN") {
			continue
		}
		for _, script := range m.Scripts(m.Scene.Shell) {
			for _, c := range script.Commands {
				if i := p.install(stage, m, script, c); i != nil && !p.neverRuns(m, c) {
					out = append(out, i)
				}
			}
		}
	}
	p.facts.install[stage] = out
	return out
}

// Inherited returns the install commands of the stages that the stage is built
// from, then its own.
func (p *Pass) Inherited(stage *dockerfile.Stage) []*Install {
	var out []*Install
	if parent, _ := p.parent(stage); parent != nil {
		out = append(out, p.Inherited(parent)...)
	}
	return append(out, p.Installs(stage)...)
}

// neverRuns reports whether a command of a RUN asks for a file to be missing that
// the build context brings into the image.
func (p *Pass) neverRuns(m Moment, c *dockerfile.Command) bool {
	return m.Scene.WorkdirKnown && slices.ContainsFunc(c.Guards, func(g dockerfile.Guard) bool {
		file, ok := g.File()
		if !ok || !g.Not {
			return false
		}
		if !path.IsAbs(file) {
			file = m.Scene.Abs(file)
		}
		name, there := p.seen(m, path.Clean(file))
		return there && p.Repo.Exists(name)
	})
}

// installArgs returns the words behind the name of a package manager. One that
// names a workspace may be a variable: whichever it is, the command installs.
func installArgs(c *dockerfile.Command) (args []string, ok bool) {
	for n, w := range c.Words {
		if n == 0 {
			continue
		}
		if !w.Literal && !node.NamesWorkspace(c.Words[n-1].Text, w.Text) {
			return nil, false
		}
		args = append(args, w.Text)
	}
	return args, len(c.Words) > 0
}

func (p *Pass) install(stage *dockerfile.Stage, m Moment, script *dockerfile.Script, c *dockerfile.Command) *Install {
	args, ok := installArgs(c)
	if !ok {
		return nil
	}
	parsed, ok := node.ParseInstall(append([]string{c.Words[0].Text}, args...))
	if !ok {
		return nil
	}
	i := &Install{Install: parsed, Stage: stage, At: m.Instruction, Script: script, Command: c, Scene: m.Scene}
	for _, a := range c.Assigns {
		i.assign(a)
	}
	if !c.DirKnown || !m.Scene.WorkdirKnown && !path.IsAbs(c.Dir) {
		return i
	}
	i.Workdir = m.Scene.Abs(c.Dir)
	if parsed.Prefix != "" {
		i.Workdir = path.Join(i.Workdir, parsed.Prefix)
		if path.IsAbs(parsed.Prefix) {
			i.Workdir = path.Clean(parsed.Prefix)
		}
	}
	i.Dir, i.Manifest, i.Unread = p.manifestSeen(m, i.Workdir)
	for _, name := range lockfiles[parsed.Manager] {
		if lock, ok := p.seen(m, path.Join(i.Workdir, name)); ok {
			i.Lockfile = lock
			break
		}
	}
	return i
}

// assign takes a NAME=value in front of the command into account.
func (i *Install) assign(a dockerfile.Assign) {
	if a.Name == "NODE_ENV" && a.Value.Literal {
		i.OmitDev = i.OmitDev || a.Value.Text == "production"
	}
}

// lockfiles are the lockfiles of each program, the one that wins first. A
// command "yarn" is of either generation.
var lockfiles = map[node.Manager][]string{
	node.NPM:         {"npm-shrinkwrap.json", "package-lock.json"},
	node.YarnClassic: {"yarn.lock"},
	node.YarnBerry:   {"yarn.lock"},
	node.PNPM:        {"pnpm-lock.yaml"},
	node.Bun:         {"bun.lock", "bun.lockb"},
}
