package installs

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/devneeds"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// EmptiesModules holds back: npm ci removes node_modules first, and with it what an earlier
// step made there, such as the client of Prisma; npm install leaves that alone.
// What a later step makes again is not lost.
func EmptiesModules(p *fixes.Pass, i *fixes.Install, lock *node.Lockfile) string {
	if i.Manager != node.NPM {
		return ""
	}
	e := &emptied{p: p, install: i, lock: lock, stages: map[stageFolder]string{}}
	what, line := e.madeIn(i.Stage, i.Command, i.Workdir)
	if what == "" || e.madeAgain(what) {
		return ""
	}
	advice := "Install before that step"
	if command, _ := devneeds.NPMPrune(p, i); i.OmitDev && command != "" {
		advice = command + " takes out dev dependencies alone"
	}
	return fmt.Sprintf("npm ci removes node_modules first, and with it what line %d puts there (%s), which no later step makes again. %s", line, what, advice)
}

// emptied is an install of which it is asked what npm ci would remove there.
type emptied struct {
	p       *fixes.Pass
	install *fixes.Install
	lock    *node.Lockfile
	stages  map[stageFolder]string // what whole stages make
}

// A stageFolder is a folder at the end of a stage.
type stageFolder struct {
	stage *dockerfile.Stage
	dir   string
}

// madeIn returns what the steps of a stage put into the node_modules of a folder,
// up to a command, and the last line that does. One that installs as npm ci does
// removes it, and a COPY brings what another stage has made.
func (e *emptied) madeIn(stage *dockerfile.Stage, until *dockerfile.Command, dir string) (what string, line int) {
	if dir == "" {
		return "", 0
	}
	for _, m := range e.p.Chain(stage).Steps {
		if c, ok := e.p.ReadCopy(m); ok {
			if made := e.brought(c, dir); made != "" {
				what, line = made, m.StartLine
			}
			continue
		}
		for _, script := range deploy.ScriptsOf(m) {
			for _, c := range script.Commands {
				if c == until {
					return what, line
				}
				if cleans(c) {
					what, line = "", 0
				}
				if made := e.madeBy(m, c, dir); made != "" {
					what, line = made, m.StartLine
				}
			}
		}
	}
	return what, line
}

// cleans reports whether a command is npm ci.
func cleans(c *dockerfile.Command) bool {
	i, ok := node.ParseInstall(deploy.WordsOf(c))
	return ok && i.Manager == node.NPM && i.Verb == node.VerbCI && !i.Global
}

// brought returns what a COPY puts into a node_modules beside packages: into one of
// them, or what the stage that it copies from has made there.
func (e *emptied) brought(c *fixes.Copy, dir string) string {
	if !c.Known {
		return ""
	}
	modules := path.Join(dir, "node_modules")
	if e.kept(c.Dest, modules) {
		return "a COPY to " + c.Dest
	}
	if c.From == nil {
		return ""
	}
	for _, source := range c.Sources {
		source = path.Clean("/" + source)
		switch {
		case path.Base(source) == "node_modules" && (c.Dest == modules || c.Dest == dir && !c.Dir):
			source = path.Dir(source)
		case c.Dest != dir:
			continue
		}
		if what := e.madeByStage(c.From, source); what != "" {
			return what + " in the stage " + c.From.Name
		}
	}
	return ""
}

// madeByStage returns what all steps of a stage put into the node_modules of a folder.
func (e *emptied) madeByStage(stage *dockerfile.Stage, dir string) string {
	at := stageFolder{stage, dir}
	what, known := e.stages[at]
	if !known {
		e.stages[at] = "" // a stage that copies from itself brings nothing
		what, _ = e.madeIn(stage, nil, dir)
		e.stages[at] = what
	}
	return what
}

// kept reports whether a path is in a package of a node_modules that the lockfile
// names, or in a hidden folder: npm install takes other ones out.
func (e *emptied) kept(name, modules string) bool {
	inside, ok := strings.CutPrefix(path.Clean(name), modules+"/")
	return ok && (strings.HasPrefix(inside, ".") && !strings.HasPrefix(inside, ".bin") && !strings.HasPrefix(inside, ".cache") || e.lock.Has(project.PackageName(inside)))
}

