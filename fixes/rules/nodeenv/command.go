package nodeenv

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

var setsNodeEnv = pattern.New(`\bNODE_ENV=["']?([\w.-]*)`)

// CommandSetsNodeEnv reports whether what starts the program sets NODE_ENV.
func CommandSetsNodeEnv(p *fixes.Pass, t *fixes.Target) bool { return len(CommandNodeEnv(p, t)) > 0 }

// CommandNodeEnv returns the values that what starts the program gives NODE_ENV, ""
// for one that is not literal: the command line, its script in package.json, its
// start script, or the file that a process manager starts it by.
func CommandNodeEnv(p *fixes.Pass, t *fixes.Target) []string {
	lines := append(append([]string{}, t.Process.Entrypoint.Words...), t.Process.Cmd.Words...)
	if name, _, ok := node.ScriptOf(t.Program()); ok && t.Scripts != nil {
		if run, ok := t.Scripts.Resolve(name); ok {
			for _, script := range append(run.Scripts, run.Hooks...) {
				lines = append(lines, t.Scripts.Scripts[script])
			}
		}
	}
	for _, s := range launch.AllScripts(p, t) {
		lines = append(lines, s.Src)
	}
	lines = append(lines, sentOn(p, t)...)
	values := managedNodeEnv(p, t)
	for _, line := range lines {
		for _, m := range setsNodeEnv.FindAllStringSubmatch(line, -1) {
			values = append(values, m[1])
		}
	}
	return values
}

// sentOn returns the scripts of other packages that the image's command runs by those of its own
// package.json: pnpm start, and start is pnpm --filter api start.
func sentOn(p *fixes.Pass, t *fixes.Target) (lines []string) {
	name, _, ok := node.ScriptOf(t.Program())
	if !ok || t.Scripts == nil {
		return nil
	}
	own := path.Dir(t.Scripts.Path)
	for _, text := range launch.TextsOf(t.Scripts, []string{name}) {
		commands, _ := project.ScriptCommands(text.Text)
		for _, c := range commands {
			if script, m := launch.SentTo(p, own, own, c.Words); m != nil {
				lines = append(lines, m.Scripts[script])
			}
		}
	}
	return lines
}

// managedEnv finds a set of variables that a file of pm2 gives its programs, by
// its name and what it sets NODE_ENV to.
var managedEnv = pattern.New(`\benv(?:_(\w+))?["']?\s*:\s*\{[^{}]*?\bNODE_ENV["']?\s*:\s*["']([\w.-]*)["']`).Needs("NODE_ENV")

// managedNodeEnv returns what pm2 sets NODE_ENV to by its file: the set of variables
// that --env names, else the one that always counts.
func managedNodeEnv(p *fixes.Pass, t *fixes.Target) []string {
	words, dir := deploy.ProgramWords(p, t)
	if len(words) < 2 || !project.IsPM2Runtime(words[0]) && path.Base(words[0]) != "pm2" {
		return nil
	}
	n := slices.IndexFunc(words, project.ProcessFile.MatchString)
	if n < 0 {
		return nil
	}
	name, ok := p.Origin(t.Stage, path.Join(dir, words[n]), nil)
	if !ok {
		return nil
	}
	found, err := p.Repo.FindAll(name, managedEnv)
	if err != nil {
		return nil
	}
	asked := ""
	for n, word := range words {
		if flag, value, joined := strings.Cut(word, "="); flag == "--env" && joined {
			asked = value
		} else if flag == "--env" && n+1 < len(words) {
			asked = words[n+1]
		}
	}
	sets := map[string][]string{}
	for _, m := range found {
		sets[m[1]] = append(sets[m[1]], m[2])
	}
	if asked != "" && len(sets[asked]) > 0 {
		return sets[asked]
	}
	return sets[""]
}
