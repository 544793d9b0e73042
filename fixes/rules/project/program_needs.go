package project

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// ShellText returns the text that a shell is given: sh -c "a && b".
func ShellText(words []string) (src string, ok bool) {
	if !PosixShells[path.Base(words[0])] {
		return "", false
	}
	for n, w := range words[1:] {
		if strings.HasPrefix(w, "-") && !strings.HasPrefix(w, "--") && strings.HasSuffix(w, "c") && n+2 < len(words) {
			return words[n+2], true
		}
	}
	return "", false
}

// PosixShells are the shells that take a script behind -c.
var PosixShells = map[string]bool{"sh": true, "ash": true, "dash": true, "bash": true}

// EnvironmentFile finds the name of an environment file or of its example.
var EnvironmentFile = pattern.New(`^\.env($|\.)|(^|\.)env\.(example|sample|template|dist)$`)

// SortedNames returns the keys of a map in order, so that a finding is the same
// each time.
func SortedNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// RunNeeds returns why a command that starts the program certainly needs a dev
// dependency: its program, one of the words it is given, or a part of the
// script behind it.
func (pr *Project) RunNeeds(words []string) *DevNeed { return pr.runNeedsIn(words, 0) }

func (pr *Project) runNeedsIn(words []string, depth int) *DevNeed {
	if need := pr.wrapperNeeds(words); need != nil {
		return need
	}
	words = BehindWrappers(words)
	if need := pr.TakesFile(words); need != nil {
		return need
	}
	if len(words) == 0 || depth > MaxScripts || SystemProgram(words) {
		return nil
	}
	if src, ok := ShellText(words); ok {
		commands, _ := ScriptCommands(src)
		return pr.AnyNeeds(commands, depth+1)
	}
	if name, _, ok := ScriptHere(words); ok && pr.Manifest.Scripts[name] != "" {
		return pr.runScriptNeeds(name, depth)
	}
	if _, program, ok := strings.Cut(words[0], " bin)/"); ok { // $(npm bin)/x
		words = append([]string{program}, words[1:]...)
	}
	// What cross-env and the like start is a program too.
	inner := node.Unwrap(words)
	for _, program := range [][]string{words, inner} {
		if found := pr.Manifest.Find(pr.Lock, program[0]); found.Dev {
			return needOf(program, found.Package)
		}
	}
	for _, needs := range []func(words []string) string{pr.loaderFor, pr.preloadFor, pr.typesFor, pr.toolFileNeeds, pr.buildTool} {
		if dev := needs(inner); dev != "" {
			return needOf(inner, dev)
		}
	}
	if need := pr.toolNeeds(inner, depth); need != nil {
		return need
	}
	if dev := pr.argumentNeeds(inner); dev != "" {
		return needOf(inner, dev)
	}
	return nil
}

// needOf names the first words of a command that needs a dev dependency.
func needOf(words []string, dev string) *DevNeed {
	return &DevNeed{strings.Join(words[:min(len(words), 4)], " "), dev}
}

// runScriptNeeds returns what a script of the package.json certainly needs, or one that
// runs before or after it.
func (pr *Project) runScriptNeeds(name string, depth int) *DevNeed {
	for _, script := range []string{"pre" + name, name, "post" + name} {
		if m := NodeOptions.FindStringSubmatch(pr.Manifest.Scripts[script]); m != nil {
			if dev := pr.Preloads(m[1]); dev != "" {
				return &DevNeed{"the script " + script, dev}
			}
		}
		commands, _ := ScriptCommands(pr.Manifest.Scripts[script])
		if need := pr.AnyNeeds(commands, depth+1); need != nil {
			return need
		}
	}
	return nil
}

// preloadFor returns the dev dependency that Node is told to load before the program.
func (pr *Project) preloadFor(words []string) string {
	if path.Base(words[0]) != "node" {
		return ""
	}
	return pr.Preloads(strings.Join(words, " "))
}

// argumentNeeds returns the dev dependency that one of a command's arguments names: its
// program, a file in its package, or a module to load.
func (pr *Project) argumentNeeds(words []string) string {
	loads := strings.Join(words, " ")
	for _, word := range words[1:] {
		if program := BinaryIn(word, nil); program != "" {
			if found := pr.Manifest.Find(pr.Lock, program); found.Dev {
				return found.Package
			}
		}
		for _, dev := range SortedNames(pr.Manifest.Dev) {
			if namesPackage(word, dev) && pr.LeftOut(dev) && word != dev || word == dev && strings.Contains(loads, "-r "+dev) {
				return dev
			}
		}
	}
	return ""
}

// ScriptHere is node.ScriptOf, also of a command that is sent to a folder by its
// whole path, which is likely the one that it would run in.
func ScriptHere(words []string) (name string, args []string, ok bool) {
	if place := node.Elsewhere(words); place == "." || path.IsAbs(place) {
		return node.ScriptName(words)
	}
	return node.ScriptOf(words)
}

// migratesTypeScript finds the flags by which node-pg-migrate reads TypeScript.
var migratesTypeScript = pattern.New(`(^| )(-j[ =]?ts|--migration-file-language[ =]ts|--tsx|--ts-node)\b`)

// loaders let a program load TypeScript.
var loaders = []string{"ts-node", "tsx", "@swc-node/register", "@swc/register", "esbuild-register", "sucrase", "@babel/register", "jiti"}

// loaderFor returns the dev dependency by which a tool reads TypeScript that it
// is given, or that it looks for by itself. Node has learned to read it alone.
func (pr *Project) loaderFor(words []string) string {
	name := path.Base(words[0])
	typed := strings.Contains(name, "ts-node") || name == "node-pg-migrate" && migratesTypeScript.MatchString(strings.Join(words, " ")) || name == "knex" && pr.P.Repo.Exists(path.Join(pr.Dir, "knexfile.ts"))
	for _, word := range words[1:] {
		typed = typed || path.Ext(word) == ".ts" && !strings.HasSuffix(word, ".d.ts")
	}
	if !typed || name == "node" || strings.HasPrefix(name, "ts-node") && pr.Manifest.Find(pr.Lock, name).Known {
		return "" // ts-node reads it by itself
	}
	for _, loader := range loaders {
		if pr.Manifest.DevOnly(loader) {
			return loader
		}
	}
	return ""
}

// typesFor returns the dev dependency that brings types to a program which
// checks those of its sources each time it starts: without them it stops. The compiler is
// needed too where ts-node checks nothing.
func (pr *Project) typesFor(words []string) string {
	unchecked, typed := false, strings.HasPrefix(path.Base(words[0]), "ts-node") || path.Base(words[0]) == "nest" && len(words) > 1 && words[1] == "start"
	for n, word := range words[1:] {
		switch word {
		case "--swc":
			return ""
		case "-T", "--transpile-only":
			unchecked = true
		case "ts-node/register", "ts-node/esm", "ts-node/register/transpile-only", "ts-node/esm/transpile-only":
			typed = typed || strings.HasPrefix(words[n], "-")
			unchecked = unchecked || strings.HasSuffix(word, "transpile-only")
		}
	}
	for _, dev := range SortedNames(pr.Manifest.Dev) {
		if typed && (strings.HasPrefix(dev, "@types/") && !unchecked || dev == "typescript") && pr.Manifest.DevOnly(dev) {
			return dev
		}
	}
	return ""
}

// AnyNeeds returns the first dev dependency that one of the commands needs when it runs.
func (pr *Project) AnyNeeds(commands []ScriptCommand, depth int) *DevNeed {
	for _, c := range commands {
		if need := pr.runNeedsIn(c.Words, depth); need != nil {
			return need
		}
	}
	return nil
}
