package rules

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// commandNeedsDev returns why a CMD, an ENTRYPOINT or a HEALTHCHECK certainly
// needs dev dependencies.
func commandNeedsDev(p *fixes.Pass, m fixes.Moment) *devNeed {
	if !m.Is("CMD", "ENTRYPOINT", "HEALTHCHECK") {
		return nil
	}
	pr := projectAt(p, m.Stage, m.Scene.Workdir, nil)
	if pr.manifest == nil {
		copied := copiedProject(p, m.Stage, m.Scene.Workdir)
		if copied.manifest == nil {
			return nil
		}
		pr = &project{p: p, dir: copied.dir, manifest: copied.manifest, lock: lockBeside(p, copied.dir)}
	}
	var lines [][]string
	if c := m.ExecCommand(); c != nil {
		lines = append(lines, wordsOf(c))
	}
	for _, script := range m.Scripts(m.Scene.Shell) {
		for _, c := range script.Commands {
			lines = append(lines, wordsOf(c))
		}
	}
	for _, words := range lines {
		if need := pr.runNeeds(fixes.Unwrap(words)); need != nil {
			return need
		}
	}
	return nil
}

// runNeeds returns why a command that starts the program certainly needs a dev
// dependency: its program, one of the words it is given, or a part of the
// script behind it.
func (pr *project) runNeeds(words []string) *devNeed { return pr.runNeedsIn(words, 0) }

func (pr *project) runNeedsIn(words []string, depth int) *devNeed {
	if need := pr.wrapperNeeds(words); need != nil {
		return need
	}
	words = behindWrappers(words)
	if need := pr.takesFile(words); need != nil {
		return need
	}
	if len(words) == 0 || depth > maxScripts || systemProgram(words) {
		return nil
	}
	if src, ok := shellText(words); ok {
		commands, _ := scriptCommands(src)
		return pr.anyNeeds(commands, depth+1)
	}
	if name, _, ok := scriptHere(words); ok && pr.manifest.Scripts[name] != "" {
		for _, script := range []string{"pre" + name, name, "post" + name} {
			if m := nodeOptions.FindStringSubmatch(pr.manifest.Scripts[script]); m != nil {
				if dev := pr.preloads(m[1]); dev != "" {
					return &devNeed{"the script " + script, dev}
				}
			}
			commands, _ := scriptCommands(pr.manifest.Scripts[script])
			if need := pr.anyNeeds(commands, depth+1); need != nil {
				return need
			}
		}
		return nil
	}
	if _, program, ok := strings.Cut(words[0], " bin)/"); ok { // $(npm bin)/x
		words = append([]string{program}, words[1:]...)
	}
	// What cross-env and the like start is a program too.
	if found := pr.manifest.Find(pr.lock, words[0]); found.Dev {
		return &devNeed{strings.Join(words[:min(len(words), 4)], " "), found.Package}
	}
	inner := node.Unwrap(words)
	if found := pr.manifest.Find(pr.lock, inner[0]); found.Dev {
		return &devNeed{strings.Join(inner[:min(len(inner), 4)], " "), found.Package}
	}
	if loader := pr.loaderFor(inner); loader != "" {
		return &devNeed{strings.Join(inner[:min(len(inner), 4)], " "), loader}
	}
	if types := pr.typesFor(inner); types != "" {
		return &devNeed{strings.Join(inner[:min(len(inner), 4)], " "), types}
	}
	if dev := pr.preloads(strings.Join(inner, " ")); dev != "" && path.Base(inner[0]) == "node" {
		return &devNeed{strings.Join(inner[:min(len(inner), 4)], " "), dev}
	}
	if dev := pr.toolFileNeeds(inner); dev != "" {
		return &devNeed{strings.Join(inner[:min(len(inner), 4)], " "), dev}
	}
	if tool := pr.buildTool(inner); tool != "" {
		return &devNeed{strings.Join(inner[:min(len(inner), 4)], " "), tool}
	}
	if need := pr.toolNeeds(inner, depth); need != nil {
		return need
	}
	for _, word := range inner[1:] {
		if program := binaryIn(word, nil); program != "" {
			if found := pr.manifest.Find(pr.lock, program); found.Dev {
				return &devNeed{strings.Join(inner[:min(len(inner), 4)], " "), found.Package}
			}
		}
		for _, dev := range sortedNames(pr.manifest.Dev) {
			if namesPackage(word, dev) && pr.leftOut(dev) && word != dev || word == dev && strings.Contains(strings.Join(inner, " "), "-r "+dev) {
				return &devNeed{strings.Join(inner[:min(len(inner), 4)], " "), dev}
			}
		}
	}
	return nil
}

// scriptHere is node.ScriptOf, also of a command that is sent to a folder by its
// whole path, which is likely the one that it would run in.
func scriptHere(words []string) (name string, args []string, ok bool) {
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
func (pr *project) loaderFor(words []string) string {
	name := path.Base(words[0])
	typed := strings.Contains(name, "ts-node") || name == "node-pg-migrate" && migratesTypeScript.MatchString(strings.Join(words, " ")) || name == "knex" && pr.p.Repo.Exists(path.Join(pr.dir, "knexfile.ts"))
	for _, word := range words[1:] {
		typed = typed || path.Ext(word) == ".ts" && !strings.HasSuffix(word, ".d.ts")
	}
	if !typed || name == "node" {
		return ""
	}
	for _, loader := range loaders {
		if pr.manifest.DevOnly(loader) {
			return loader
		}
	}
	return ""
}

// typesFor returns the dev dependency that brings types to a program which
// checks those of its sources each time it starts: without them it stops.
func (pr *project) typesFor(words []string) string {
	checks := strings.HasPrefix(path.Base(words[0]), "ts-node") || path.Base(words[0]) == "nest" && len(words) > 1 && words[1] == "start"
	for n, word := range words[1:] {
		switch word {
		case "-T", "--transpile-only", "--swc", "ts-node/register/transpile-only":
			return ""
		case "ts-node/register", "ts-node/esm":
			checks = checks || strings.HasPrefix(words[n], "-")
		}
	}
	for _, dev := range sortedNames(pr.manifest.Dev) {
		if checks && (strings.HasPrefix(dev, "@types/") || dev == "typescript") && pr.manifest.DevOnly(dev) {
			return dev
		}
	}
	return ""
}

func (pr *project) anyNeeds(commands []scriptCommand, depth int) *devNeed {
	for _, c := range commands {
		if need := pr.runNeedsIn(c.words, depth); need != nil {
			return need
		}
	}
	return nil
}
