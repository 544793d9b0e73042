package fixes

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// An output is a folder that a step of a stage makes out of others of the image, so
// that it is known what lies in it: what "turbo prune" takes out of a workspace
// (turborepo.com/docs/reference/prune), or the package that "pnpm deploy" copies
// (pnpm.io/cli/deploy).
type output struct {
	step int
	at   string // absolute, as is from
	from string
	// manifests: only the package.json files are there.
	manifests bool
	// deploy: filter names the package, below from, that is copied with what it
	// publishes; "" for the one in from.
	deploy bool
	filter string
	// script and command are those of the step that make it.
	script  *dockerfile.Script
	command *dockerfile.Command
}

var makesOutput = pattern.New(`\bprune\b|\bdeploy\b`).Needs("prune", "deploy")

// outputsIn returns the outputs of the steps of a chain, in their order.
func outputsIn(steps []Moment) (out []output) {
	for n, m := range steps {
		if !m.Is("RUN") || !makesOutput.MatchString(m.Spoken()) {
			continue
		}
		for _, script := range m.Scripts(m.Scene.Shell) {
			for _, c := range script.Commands {
				words, ok := expandedWords(m, c)
				if !ok || c.Conditional || !c.DirKnown || !m.Scene.WorkdirKnown && !path.IsAbs(c.Dir) {
					continue
				}
				dir := m.Scene.Abs(c.Dir)
				for _, o := range append(turboOutputs(dir, words), deployOutput(dir, words)...) {
					o.step, o.script, o.command = n, script, c
					out = append(out, o)
				}
			}
		}
	}
	return out
}

// expandedWords returns the words of a command with the variables of the image in
// their place; ok is false where one is not known.
func expandedWords(m Moment, c *dockerfile.Command) (words []string, ok bool) {
	for _, w := range c.Words {
		text, known := w.Text, w.Literal
		if !known {
			text, known = m.Scene.Expand(text)
		}
		if !known || !w.Literal && strings.ContainsAny(text, "$`*?") {
			return nil, false
		}
		words = append(words, text)
	}
	return words, len(words) > 0
}

// turboOutputs returns what "turbo prune" makes, itself or behind a package manager.
func turboOutputs(dir string, words []string) []output {
	at := slices.Index(words, "prune")
	if at < 1 || !slices.ContainsFunc(words[:at], func(w string) bool { return w == "turbo" || strings.HasPrefix(w, "turbo@") }) {
		return nil
	}
	out, docker := "out", false
	for n, w := range words {
		switch name, value, joined := strings.Cut(w, "="); {
		case w == "--docker":
			docker = true
		case name == "--out-dir" && joined:
			out = value
		case name == "--out-dir" && n+1 < len(words):
			out = words[n+1]
		case name == "--cwd":
			return nil
		}
	}
	out = path.Join(dir, out)
	if path.IsAbs(out) && !docker {
		return []output{{at: out, from: dir}}
	}
	return []output{{at: path.Join(out, "json"), from: dir, manifests: true}, {at: path.Join(out, "full"), from: dir}}
}

// deployOutput returns the folder that "pnpm deploy" makes.
func deployOutput(dir string, words []string) []output {
	if path.Base(words[0]) != "pnpm" {
		return nil
	}
	o := output{deploy: true, from: dir}
	var plain []string
	for n := 1; n < len(words); n++ {
		name, value, joined := strings.Cut(words[n], "=")
		switch {
		case name == "--filter" || name == "-F":
			if !joined && n+1 < len(words) {
				n++
				value = words[n]
			}
			if o.filter != "" || strings.Contains(value, "...") || strings.ContainsAny(value, "!*{[^") {
				return nil
			}
			o.filter = value
		case name == "-C" || name == "--dir":
			return nil
		case !strings.HasPrefix(words[n], "-"):
			plain = append(plain, words[n])
		}
	}
	if len(plain) != 2 || plain[0] != "deploy" {
		return nil
	}
	o.at = plain[1]
	if !path.IsAbs(o.at) {
		o.at = path.Join(dir, o.at)
	}
	return []output{o}
}

