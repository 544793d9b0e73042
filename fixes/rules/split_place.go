package rules

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
)

// placeAll decides for every instruction above the cut what the shipped stage
// needs of it.
func (s *split) placeAll() (withheld string, err error) {
	if s.stage.Platform != "" && s.warned(s.stage.From) {
		return "BuildKit already warns about the FROM, and would do so twice", nil
	}
	needed := s.namesNeeded()
	lastWorkdir := s.lastOf("WORKDIR")
	for _, m := range s.above() {
		switch m.Keyword {
		case "ARG":
			if slices.ContainsFunc(dockerfile.EnvPairs(m.Instruction), func(pair dockerfile.Pair) bool { return needed[pair.Name.Text] }) {
				withheld = s.repeat(m)
			}
		case "ENV":
			withheld = s.repeatEnv(m)
		case "SHELL":
			withheld = s.repeat(m)
		case "WORKDIR":
			if m.Instruction == lastWorkdir {
				s.head = append(s.head, s.keyword("WORKDIR")+" "+s.sceneAtCut().Workdir)
			}
		case "USER":
			if user, ok := m.Scene.Expand(m.Args[0].Text); !ok || !meansRoot(user) {
				withheld = s.unplaced(m, "the steps of the build behind it run as that user, and which files of the shipped stage must be theirs is not certain")
			}
		case "EXPOSE", "LABEL", "MAINTAINER", "STOPSIGNAL", "HEALTHCHECK", "VOLUME", "CMD", "ENTRYPOINT":
			s.moved = append(s.moved, m.Instruction)
		case "COPY", "ADD":
			withheld = s.placeCopy(m)
		case "RUN":
			withheld = s.placeRun(m)
		default:
			withheld = s.unplaced(m, "it is not an instruction that nodedock knows")
		}
		if withheld != "" {
			return withheld, nil
		}
	}
	return "", nil
}

func (s *split) keyword(word string) string { return s.p.File.Style.Keyword(word) }

func (s *split) lastOf(keyword string) *dockerfile.Instruction {
	var last *dockerfile.Instruction
	for _, m := range s.above() {
		if m.Is(keyword) {
			last = m.Instruction
		}
	}
	return last
}

func (s *split) sceneAtCut() fixes.Scene { return sceneAfter(s.p, s.stage, s.cut) }

var variableName = regexp.MustCompile(`\$\{?(\w+)`)

// namesNeeded returns the variables that the shipped stage may ask for.
func (s *split) namesNeeded() map[string]bool {
	names := map[string]bool{}
	for _, m := range s.own() {
		if m.Is("ARG") || m.Index <= s.cut.Index && m.Is("COPY", "ADD", "WORKDIR") {
			continue
		}
		if m.Index <= s.cut.Index && m.Is("RUN") {
			if kind, _ := s.kindOfRun(m); kind == buildRun {
				continue
			}
		}
		for _, found := range variableName.FindAllStringSubmatch(m.Text, -1) {
			names[found[1]] = true
		}
	}
	return names
}

// warned reports whether BuildKit says something about an instruction: written
// a second time it would say it twice.
func (s *split) warned(i *dockerfile.Instruction) bool {
	return slices.ContainsFunc(s.p.File.Warnings, func(w dockerfile.Warning) bool { return i.StartLine <= w.Line && w.Line <= i.EndLine })
}

// source returns an instruction as it is written, without the line break.
func (s *split) source(i *dockerfile.Instruction) string {
	return strings.TrimRight(string(s.p.File.Src[i.Span.Start:i.Span.End]), "\r\n")
}

// repeat writes an instruction into the shipped stage too.
func (s *split) repeat(m fixes.Moment) string {
	if s.warned(m.Instruction) {
		return s.unplaced(m, "both stages need it, and BuildKit warns about it already")
	}
	s.head = append(s.head, s.source(m.Instruction))
	return ""
}

var unquotedValue = regexp.MustCompile(`^[\w./:@%+,=-]*$`)

