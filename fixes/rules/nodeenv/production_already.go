package nodeenv

import (
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// selfSetting are programs, with their first word, that set NODE_ENV to production for themselves
// where nothing else does: the command line of each, before it loads what is built.
var selfSetting = map[string][]string{
	"next": {"start"}, "nuxt": {"start"}, "nuxt-start": nil, "react-router-serve": nil, "remix-serve": nil, "vinxi": {"start"},
}

// ProductionAlready says what of the program that the image starts sets NODE_ENV to production for
// itself, "" for nothing: the program runs for production then whatever the image says.
func ProductionAlready(p *fixes.Pass, t *fixes.Target) string {
	words := t.Program()
	if name, _, ok := node.ScriptOf(words); ok && t.Manifest != nil {
		run, _ := t.Manifest.Resolve(name)
		if !run.Simple {
			return ""
		}
		words = run.Argv
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
