package project

import (
	"cmp"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// This file decides which steps need dev dependencies. It is sure of the steps
// that do not: a step that may need them counts as one that does, because a
// build that loses its tools is worse than an image that keeps some.

// A DevNeed is why a step needs dev dependencies, or may.
type DevNeed struct {
	// Command is what the step runs: "tsc -p .", "npm run build".
	Command string
	// Package is the dev dependency that is needed, "" when that is a
	// suspicion only.
	Package string
}

// Certain reports whether the need is known by name.
func (n *DevNeed) Certain() bool { return n.Package != "" }

// String says what is run and which dev dependency it needs.
func (n *DevNeed) String() string {
	switch program, _, _ := strings.Cut(n.Command, " "); {
	case n.Package == "":
		return n.Command + ", which may need dev dependencies"
	case program == n.Package:
		return n.Command + ", and " + n.Package + " is a dev dependency"
	default:
		return n.Command + ", which needs the dev dependency " + n.Package
	}
}

// OptionsLoad returns the dev dependency that a variable before a command makes Node
// load.
func (pr *Project) OptionsLoad(a dockerfile.Assign) string {
	if a.Name != "NODE_OPTIONS" || pr.Manifest == nil {
		return ""
	}
	return pr.Preloads(a.Value.Text)
}

// MaxScripts bounds how deep scripts that call scripts are followed.
const MaxScripts = 8

// Needs returns why a command needs dev dependencies.
func (pr *Project) Needs(words []string, depth int) *DevNeed {
	if need := pr.wrapperNeeds(words); need != nil {
		return need
	}
	words = BehindWrappers(words)
	if need := pr.TakesFile(words); need != nil {
		return need
	}
	if len(words) == 0 || SystemProgram(words) {
		return nil
	}
	shown := strings.Join(words[:min(len(words), 4)], " ")
	if pr.Manifest != nil && !pr.HasDev() {
		if pr.leaves(words, 0) {
			return &DevNeed{Command: shown}
		}
		return nil
	}
	if depth > MaxScripts {
		return &DevNeed{Command: shown}
	}
	if _, ok := node.ParseInstall(words); ok || ManagerChore(words) {
		return nil
	}
	if name, _, ok := node.ScriptOf(words); ok {
		if pr.Manifest != nil && pr.Manifest.Scripts[name] != "" {
			return pr.scriptNeeds(name, shown, depth)
		}
	}
	inner := node.Unwrap(words)
	if pr.Manifest == nil {
		return &DevNeed{Command: shown}
	}
	switch found := pr.Manifest.Find(pr.Lock, inner[0]); {
	case found.Node:
		return pr.nodeNeeds(inner, shown)
	case found.Dev:
		return &DevNeed{Command: strings.Join(inner[:min(len(inner), 4)], " "), Package: found.Package}
	case (found.Known || len(inner) < len(words)) && selfContained[cmp.Or(found.Package, inner[0])]:
		return pr.toolNeeds(inner, depth) // also one that npx fetches
	}
	return &DevNeed{Command: shown}
}

// leaves reports whether a command works in another folder than the project's, where
// another project may lie: it is sent there, or is a script that changes the folder or
// runs a shell script.
func (pr *Project) leaves(words []string, depth int) bool {
	words = BehindWrappers(words)
	if len(words) == 0 || depth > MaxScripts {
		return false
	}
	if file := CalledScript(words); file != "" && (!path.IsAbs(file) || path.Ext(file) == ".sh") {
		return true
	}
	if _, ok := node.ParseInstall(words); ok || ManagerChore(words) {
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
		commands, _ := ScriptCommands(pr.Manifest.Scripts[script])
		for _, c := range commands {
			if c.Words[0] == "cd" || c.Words[0] == "pushd" || pr.leaves(c.Words, depth+1) {
				return true
			}
		}
	}
	return false
}

// wrapperNeeds returns the dev dependency that starts the program of a command: what
// stands behind it may need none.
func (pr *Project) wrapperNeeds(words []string) *DevNeed {
	if pr.Manifest == nil {
		return nil
	}
	for n, word := range words {
		if path.Base(word) == "cross-env" {
			if found := pr.Manifest.Find(pr.Lock, "cross-env"); found.Dev {
				return &DevNeed{strings.Join(words[n:min(len(words), n+4)], " "), found.Package}
			}
			return nil
		}
		if !AssignmentWord.MatchString(word) && word != "exec" && word != "env" && word != "time" {
			return nil
		}
	}
	return nil
}

// fileReaders are programs of the system that stop where a file they are given is not
// there.
var fileReaders = WordSet("cp mv ln cat rsync install tar zip gzip sed awk jq chmod chown head tail")

// TakesFile returns the dev dependency of which a program of the system is given a
// file: cp -r node_modules/x/dist public.
func (pr *Project) TakesFile(words []string) *DevNeed {
	if len(words) < 2 || pr.Manifest == nil || !fileReaders[path.Base(words[0])] {
		return nil
	}
	for _, word := range words[1:] {
		shown := strings.Join(words[:min(len(words), 4)], " ")
		inside := ModuleFolder(word, nil)
		if program := BinaryIn(word, nil); program != "" {
			if found := pr.Manifest.Find(pr.Lock, program); found.Dev {
				return &DevNeed{shown, found.Package}
			}
		} else if pkg := PackageName(inside); inside != "" && pr.LeftOut(pkg) {
			return &DevNeed{shown, pkg}
		}
	}
	return nil
}

// scriptNeeds looks at every command of a script, and at those that run before
// and after it.
func (pr *Project) scriptNeeds(name, shown string, depth int) *DevNeed {
	for _, script := range []string{"pre" + name, name, "post" + name} {
		text := pr.Manifest.Scripts[script]
		if text == "" {
			continue
		}
		if m := NodeOptions.FindStringSubmatch(text); m != nil {
			if dev := pr.Preloads(m[1]); dev != "" {
				return &DevNeed{"the script " + script, dev}
			}
		}
		commands, ok := ScriptCommands(text)
		if !ok {
			return &DevNeed{Command: shown}
		}
		for _, c := range commands {
			need := pr.Needs(c.Words, depth+1)
			if need == nil || c.tolerated && leavesNothing(need) {
				continue
			}
			return need
		}
	}
	return nil
}

var (
	NodeOptions = pattern.New(`\bNODE_OPTIONS["']?\s*(?:[:=]|,?\s*["']?value["']?\s*:)\s*["']?([^"'\n]+)`).Needs("NODE_OPTIONS")
	preloadFlag = pattern.New(`(?:^|\s)(?:-r|--require|--import|--loader|--experimental-loader)[\s=]+["']?([^\s"']+)`).Needs("-r", "--import", "loader")
)

// Preloads returns the dev dependency that options of Node make it load.
func (pr *Project) Preloads(options string) string {
	for _, m := range preloadFlag.FindAllStringSubmatch(options, -1) {
		module := m[1]
		if inside := ModuleFolder(module, nil); inside != "" {
			module = inside
		}
		if pkg := PackageName(module); pr.LeftOut(pkg) {
			return pkg
		}
	}
	return ""
}
