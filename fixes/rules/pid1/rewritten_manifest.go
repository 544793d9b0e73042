package pid1

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// rewrittenManifest returns why the scripts of the image's package.json may not be
// those of the repository: a step behind the COPY that brings it writes it.
func rewrittenManifest(p *fixes.Pass, t *fixes.Target) string {
	started := startedScripts(t)
	for _, made := range p.MadeIn(t.Stage, path.Join(t.Chain.End.Workdir, "package.json")) {
		at := p.BroughtBy(made.Stage, made.Path)
		steps := p.Chain(made.Stage).Steps
		from := slices.IndexFunc(steps, func(m fixes.Moment) bool { return m.Instruction == at }) + 1
		for _, m := range steps[from:] {
			for _, script := range deploy.ScriptsOf(m) {
				if c := slices.IndexFunc(script.Commands, func(c *dockerfile.Command) bool { return writesManifest(m, c, made.Path, started) }); c >= 0 {
					return fmt.Sprintf("a step writes package.json anew (%s), so what its scripts start in the image is not certain", launch.FirstLine(strings.Join(deploy.WordsOf(script.Commands[c]), " ")))
				}
			}
		}
	}
	return ""
}

// writesManifest reports whether a command may change the scripts of the
// package.json at an absolute path that started tells to be started.
func writesManifest(m fixes.Moment, c *dockerfile.Command, manifest string, started func(script string) bool) bool {
	words := deploy.WordsOf(c)
	if len(words) < 2 || leavesScripts(m) {
		return false
	}
	isIt := func(w string) bool {
		return path.IsAbs(w) && path.Clean(w) == manifest || !path.IsAbs(w) && (!c.DirKnown || !m.Scene.WorkdirKnown || m.Scene.Abs(path.Join(c.Dir, w)) == manifest)
	}
	named := slices.ContainsFunc(words[1:], func(w string) bool { return path.Base(w) == "package.json" && isIt(w) })
	switch name := path.Base(c.Name()); name {
	case "npm", "pnpm", "yarn":
		return setsScript(words, started)
	case "mv", "cp", "ln", "install":
		last := words[len(words)-1]
		into := slices.ContainsFunc(words[1:len(words)-1], func(w string) bool {
			return path.Base(w) == "package.json" && isIt(path.Join(last, "package.json"))
		})
		return into || path.Base(last) == "package.json" && isIt(last) || name == "mv" && named
	case "sed", "perl":
		return named && slices.ContainsFunc(words, func(w string) bool {
			return strings.HasPrefix(w, "-i") || strings.HasPrefix(w, "--in-place") || strings.HasPrefix(w, "-pi")
		})
	case "json":
		return named && slices.Contains(words, "-I")
	case "tee":
		return named
	case "node":
		code := strings.Join(words, " ")
		return strings.Contains(code, "package.json") && strings.Contains(code, "writeFile")
	}
	return c.Redirects && slices.ContainsFunc(launch.Redirections(m.Spoken()), func(r []string) bool { return path.Base(r[1]) == "package.json" && isIt(r[1]) })
}

// leavesScripts reports whether a step changes a JSON file by jq, and names other parts
// of it than scripts.
func leavesScripts(m fixes.Moment) bool {
	uses := false
	for _, script := range deploy.ScriptsOf(m) {
		for _, c := range script.Commands {
			if path.Base(c.Name()) != "jq" {
				continue
			}
			if uses = true; strings.Contains(strings.Join(deploy.WordsOf(c), " "), "script") {
				return false
			}
		}
	}
	return uses
}

// installScripts are the scripts of package.json that installs and builds run, and
// no start.
var installScripts = map[string]bool{"preinstall": true, "install": true, "postinstall": true, "prepare": true, "prebuild": true, "build": true, "postbuild": true, "test": true, "lint": true}

// setsScript reports whether the command of a package manager sets or deletes a
// script that may be started: npm pkg set scripts.start=….
func setsScript(words []string, started func(script string) bool) bool {
	if slices.Contains(words, "set-script") {
		return true
	}
	at := slices.Index(words, "pkg")
	return at >= 0 && slices.ContainsFunc(words[at:], func(w string) bool {
		script, isScript := strings.CutPrefix(w, "scripts")
		script, _, _ = strings.Cut(strings.TrimPrefix(script, "."), "=")
		return isScript && !installScripts[script] && started(script)
	})
}

// startedScripts tells which scripts of package.json may have to do with the start of the image: the one
// that it starts, those that run before and behind it, and those that their commands name.
func startedScripts(t *fixes.Target) func(script string) bool {
	first, _, ok := node.ScriptName(t.Program())
	if !ok || t.Manifest == nil || t.Manifest.Scripts[first] == "" {
		return func(string) bool { return true }
	}
	var texts []string
	for _, name := range []string{"pre" + first, first, "post" + first} {
		texts = append(texts, name, t.Manifest.Scripts[name])
	}
	// A script that calls another one is looked at no further.
	all := strings.Contains(t.Manifest.Scripts[first], "run")
	return func(script string) bool {
		return all || strings.ContainsAny(script, "*[]'\"") || script == "" || slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, script) })
	}
}
