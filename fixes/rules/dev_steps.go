package rules

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// This file decides which steps need dev dependencies. It is sure of the steps
// that do not: a step that may need them counts as one that does, because a
// build that loses its tools is worse than an image that keeps some.

// A devNeed is why a step needs dev dependencies, or may.
type devNeed struct {
	// Command is what the step runs: "tsc -p .", "npm run build".
	Command string
	// Package is the dev dependency that is needed, "" when that is a
	// suspicion only.
	Package string
}

// Certain reports whether the need is known by name.
func (n *devNeed) Certain() bool { return n.Package != "" }

func (n *devNeed) String() string {
	switch program, _, _ := strings.Cut(n.Command, " "); {
	case n.Package == "":
		return n.Command + ", which may need dev dependencies"
	case program == n.Package:
		return n.Command + ", and " + n.Package + " is a dev dependency"
	default:
		return n.Command + ", which needs the dev dependency " + n.Package
	}
}

// stepNeedsDev returns why a RUN needs dev dependencies, nil when it does not.
// Installs do not count. With from, only the commands behind that one are
// looked at.
func stepNeedsDev(p *fixes.Pass, m fixes.Moment, from *dockerfile.Command) *devNeed {
	if !m.Is("RUN") {
		return nil
	}
	scripts := m.Scripts(m.Scene.Shell)
	if len(scripts) == 0 {
		return execNeedsDev(p, m)
	}
	skip := from != nil
	for _, script := range scripts {
		for _, c := range script.Commands {
			if skip {
				skip = c != from
				continue
			}
			if handsRunOn(c) {
				return &devNeed{Command: firstLine(m.Text)}
			}
			if len(c.Words) == 0 {
				continue
			}
			pr := &project{p: p}
			if c.DirKnown && m.Scene.WorkdirKnown {
				pr = projectAt(p, m.Stage, m.Scene.Abs(c.Dir), m.Instruction).across()
			}
			for _, a := range c.Assigns {
				if dev := pr.optionsLoad(a); dev != "" {
					return &devNeed{firstLine(m.Text), dev}
				}
			}
			if need := pr.needs(wordsOf(c), 0); need != nil {
				return need
			}
		}
	}
	return nil
}

// optionsLoad returns the dev dependency that a variable before a command makes Node
// load.
func (pr *project) optionsLoad(a dockerfile.Assign) string {
	if a.Name != "NODE_OPTIONS" || pr.manifest == nil {
		return ""
	}
	return pr.preloads(a.Value.Text)
}

// substituted finds a script or a tool of the project in a command substitution.
var substituted = pattern.New("(?:\\$\\(|`)[^)`]*\\b(?:npm (?:run|test|exec)|npx|yarn (?:run|exec)|pnpm (?:run|exec)|bunx)\\b").Needs("$(", "`")

// handsRunOn reports whether a word of the command, or the value of a variable before
// it, is what a script of the project prints.
func handsRunOn(c *dockerfile.Command) bool {
	prints := func(w dockerfile.ShellWord) bool { return !w.Literal && substituted.MatchString(w.Text) }
	return slices.ContainsFunc(c.Words, prints) || slices.ContainsFunc(c.Assigns, func(a dockerfile.Assign) bool { return prints(a.Value) })
}

// execNeedsDev is stepNeedsDev for a RUN that no shell reads.
func execNeedsDev(p *fixes.Pass, m fixes.Moment) *devNeed {
	c := m.ExecCommand()
	if c == nil || len(c.Words) == 0 {
		return &devNeed{Command: firstLine(m.Text)}
	}
	return projectAt(p, m.Stage, m.Scene.Workdir, m.Instruction).needs(wordsOf(c), 0)
}

// wordsOf returns the words of a command; what the shell expands stays as it is
// written.
func wordsOf(c *dockerfile.Command) []string {
	words := make([]string, len(c.Words))
	for n, w := range c.Words {
		words[n] = w.Text
	}
	return words
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	if len(line) > 60 {
		line = line[:60] + "…"
	}
	return line
}

// maxScripts bounds how deep scripts that call scripts are followed.
const maxScripts = 8