// repeatEnv is repeat for an ENV; the old form gets today's spelling.
func (s *split) repeatEnv(m fixes.Moment) string {
	pairs := dockerfile.EnvPairs(m.Instruction)
	if len(pairs) != 1 || !pairs[0].Legacy {
		return s.repeat(m)
	}
	if !unquotedValue.MatchString(pairs[0].Value.Text) {
		return s.unplaced(m, "both stages need it, and its value would have to be quoted. Write ENV NAME=value")
	}
	s.head = append(s.head, s.keyword("ENV")+" "+pairs[0].Name.Text+"="+pairs[0].Value.Text)
	return ""
}

// placeCopy: what goes into the application's folder belongs to the build; what
// the command starts from elsewhere is taken over; credentials stay behind.
func (s *split) placeCopy(m fixes.Moment) string {
	c, ok := s.p.ReadCopy(m)
	switch {
	case !ok:
		return s.unplaced(m, "what it copies is not certain")
	case inFolder(c.Dest, s.root):
		return s.keepOwner(m)
	case slices.ContainsFunc(c.Sources, func(name string) bool {
		return strings.HasPrefix(path.Base(name), ".npmrc") || strings.HasPrefix(path.Base(name), ".yarnrc")
	}):
		return ""
	case len(c.Sources) != 1 || m.Is("ADD") || m.Flag("chown") != nil || len(m.Heredocs) > 0:
		return s.unplaced(m, fmt.Sprintf("%s lies outside of %s", c.Dest, s.root))
	}
	dest := c.Dest
	if c.Dir {
		dest = path.Join(c.Dest, path.Base(c.Sources[0]))
	}
	if !s.started(dest) {
		return s.unplaced(m, fmt.Sprintf("nothing here says what needs %s at run time", dest))
	}
	s.carried = append(s.carried, dest)
	return ""
}

// keepOwner remembers the owner of the application's files.
func (s *split) keepOwner(m fixes.Moment) string {
	chown := m.Flag("chown")
	if chown == nil {
		return ""
	}
	if s.owner != "" && s.owner != chown.Value || strings.Contains(chown.Value, "$") {
		return s.unplaced(m, "the application's files have more than one owner")
	}
	s.owner = chown.Value
	return ""
}

// started reports whether the image's process or health check names a file.
func (s *split) started(abs string) bool {
	for _, words := range s.commandLines() {
		for _, w := range words {
			if w == abs || w == path.Base(abs) && (strings.HasSuffix(path.Dir(abs), "/bin")) {
				return true
			}
		}
	}
	return false
}

// commandLines returns the words of everything that the image starts.
func (s *split) commandLines() [][]string {
	process := s.target.Process
	var out [][]string
	for _, c := range []fixes.Command{process.Entrypoint, process.Cmd} {
		for _, w := range c.Words {
			out = append(out, strings.Fields(w))
		}
	}
	for _, m := range s.own() {
		if m.Is("HEALTHCHECK") {
			for _, c := range leanCommands(m) {
				out = append(out, wordsOf(c))
			}
		}
	}
	for _, b := range s.target.Builds {
		out = append(out, b.Command, b.Entrypoint)
	}
	return out
}

// placeRun decides about one RUN above the cut.
func (s *split) placeRun(m fixes.Moment) string {
	kind, _ := s.kindOfRun(m)
	switch kind {
	case accountRun:
		return s.repeat(m)
	case folderRun:
		return s.placeFolders(m)
	case globalRun:
		if tool := s.toolAtRunTime(m); tool != "" {
			return s.repeat(m)
		}
		return ""
	case systemRun, buildRun:
		for _, c := range leanCommands(m) {
			switch k := s.kindOfCommand(m, c, literalWords(c)); {
			case k == accountRun, k == folderRun && !s.insideRoot(m, c):
				return s.unplaced(m, fmt.Sprintf("%s in it concerns the shipped stage, the rest the build", quoted(c.Name())))
			case k == globalRun && s.toolAtRunTime(m) != "":
				return s.unplaced(m, fmt.Sprintf("%s in it is needed at run time, the rest is of the build", s.toolAtRunTime(m)))
			case path.Base(c.Name()) == "chown":
				return s.unplaced(m, "which files of the shipped stage must have another owner is not certain")
			}
		}
		return s.placePackages(m, kind)
	}
	return ""
}

