package rights

import (
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// scriptedClosed returns the files that a script which a RUN of root calls makes for root alone, and
// that nothing changes later: a script of package.json, or a shell script of the repository.
func scriptedClosed(p *fixes.Pass, t *fixes.Target, m fixes.Moment) (out []modeSet) {
	if user, known := launch.UserBefore(p, t.Chain, m.Scene); !m.Is("RUN") || !m.Scene.WorkdirKnown || !known || !launch.MeansRoot(user) {
		return nil
	}
	for _, script := range shellScripts(p, m) {
		dir := m.Scene.Workdir
		commands, _ := project.ScriptCommands(script.Text)
		for n, c := range commands {
			if c.Words[0] == "cd" && len(c.Words) == 2 {
				dir = path.Join(dir, c.Words[1])
				if path.IsAbs(c.Words[1]) {
					dir = c.Words[1]
				}
			}
			mode, file, written := closedMade(c.Words)
			if file == "" {
				continue
			}
			abs := path.Join(dir, file)
			if path.IsAbs(file) {
				abs = path.Clean(file)
			}
			opened := slices.ContainsFunc(commands[n:], func(c project.ScriptCommand) bool {
				return (c.Words[0] == "chmod" || c.Words[0] == "chown") && slices.ContainsFunc(c.Words[1:], func(w string) bool {
					return path.Base(w) == path.Base(file) || path.Base(w) == path.Base(path.Dir(abs))
				})
			})
			if !opened && !changedLater(t.Chain, abs) {
				out = append(out, modeSet{path: abs, mode: mode, written: written + " in " + script.Where, made: true, byStep: true})
			}
		}
	}
	return out
}

// shellScripts returns the scripts of package.json that a RUN calls, and the shell scripts of the
// repository that it or one of those runs.
func shellScripts(p *fixes.Pass, m fixes.Moment) (out []launch.StartText) {
	at, ok := p.Origin(m.Stage, path.Join(m.Scene.Workdir, "package.json"), m.Instruction)
	if manifest, err := p.Repo.Manifest(path.Dir(at)); ok && err == nil {
		out = scriptsOfStep(p, m, manifest)
	}
	var called [][]string
	for _, c := range stepCommands(m) {
		called = append(called, deploy.WordsOf(c))
	}
	for _, script := range out {
		commands, _ := project.ScriptCommands(script.Text)
		for _, c := range commands {
			called = append(called, c.Words)
		}
	}
	for _, words := range called {
		word := project.CalledScript(words)
		name, ok := p.Origin(m.Stage, m.Scene.Abs(word), m.Instruction)
		if word == "" || !ok || path.Ext(name) != ".sh" {
			continue
		}
		if src, ok, err := p.Repo.Read(name); err == nil && ok {
			out = append(out, launch.StartText{Where: name, Text: string(src)})
		}
	}
	return out
}

// stepCommands returns the commands of a RUN in either form.
func stepCommands(m fixes.Moment) []*dockerfile.Command {
	commands := launch.CommandsAt(m)
	if c := m.ExecCommand(); m.Is("RUN") && c != nil {
		commands = append(commands, c)
	}
	return commands
}