// needs returns why a command needs dev dependencies.
func (pr *project) needs(words []string, depth int) *devNeed {
	if need := pr.wrapperNeeds(words); need != nil {
		return need
	}
	words = behindWrappers(words)
	if need := pr.takesFile(words); need != nil {
		return need
	}
	if len(words) == 0 || systemProgram(words) {
		return nil
	}
	shown := strings.Join(words[:min(len(words), 4)], " ")
	if pr.manifest != nil && !pr.hasDev() {
		if pr.leaves(words, 0) {
			return &devNeed{Command: shown}
		}
		return nil
	}
	if depth > maxScripts {
		return &devNeed{Command: shown}
	}
	if _, ok := node.ParseInstall(words); ok || managerChore(words) {
		return nil
	}
	if name, _, ok := node.ScriptOf(words); ok {
		if pr.manifest != nil && pr.manifest.Scripts[name] != "" {
			return pr.scriptNeeds(name, shown, depth)
		}
	}
	inner := node.Unwrap(words)
	if pr.manifest == nil {
		return &devNeed{Command: shown}
	}
	switch found := pr.manifest.Find(pr.lock, inner[0]); {
	case found.Node:
		return pr.nodeNeeds(inner, shown)
	case found.Dev:
		return &devNeed{Command: strings.Join(inner[:min(len(inner), 4)], " "), Package: found.Package}
	case (found.Known || len(inner) < len(words)) && selfContained[cmp.Or(found.Package, inner[0])]:
		return pr.toolNeeds(inner, depth) // also one that npx fetches
	}
	return &devNeed{Command: shown}
}

// leaves reports whether a command works in another folder than the project's, where
// another project may lie: it is sent there, or is a script that changes the folder or
// runs a shell script.
func (pr *project) leaves(words []string, depth int) bool {
	words = behindWrappers(words)
	if len(words) == 0 || depth > maxScripts {
		return false
	}
	if file := calledScript(words); file != "" && (!path.IsAbs(file) || path.Ext(file) == ".sh") {
		return true
	}
	if _, ok := node.ParseInstall(words); ok || managerChore(words) {
		return false
	}
	if node.RunsElsewhere(words) {
		return true
	}
	name, _, ok := node.ScriptOf(words)
	if !ok {
		return false
	}
	for _, script := range []string{"pre" + name, name, "post" + name} {
		commands, _ := scriptCommands(pr.manifest.Scripts[script])
		for _, c := range commands {
			if c.words[0] == "cd" || c.words[0] == "pushd" || pr.leaves(c.words, depth+1) {
				return true
			}
		}
	}
	return false
}

// wrapperNeeds returns the dev dependency that starts the program of a command: what
// stands behind it may need none.
func (pr *project) wrapperNeeds(words []string) *devNeed {
	if pr.manifest == nil {
		return nil
	}
	for n, word := range words {
		if path.Base(word) == "cross-env" {
			if found := pr.manifest.Find(pr.lock, "cross-env"); found.Dev {
				return &devNeed{strings.Join(words[n:min(len(words), n+4)], " "), found.Package}
			}
			return nil
		}
		if !assignmentWord.MatchString(word) && word != "exec" && word != "env" && word != "time" {
			return nil
		}
	}
	return nil
}

// fileReaders are programs of the system that stop where a file they are given is not
// there.
var fileReaders = wordSet("cp mv ln cat rsync install tar zip gzip sed awk jq chmod chown head tail")

// takesFile returns the dev dependency of which a program of the system is given a
// file: cp -r node_modules/x/dist public.
func (pr *project) takesFile(words []string) *devNeed {
	if len(words) < 2 || pr.manifest == nil || !fileReaders[path.Base(words[0])] {
		return nil
	}
	for _, word := range words[1:] {
		shown := strings.Join(words[:min(len(words), 4)], " ")
		inside := moduleFolder(word, nil)
		if program := binaryIn(word, nil); program != "" {
			if found := pr.manifest.Find(pr.lock, program); found.Dev {
				return &devNeed{shown, found.Package}
			}
		} else if pkg := packageName(inside); inside != "" && pr.leftOut(pkg) {
			return &devNeed{shown, pkg}
		}
	}
	return nil
}

// scriptNeeds looks at every command of a script, and at those that run before
// and after it.
func (pr *project) scriptNeeds(name, shown string, depth int) *devNeed {
	for _, script := range []string{"pre" + name, name, "post" + name} {
		text := pr.manifest.Scripts[script]
		if text == "" {
			continue
		}
		if m := nodeOptions.FindStringSubmatch(text); m != nil {
			if dev := pr.preloads(m[1]); dev != "" {
				return &devNeed{"the script " + script, dev}
			}
		}
		commands, ok := scriptCommands(text)
		if !ok {
			return &devNeed{Command: shown}
		}
		for _, c := range commands {
			if c.tolerated {
				continue
			}
			if need := pr.needs(c.words, depth+1); need != nil {
				return need
			}
		}
	}
	return nil
}