// insideRoot reports whether every path that a command names is one of the
// application's.
func (s *split) insideRoot(m fixes.Moment, c *dockerfile.Command) bool {
	words := literalWords(c)
	if len(words) < len(c.Words) || !c.DirKnown {
		return false
	}
	for _, w := range words[1:] {
		if strings.HasPrefix(w, "-") || !strings.Contains(w, "/") && (c.Name() == "chmod" || c.Name() == "chown") && (w == words[1] || strings.HasPrefix(words[1], "-")) && w != words[len(words)-1] {
			continue
		}
		abs := path.Clean(w)
		if !path.IsAbs(w) {
			abs = m.Scene.Abs(path.Join(c.Dir, w))
		}
		if !inFolder(abs, s.root) && !inFolder(s.root, abs) {
			return false
		}
	}
	return true
}

// placeFolders: folders of the application come with it, others are made again.
func (s *split) placeFolders(m fixes.Moment) string {
	inside := true
	for _, c := range leanCommands(m) {
		if words := literalWords(c); s.kindOfCommand(m, c, words) == folderRun {
			switch {
			case c.Name() == "chmod" && len(words) == len(c.Words) && slices.Contains(s.carried, words[len(words)-1]):
			case c.Name() == "chown" || c.Name() == "chgrp":
				return s.unplaced(m, "which files of the shipped stage must have another owner is not certain")
			case !s.insideRoot(m, c):
				inside = false
			}
		}
	}
	if inside {
		return ""
	}
	for _, c := range leanCommands(m) {
		if c.Name() != "mkdir" {
			return s.unplaced(m, "it changes files outside of "+s.root)
		}
	}
	return s.repeat(m)
}

// toolAtRunTime returns a tool of a global install that what the image starts
// names, "" when none is.
func (s *split) toolAtRunTime(m fixes.Moment) string {
	lines := s.commandLines()
	if t := s.target; t.Manifest != nil {
		for _, name := range sortedNames(t.Manifest.Scripts) {
			if strings.Contains(name, "start") || strings.Contains(name, "serve") || strings.Contains(name, "prod") {
				lines = append(lines, strings.Fields(t.Manifest.Scripts[name]))
			}
		}
	}
	for _, script := range startScripts(s.p, s.target) {
		lines = append(lines, strings.Fields(script.Src))
	}
	for _, tool := range globalTools(m) {
		for _, words := range lines {
			for _, w := range words {
				if base := path.Base(strings.Trim(w, `"';`)); base == tool || strings.HasPrefix(base, tool+"-") {
					return tool
				}
			}
		}
	}
	return ""
}

// globalTools returns the programs that the global installs of a RUN bring, by
// the names of their packages.
func globalTools(m fixes.Moment) []string {
	var out []string
	for _, c := range leanCommands(m) {
		words := literalWords(c)
		if len(words) > 0 && path.Base(words[0]) == "corepack" {
			out = append(out, "yarn", "pnpm")
			continue
		}
		if i, ok := node.ParseInstall(words); ok && i.Global {
			for _, pkg := range i.Packages {
				name, _, _ := strings.Cut(strings.TrimPrefix(pkg, "@"), "@")
				out = append(out, globalPrograms(path.Base(name))...)
			}
		}
	}
	return out
}

// globalPrograms names the programs of packages that are not called like them.
func globalPrograms(pkg string) []string {
	switch pkg {
	case "typescript":
		return []string{"tsc"}
	case "cli":
		return []string{"nest", "ng", "expo"}
	case "npm":
		return []string{"npm", "npx"}
	}
	return []string{pkg}
}