// outputOrigin is origin for what lies in an output that a step before end makes.
func (p *Pass) outputOrigin(chain *Chain, abs string, end, depth int) (name string, at *dockerfile.Instruction, ok bool) {
	for _, o := range slices.Backward(chain.outputs) {
		rel, in := below(path.Clean(o.at), abs)
		if o.step >= end || !in || rel == "" || node.IsLockfile(path.Base(rel)) || strings.HasPrefix(rel, "node_modules/") {
			continue
		}
		from, holds := p.outputOf(chain, o, depth)
		if !holds(rel) {
			continue
		}
		if name, at, ok := p.origin(chain.Stage, path.Join(from, rel), chain.Steps[o.step].Instruction, depth+1); ok && !p.Repo.IsDir(name) {
			return name, at, true
		}
	}
	return "", nil, false
}

// outputOf returns the folder that an output is made from, and what of it is taken.
func (p *Pass) outputOf(chain *Chain, o output, depth int) (from string, holds func(rel string) bool) {
	switch {
	case o.manifests:
		return o.from, func(rel string) bool { return path.Base(rel) == "package.json" }
	case !o.deploy: // of what lies beside the packages, turbo takes its own settings
		return o.from, func(rel string) bool {
			return strings.Contains(rel, "/") || rel == "package.json" || rel == "turbo.json" || rel == "pnpm-workspace.yaml"
		}
	}
	if from = p.deployedFrom(chain, o, depth); from == "" {
		return "", func(string) bool { return false }
	}
	m := p.manifestIn(chain, from, o.step, depth)
	return from, func(rel string) bool {
		return m != nil && (rel == "package.json" || len(m.Files) == 0 || slices.ContainsFunc(m.Files, func(file string) bool {
			file = strings.TrimSuffix(path.Clean(file), "/**")
			return rel == file || strings.HasPrefix(rel, file+"/")
		}))
	}
}

// deployedFrom returns the folder of the package that a deploy copies, "" for one that
// is not known.
func (p *Pass) deployedFrom(chain *Chain, o output, depth int) string {
	switch {
	case o.filter == "":
		return o.from
	case strings.HasPrefix(o.filter, "."):
		return path.Join(o.from, o.filter)
	}
	return p.packageIn(chain, o, depth)
}

// packageIn returns the folder of the image with the package of a name, in the
// workspace that a command runs in.
func (p *Pass) packageIn(chain *Chain, o output, depth int) string {
	m := p.Repo.Packages()[o.filter]
	if m == nil {
		return ""
	}
	for dir := o.from; ; dir = path.Dir(dir) {
		if root, _, ok := p.origin(chain.Stage, path.Join(dir, "pnpm-workspace.yaml"), chain.Steps[o.step].Instruction, depth+1); ok {
			if rel, ok := below(path.Dir(root), path.Dir(m.Path)); ok || path.Dir(root) == "." {
				if path.Dir(root) == "." {
					rel = path.Dir(m.Path)
				}
				return path.Join(dir, rel)
			}
			return ""
		}
		if dir == "/" || dir == "." {
			return ""
		}
	}
}

// manifestIn returns the package.json in a folder of the image before a step.
func (p *Pass) manifestIn(chain *Chain, dir string, step, depth int) *node.Manifest {
	name, _, ok := p.origin(chain.Stage, path.Join(dir, "package.json"), chain.Steps[step].Instruction, depth+1)
	if !ok {
		return nil
	}
	m, err := p.Repo.Manifest(path.Dir(name))
	if err != nil {
		return nil
	}
	return m
}

// A Deploy is a "pnpm deploy" of a package into a folder of its own, whose packages it
// installs there.
type Deploy struct {
	At      *dockerfile.Instruction
	Script  *dockerfile.Script
	Command *dockerfile.Command
	Scene   Scene
	// Dest is the folder in the image, and Manifest the package that is deployed.
	Dest     string
	Manifest *node.Manifest
}

// Deploys returns the deploys of a stage's own steps of which the package is known.
func (p *Pass) Deploys(stage *dockerfile.Stage) (out []*Deploy) {
	chain := p.Chain(stage)
	for _, o := range chain.outputs {
		if m := chain.Steps[o.step]; o.deploy && m.Stage == stage {
			from := p.deployedFrom(chain, o, 0)
			if manifest := p.manifestIn(chain, from, o.step, 0); from != "" && manifest != nil {
				out = append(out, &Deploy{At: m.Instruction, Script: o.script, Command: o.command, Scene: m.Scene, Dest: path.Clean(o.at), Manifest: manifest})
			}
		}
	}
	return out
}
