package splits

import (
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/devneeds"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// PlaceAll decides for every instruction above the cut what the shipped stage
// needs of it.
func (s *Split) PlaceAll() (withheld string, err error) {
	if s.Stage.Platform != "" && s.warned(s.Stage.From) {
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
			if user, ok := m.Scene.Expand(m.Args[0].Text); !ok || !launch.MeansRoot(user) {
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

func (s *Split) keyword(word string) string { return s.P.File.Style.Keyword(word) }

func (s *Split) lastOf(keyword string) *dockerfile.Instruction {
	var last *dockerfile.Instruction
	for _, m := range s.above() {
		if m.Is(keyword) {
			last = m.Instruction
		}
	}
	return last
}

func (s *Split) sceneAtCut() fixes.Scene { return devneeds.SceneAfter(s.P, s.Stage, s.cut) }

var variableName = pattern.New(`\$\{?(\w+)`)

// namesNeeded returns the variables that the shipped stage may ask for.
func (s *Split) namesNeeded() map[string]bool {
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
func (s *Split) warned(i *dockerfile.Instruction) bool {
	return slices.ContainsFunc(s.P.File.Warnings, func(w dockerfile.Warning) bool { return i.StartLine <= w.Line && w.Line <= i.EndLine })
}

// source returns an instruction as it is written, without the line break.
func (s *Split) source(i *dockerfile.Instruction) string {
	return strings.TrimRight(string(s.P.File.Src[i.Span.Start:i.Span.End]), "\r\n")
}

// repeat writes an instruction into the shipped stage too.
func (s *Split) repeat(m fixes.Moment) string {
	if s.warned(m.Instruction) {
		return s.unplaced(m, "both stages need it, and BuildKit warns about it already")
	}
	s.head = append(s.head, s.source(m.Instruction))
	return ""
}

var unquotedValue = pattern.New(`^[\w./:@%+,=-]*$`)

// repeatEnv is repeat for an ENV; the old form gets today's spelling.
func (s *Split) repeatEnv(m fixes.Moment) string {
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
