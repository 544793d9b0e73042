package deploy

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/rules/startscript"
	"github.com/nodedock/nodedock/fixes/source"
)

// StartScripts returns the scripts of the target's ENTRYPOINT and CMD. Behind an
// ENTRYPOINT that is a program, the words of CMD are arguments.
func StartScripts(p *fixes.Pass, t *fixes.Target) []*startscript.Script {
	entry := t.Process.Entrypoint
	first := startscript.Of(p, t, entry)
	if words := project.WithoutInits(entry.Words); first == nil && entry.At != nil && !entry.Shell && len(words) > 0 && !startscript.RestatesEntrypoint(p, t, words[0]) {
		return nil
	}
	var out []*startscript.Script
	for _, s := range []*startscript.Script{first, startscript.Of(p, t, t.Process.Cmd)} {
		if s != nil {
			out = append(out, s)
		}
	}
	return out
}

// runnerValues are flags of the runners whose value is a word of its own.
var runnerValues = map[string]bool{
	"-r": true, "--require": true, "--import": true, "--loader": true, "--experimental-loader": true, "-P": true, "--project": true,
	"--env-file": true, "-C": true, "--conditions": true, "-i": true, "--name": true, "-n": true, "--title": true,
}

// preloads are the flags of node that load a file before the program.
var preloads = map[string]bool{"-r": true, "--require": true, "--import": true}

// ProgramWords returns the program's words behind package managers, scripts and
// start scripts, and the folder in the image where they run.
func ProgramWords(p *fixes.Pass, t *fixes.Target) (words []string, dir string) {
	words, dir = t.Program(), t.Chain.End.Workdir
	for range 4 {
		words = project.BareProgram(words)
		if len(words) == 0 || project.Runners[path.Base(words[0])] {
			break
		}
		if project.IsShell(words[0]) && len(words) > 2 && strings.Contains(words[1], "c") {
			if script, err := node.ParseScript(words[2]); err == nil && len(script.Argv) > 0 {
				words = script.Argv
				continue
			}
			return nil, dir
		}
		if project.IsShell(words[0]) && len(words) > 1 && StartScriptNamed(p, t, words[1]) != nil {
			words = words[1:]
		}
		if at, argv := runsElsewhere(p, t, words); argv != nil {
			words, dir = argv, at
			continue
		}
		if t.Manifest != nil {
			if script, argv := t.Manifest.Runs(words); script != "" {
				words = argv
				continue
			}
		}
		if s := StartScriptNamed(p, t, words[0]); s != nil {
			if script, err := node.ParseScript(s.Src); err == nil {
				if argv := project.BareProgram(script.Argv); len(argv) > 0 && argv[0] != "" { // a variable is no word
					words = argv
					continue
				}
			}
			words = words[1:] // it hands over to what follows
			continue
		}
		if inner := node.Unwrap(words); !slices.Equal(inner, words) {
			words = inner
			continue
		}
		break
	}
	return words, dir
}

// StartScriptNamed returns the start script that a word of the command names, or nil.
func StartScriptNamed(p *fixes.Pass, t *fixes.Target, word string) *startscript.Script {
	for _, s := range StartScripts(p, t) {
		if s.Word == word {
			return s
		}
	}
	return nil
}

// RunnerFiles returns the file that a runner is given, then those it loads
// before; of other programs nothing, but for "nest start".
func RunnerFiles(words []string) (files []string) {
	switch {
	case len(words) == 0:
		return nil
	case path.Base(words[0]) == "nest" && len(words) > 1 && words[1] == "start":
		return []string{"dist/main"}
	case project.IsJavaScript(words[0]):
		return words[:1]
	case !project.Runners[path.Base(words[0])]:
		return nil
	}
	var before []string
	for n := 1; n < len(words); n++ {
		flag, value, joined := strings.Cut(words[n], "=")
		if n == 1 && flag == "start" && project.IsPM2Runtime(words[0]) && len(words) > 2 {
			continue
		}
		if !strings.HasPrefix(flag, "-") {
			return append([]string{words[n]}, before...)
		}
		if runnerValues[flag] && !joined && n+1 < len(words) {
			n++
			value = words[n]
		}
		if flag == "-e" || flag == "--eval" || flag == "-p" || flag == "--watch" {
			return nil
		}
		if preloads[flag] && source.Relative(value) {
			before = append(before, value)
		}
	}
	return nil
}

// SourceOf returns the repository file that lies at a path of the image, or
// that a build makes the file there from.
func SourceOf(p *fixes.Pass, t *fixes.Target, abs string) (string, error) {
	tree := project.RepoTree{Repo: p.Repo}
	for _, ending := range []string{"", ".js", ".mjs", ".cjs", ".ts", "/index.js", "/index.ts"} {
		if name, ok := p.Origin(t.Stage, abs+ending, nil); ok && p.Repo.Exists(name) {
			return name, nil
		}
	}
	for _, made := range p.MadeIn(t.Stage, abs) {
		for dir := path.Dir(made.Path); dir != "/"; dir = path.Dir(dir) {
			manifest, ok := p.Origin(made.Stage, path.Join(dir, "package.json"), nil)
			if !ok {
				continue
			}
			project := path.Dir(manifest)
			config, err := source.ReadTSConfig(tree, project)
			if err != nil {
				return "", err
			}
			if name := config.Built(tree, project, path.Join(project, strings.TrimPrefix(made.Path, dir))); name != "" {
				return name, nil
			}
			if name, err := nxSource(p, project, strings.TrimPrefix(made.Path, strings.TrimSuffix(dir, "/")+"/")); name != "" || err != nil {
				return name, err
			}
			break
		}
	}
	return "", nil
}
