package nodeenv

import (
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/rules/startscript"
	"github.com/nodedock/nodedock/fixes/source"
)

// selfSetting are programs, with their first word, that set NODE_ENV to production for themselves
// where nothing else does: the command line of each, before it loads what is built.
var selfSetting = map[string][]string{
	"next": {"start"}, "nuxt": {"start"}, "nuxt-start": nil, "react-router-serve": nil, "remix-serve": nil, "vinxi": {"start"},
}

// ProductionAlready says what of the program that the image starts sets NODE_ENV to production for
// itself, "" for nothing: the program runs for production then whatever the image says.
func ProductionAlready(p *fixes.Pass, t *fixes.Target) string {
	if by := programSets(p, t); by != "" {
		return by
	}
	by, _ := fileSets(p, t)
	return by
}

// productionFromTheFirst reports whether the program runs for production from the first of its
// code on, so that none of it would see another NODE_ENV than it does today.
func productionFromTheFirst(p *fixes.Pass, t *fixes.Target) bool {
	_, first := fileSets(p, t)
	return first || programSets(p, t) != ""
}

// fileSets returns the file of the program that sets NODE_ENV as it is loaded: its entry or what
// that loads itself. first reports that no other file of the program is loaded before.
func fileSets(p *fixes.Pass, t *fixes.Target) (name string, first bool) {
	entries, err := launch.ProgramEntries(p, t)
	if err != nil || len(entries) == 0 {
		return "", false
	}
	entry := entries[len(entries)-1] // behind what --require loads
	code := codeOf(p, entry)
	loads := slices.DeleteFunc(code.Loads(), func(module string) bool { return !source.Relative(module) })
	if code.SetsVariable("NODE_ENV", "production") {
		return entry, len(entries) == 1 && len(loads) == 0
	}
	for n, module := range loads {
		name, ok := source.File(p.Repo, path.Join(path.Dir(entry), module))
		if !ok || !project.IsJavaScript(name) {
			continue
		}
		if other := codeOf(p, name); other.SetsVariable("NODE_ENV", "production") {
			return name, len(entries) == 1 && n == 0 && !slices.ContainsFunc(other.Loads(), source.Relative)
		}
	}
	return "", false
}

// codeOf takes a file of the repository apart; one that cannot be read has nothing in it.
func codeOf(p *fixes.Pass, name string) *source.Code {
	data, ok, err := p.Repo.Read(name)
	if err != nil || !ok {
		return &source.Code{}
	}
	return source.Take(data)
}

// programSets is ProductionAlready for what is known of programs.
func programSets(p *fixes.Pass, t *fixes.Target) string {
	words := t.Program()
	if name, _, ok := node.ScriptOf(words); ok && t.Manifest != nil {
		run, _ := t.Manifest.Resolve(name)
		if !run.Simple {
			return ""
		}
		words = run.Argv
	}
	if startsScript(p, t) {
		words, _ = deploy.ProgramWords(p, t)
	}
	if words = node.Unwrap(words); len(words) == 0 {
		return ""
	}
	program := path.Base(words[0])
	first, known := selfSetting[program]
	switch {
	case known && first == nil:
		return program
	case known && len(words) > 1 && words[1] == first[0] && (program != "nuxt" || t.Manifest != nil && (&project.Project{P: p, Manifest: t.Manifest}).NuxtTwo()):
		return program + " " + words[1]
	case program == "node" && startsStandalone(p, t, words):
		return "the server.js that Next has built"
	}
	return ""
}

// startsScript reports whether the image starts a shell script that can be read.
func startsScript(p *fixes.Pass, t *fixes.Target) bool {
	return slices.ContainsFunc([]fixes.Command{t.Process.Entrypoint, t.Process.Cmd}, func(c fixes.Command) bool {
		s := startscript.Of(p, t, c)
		return s != nil && s.Found()
	})
}

// startsStandalone reports whether the file that node is given is the server that Next writes with
// all that it needs (next/dist/build/utils.js): it lies in that folder, or came out of it.
func startsStandalone(p *fixes.Pass, t *fixes.Target, words []string) bool {
	file := project.ScriptFile(words[1:])
	if path.Base(file) != "server.js" || !t.Chain.End.WorkdirKnown {
		return false
	}
	if !path.IsAbs(file) {
		file = path.Join(t.Chain.End.Workdir, file)
	}
	if own, err := deploy.SourceOf(p, t, file); own != "" || err != nil {
		return false
	}
	return slices.ContainsFunc(t.Chain.Steps, func(m fixes.Moment) bool {
		c, ok := p.ReadCopy(m)
		return ok && c.From != nil && deploy.InFolder(file, c.Dest) && slices.ContainsFunc(c.Sources, func(s string) bool {
			return path.Base(path.Clean(s)) == "standalone" && path.Base(path.Dir(path.Clean(s))) == ".next"
		})
	})
}