// madeBy returns what a command makes in the node_modules of a folder.
func (e *emptied) madeBy(m fixes.Moment, c *dockerfile.Command, dir string) string {
	if !c.DirKnown || !m.Scene.WorkdirKnown || m.Scene.Abs(c.Dir) != dir && m.Scene.Workdir != dir {
		return ""
	}
	words := deploy.WordsOf(c)
	if i, ok := node.ParseInstall(words); ok {
		return e.madeByInstall(m, i)
	}
	if len(words) > 1 && putsInPackages[c.Name()] && (c.Name() != "sed" || slices.ContainsFunc(words, inPlace)) {
		last := words[len(words)-1]
		if !path.IsAbs(last) {
			last = path.Join(m.Scene.Abs(c.Dir), last)
		}
		if e.kept(last, path.Join(dir, "node_modules")) {
			return c.Name() + " of " + words[len(words)-1]
		}
	}
	return e.madeByText(strings.Join(words, " "))
}

var putsInPackages = project.WordSet("cp mv ln sed patch")

func inPlace(word string) bool { return strings.HasPrefix(word, "-i") || word == "--in-place" }

var (
	// prismaMakes finds the commands of Prisma that generate the client.
	prismaMakes = pattern.New(`(?:^|[\s/;&|"'(=])prisma(?:@\S+)?\s+(?:generate|migrate\s+(?:dev|reset)|db\s+push)\b`).Needs("prisma")
	// runsPatches finds what changes installed packages.
	runsPatches = pattern.New(`(?:^|[\s/;&|"'(=])patch-package\b`).Needs("patch-package")
)

// madeByText returns what the words of a command, or the scripts of package.json
// that they run, make in node_modules.
func (e *emptied) madeByText(line string) string {
	texts := []string{line}
	for _, s := range launch.TextsOf(e.install.Manifest, launch.ScriptsIn(line)) {
		texts = append(texts, s.Text)
	}
	for _, text := range texts {
		if what := e.madeByScript(text); what != "" {
			return what
		}
	}
	return ""
}

// madeByScript returns what a shell text makes in node_modules.
func (e *emptied) madeByScript(text string) string {
	switch {
	case prismaMakes.MatchString(text) && e.clientInModules():
		return clientOfPrisma
	case runsPatches.MatchString(text):
		return "patches of packages"
	}
	return ""
}

const clientOfPrisma = "the client of Prisma"

// madeByInstall returns what an install makes in node_modules beside the packages: by the
// scripts of the project, which one for the whole image or of named packages does not run, or
// by that of @prisma/client.
func (e *emptied) madeByInstall(m fixes.Moment, i node.Install) string {
	if i.Global || len(i.Packages) > 0 || i.IgnoreScripts {
		return ""
	}
	for _, hook := range project.HooksOf(i.Manager) {
		if what := e.madeByScript(e.install.Manifest.Scripts[hook]); what != "" {
			return what
		}
	}
	if e.clientMakesItself(m.Stage, m.Instruction, i.OmitDev) {
		return clientOfPrisma
	}
	return ""
}

// madeAgain reports whether the install itself or a later step of its stage makes
// what npm ci removed.
func (e *emptied) madeAgain(what string) bool {
	what, _, _ = strings.Cut(what, " in the stage ")
	i, behind := e.install, false
	if !devneeds.ScriptsOff(e.p, i) && e.madeByInstall(fixes.Moment{Instruction: i.At}, i.Install) == what {
		return true
	}
	for _, m := range e.p.Chain(i.Stage).Steps {
		for _, script := range deploy.ScriptsOf(m) {
			for _, c := range script.Commands {
				if behind && e.madeBy(m, c, i.Workdir) == what {
					return true
				}
				behind = behind || c == i.Command
			}
		}
	}
	return false
}
