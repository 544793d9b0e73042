package launch

import (
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/rules/startscript"
)

// Compiles reports whether a start text builds something.
func (s StartText) Compiles() bool { return BuildCommand.MatchString(s.Text) }

// A StartText is shell text that runs when a container of a target starts.
type StartText struct {
	// Where names it for people: a file, a script of package.json, or the
	// instruction.
	Where, Text string
	// Words reports that no shell reads it: the text is a command in exec form.
	Words bool
	// Instruction reports that it stands in the Dockerfile's command itself.
	Instruction bool
	// Script is the script that it is of, nil for other texts.
	Script *startscript.Script
	// Call reports that a start file in JavaScript runs it.
	Call bool
	// Folder is that of the package that it is of, below the target's.
	Folder string
}

var textsAtStart = &fixes.TargetFact[[]StartText]{From: findStartTexts}

// StartTexts returns the shell text that starts the target's program: of the
// instructions, of the scripts that they run, and of package.json.
func StartTexts(p *fixes.Pass, t *fixes.Target) []StartText { return textsAtStart.Of(p, t) }

func findStartTexts(p *fixes.Pass, t *fixes.Target) []StartText {
	var out []StartText
	whole, together := imageCommand(t)
	for _, c := range []fixes.Command{t.Process.Entrypoint, t.Process.Cmd} {
		if c.At == nil {
			continue
		}
		if together {
			out = append(out, StartText{Where: c.At.Keyword, Text: asText(whole), Words: true})
			break
		}
		for n, w := range c.Words {
			if c.Shell || n > 1 && strings.HasPrefix(c.Words[n-1], "-") && strings.HasSuffix(c.Words[n-1], "c") {
				out = append(out, StartText{Where: c.At.Keyword, Text: w, Instruction: true})
			}
		}
		if !c.Shell {
			out = append(out, StartText{Where: c.At.Keyword, Text: asText(project.WithoutInits(c.Words)), Words: true})
		}
	}
	for _, s := range deploy.StartScripts(p, t) {
		out = append(out, StartText{Where: s.Word, Text: s.Code(), Script: s})
	}
	out = append(append(out, composeTexts(p, t)...), serviceTexts(p, t)...)
	out = append(out, packageTexts(p, t, out)...)
	return append(out, calledTexts(p, t, out)...)
}

// composeTexts returns the commands that compose services give the image in the
// place of its own, or run beside it, but for those that people develop with, and the scripts of the
// repository that they name.
func composeTexts(p *fixes.Pass, t *fixes.Target) (out []StartText) {
	for _, b := range t.Builds {
		for _, command := range append(serviceCommands(t, b), b.Hooks...) {
			if b.Source.Kind != builds.Compose || len(command) == 0 || Developing(t, command) {
				continue
			}
			out = append(out, StartText{Where: "the command in " + b.Source.Path, Text: serviceText(command)})
			out = append(out, NamedScripts(p, t, b, command)...)
		}
	}
	return out
}

// Developing reports whether a service's command is a watcher.
func Developing(t *fixes.Target, command []string) bool {
	return slices.ContainsFunc(deploy.SpelledOut(command), func(words []string) bool {
		return len(words) > 0 && (node.Watcher(words) || scriptWatches(t, words))
	})
}

// packageTexts returns the scripts of package.json that the process or one of
// the texts runs, with their hooks. Of a command that is sent to a workspace they
// are those of that one, or of every package that has the script where it is not
// told which.
func packageTexts(p *fixes.Pass, t *fixes.Target, texts []StartText) (out []StartText) {
	if t.Manifest == nil {
		return nil
	}
	if name, _, ok := node.ScriptName(t.Program()); ok && node.RunsElsewhere(t.Program()) {
		packages := p.Repo.Packages()
		if own := packages[node.Elsewhere(t.Program())]; own != nil {
			return TextsOf(own, []string{name})
		}
		for _, own := range project.SortedNames(packages) {
			out = append(out, TextsOf(packages[own], []string{name})...)
		}
		return out
	}
	var todo []string
	if name, _, ok := node.ScriptOf(t.Program()); ok {
		todo = append(todo, name)
	}
	for _, text := range texts {
		todo = append(todo, ScriptsIn(text.Text)...)
	}
	return TextsOf(t.Manifest, todo)
}

// TextsOf returns the named scripts of a package.json with their hooks, and
// those that they call.
func TextsOf(m *node.Manifest, todo []string) (out []StartText) {
	if m == nil {
		return nil
	}
	seen := map[string]bool{}
	for len(todo) > 0 {
		name := todo[0]
		todo = todo[1:]
		if seen[name] {
			continue
		}
		seen[name] = true
		for _, s := range []string{"pre" + name, name, "post" + name} {
			if text := m.Scripts[s]; text != "" {
				out = append(out, StartText{Where: "the script " + s, Text: text})
				todo = append(todo, ScriptsIn(text)...)
			}
		}
	}
	return out
}

var scriptCall = pattern.New(`\b(?:npm|pnpm|yarn)(?:\s+-\S+)*\s+(?:run(?:-script)?\s+)?([\w:.-]+)`)

// ScriptsIn returns the names of scripts of its own package.json that a text may
// run: not those that it sends to one other package.
func ScriptsIn(text string) []string {
	var out []string
	for _, m := range scriptCall.FindAllStringSubmatch(text, -1) {
		out = append(out, m[1])
	}
	if len(out) == 0 || !strings.Contains(text, " -") {
		return out
	}
	commands, _ := project.ScriptCommands(text)
	for _, c := range commands {
		if name, _, ok := node.ScriptName(c.Words); ok && node.Elsewhere(c.Words) != "" {
			if n := slices.Index(out, name); n >= 0 {
				out = slices.Delete(out, n, n+1)
			}
		}
	}
	return out
}

// StartsCorepack reports whether corepack was set up in the image.
func StartsCorepack(c *fixes.Chain) bool {
	return slices.ContainsFunc(CommandsOf(c), func(c *dockerfile.Command) bool { return c.Name() == "corepack" })
}
