package rules

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// emptiesModules: npm ci removes node_modules first, and with it what an earlier
// step made there, such as the client of Prisma; npm install leaves that alone.
// What a later step makes again is not lost.
func emptiesModules(p *fixes.Pass, i *fixes.Install, lock *node.Lockfile) string {
	if i.Manager != node.NPM {
		return ""
	}
	e := &emptied{p: p, install: i, lock: lock}
	what, line := e.madeIn(i.Stage, i.Command, i.Workdir, 0)
	if what == "" || e.madeAgain(what) {
		return ""
	}
	advice := "Install before that step"
	if command, _ := npmPrune(p, i); i.OmitDev && command != "" {
		advice = command + " takes out dev dependencies alone"
	}
	return fmt.Sprintf("npm ci removes node_modules first, and with it what line %d puts there (%s), which no later step makes again. %s", line, what, advice)
}

// emptied is an install of which it is asked what npm ci would remove there.
type emptied struct {
	p       *fixes.Pass
	install *fixes.Install
	lock    *node.Lockfile
}

// madeIn returns what the steps of a stage put into the node_modules of a folder,
// up to a command, and the last line that does. One that installs as npm ci does
// removes it, and a COPY brings what another stage has made.
func (e *emptied) madeIn(stage *dockerfile.Stage, until *dockerfile.Command, dir string, depth int) (what string, line int) {
	if depth > 4 || dir == "" {
		return "", 0
	}
	for _, m := range e.p.Chain(stage).Steps {
		if c, ok := e.p.ReadCopy(m); ok {
			if made := e.brought(c, dir, depth); made != "" {
				what, line = made, m.StartLine
			}
			continue
		}
		for _, script := range scriptsOf(m) {
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
	i, ok := node.ParseInstall(wordsOf(c))
	return ok && i.Manager == node.NPM && i.Verb == node.VerbCI && !i.Global
}

// brought returns what a COPY puts into a node_modules beside packages: into one of
// them, or what the stage that it copies from has made there.
func (e *emptied) brought(c *fixes.Copy, dir string, depth int) string {
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
		if what, _ := e.madeIn(c.From, nil, source, depth+1); what != "" {
			return what + " in the stage " + c.From.Name
		}
	}
	return ""
}

// kept reports whether a path is in a package of a node_modules that the lockfile
// names, or in a hidden folder: npm install takes other ones out.
func (e *emptied) kept(name, modules string) bool {
	inside, ok := strings.CutPrefix(path.Clean(name), modules+"/")
	return ok && (strings.HasPrefix(inside, ".") && !strings.HasPrefix(inside, ".bin") && !strings.HasPrefix(inside, ".cache") || e.lock.Has(packageName(inside)))
}

// madeBy returns what a command makes in the node_modules of a folder.
func (e *emptied) madeBy(m fixes.Moment, c *dockerfile.Command, dir string) string {
	if !c.DirKnown || !m.Scene.WorkdirKnown || m.Scene.Abs(c.Dir) != dir && m.Scene.Workdir != dir {
		return ""
	}
	words := wordsOf(c)
	if i, ok := node.ParseInstall(words); ok && (i.Global || len(i.Packages) > 0) {
		return "" // it runs no scripts of the project
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

var putsInPackages = wordSet("cp mv ln sed patch")

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
	for _, s := range textsOf(e.install.Manifest, scriptsIn(line)) {
		texts = append(texts, s.text)
	}
	for _, text := range texts {
		switch {
		case prismaMakes.MatchString(text) && e.clientInModules():
			return "the client of Prisma"
		case runsPatches.MatchString(text):
			return "patches of packages"
		}
	}
	return ""
}

var (
	clientBlock  = pattern.New(`(?m)^[ \t]*generator\s+\w+\s*\{[^}]*?\bprovider\s*=\s*"prisma-client(?:-js)?"[^}]*\}`).Needs("generator")
	clientOutput = pattern.New(`\boutput\s*=\s*(?:"([^"\n]*)"|env)`).Needs("output")
)

// clientInModules reports whether a schema of the project lets Prisma make its
// client in node_modules, as it does unless it is told another place.
func (e *emptied) clientInModules() bool {
	names, err := e.p.Repo.Select(schemas)
	if err != nil {
		return false
	}
	blocks := 0
	for _, name := range names {
		if !inFolderOrRoot(name, e.install.Dir) {
			continue
		}
		found, err := e.p.Repo.FindAll(name, clientBlock)
		if err != nil {
			continue
		}
		for _, m := range found {
			blocks++
			if out := clientOutput.FindStringSubmatch(m[0]); out == nil || strings.Contains(out[1], "node_modules") {
				return true
			}
		}
	}
	return blocks == 0
}

// madeAgain reports whether the install itself or a later step of its stage makes
// what npm ci removed.
func (e *emptied) madeAgain(what string) bool {
	what, _, _ = strings.Cut(what, " in the stage ")
	i, behind := e.install, false
	if !i.IgnoreScripts && !scriptsOff(e.p, i) {
		for _, hook := range hooksOf(i.Manager) {
			if e.madeByText(i.Manifest.Scripts[hook]) == what {
				return true
			}
		}
		if what == "the client of Prisma" && e.clientMakesItself() {
			return true
		}
	}
	for _, m := range e.p.Chain(i.Stage).Steps {
		for _, script := range scriptsOf(m) {
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

// clientMakesItself reports whether @prisma/client generates when it is installed: it
// did before version 7, where prisma is installed too and the schema lies where both
// look for it.
func (e *emptied) clientMakesItself() bool {
	client, ok := e.lock.Find("@prisma/client")
	prisma, has := e.lock.Find("prisma")
	version, _, _ := strings.Cut(client.Version, ".")
	if major, err := strconv.Atoi(version); !ok || !has || err != nil || major >= 7 || e.install.OmitDev && prisma.Dev {
		return false
	}
	return slices.ContainsFunc([]string{"schema.prisma", "prisma/schema.prisma"}, func(name string) bool {
		at, ok := e.p.Origin(e.install.Stage, path.Join(e.install.Workdir, name), e.install.At)
		return ok && e.p.Repo.Exists(at)
	})
}
