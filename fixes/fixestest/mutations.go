package fixestest

import (
	"fmt"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/nodedock/nodedock/fixes"
)

// RunMutated plays every nth case with broken words and lines, rounds times each, under
// all rules: no rule may stop, and a plan of the result may change nothing more. What is
// broken, and how, follows from the case's name and the round alone, so that the same
// cases always give the same answer.
func RunMutated(t *testing.T, rules []*fixes.Rule, dir string, nth, rounds int) {
	for n, file := range cases(t, dir) {
		if n%nth != 0 {
			continue
		}
		c, err := load(file, rules)
		if err != nil {
			t.Error(err)
			continue
		}
		c.Rules = rules
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			for round := range rounds {
				c.mutated(t, round)
			}
		})
	}
}

// mutated plays one round of a case.
func (c *Case) mutated(t *testing.T, round int) {
	h := fnv.New64a()
	h.Write([]byte(c.Name))
	m := mutation{rand.New(rand.NewPCG(h.Sum64(), uint64(round)))}
	files := m.files(c.Files)
	plan := c.plan(t, files)
	for _, s := range plan.Skipped {
		if strings.Contains(s.Reason, "the rule stopped") {
			t.Errorf("round %d: %s stopped at %s: %s%s", round, s.Rule, s.Path, s.Reason, changed(c.Files, files))
			return
		}
	}
	for _, s := range c.plan(t, applied(files, plan)).Steps {
		t.Errorf("round %d: %s has a step on the result: %s at %s:%d%s", round, s.Rule, s.Title, s.Path, s.Original.Line, changed(c.Files, files)+"\n"+findings(plan)+diff(plan))
	}
}

// changed lists the files that a mutation wrote.
func changed(before, after fstest.MapFS) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(after)) {
		if before[name] == nil || string(before[name].Data) != string(after[name].Data) {
			fmt.Fprintf(&b, "\n-- %s --\n%s", name, after[name].Data)
		}
	}
	return b.String()
}

// A mutation breaks files as its source of chance says.
type mutation struct{ *rand.Rand }

// files breaks between one and four places, most of them in Dockerfiles.
func (m mutation) files(all fstest.MapFS) fstest.MapFS {
	out := maps.Clone(all)
	names := slices.Sorted(maps.Keys(all))
	names = slices.DeleteFunc(names, func(name string) bool { return !all[name].Mode.IsRegular() })
	dockerfiles := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !fixes.IsDockerfile(name) })
	if len(names) == 0 {
		return out
	}
	for range 1 + m.IntN(4) {
		from := names
		if m.IntN(2) == 0 && len(dockerfiles) > 0 {
			from = dockerfiles
		}
		name := pick(m, from)
		out[name] = &fstest.MapFile{Data: []byte(m.text(name, string(out[name].Data))), Mode: all[name].Mode}
	}
	return out
}

var (
	word  = regexp.MustCompile(`[^\s"',\[\]{}]+`)
	value = regexp.MustCompile(`"(?:[^"\\\n]|\\.)*"|\btrue\b|\d+`)
)

// odd are words that mean something else than what stood there, or nothing.
var odd = strings.Split(`|''|""|-|--|.|..|/|*|?|@|=|$|$X|${X:-}|$(x)|~|!|#|\|&&|;|>|<|&|{}|()|'|"|-c|-e|run|exec|--x=|A=|:|,|%|`+"`x`", "|")

// oddValues are values of JSON that stand where another was.
var oddValues = strings.Split(`null|[]|{}|""|0|true|[null]|[""]|{"":""}|"."|"-"|"npm"|"yarn --"|"''"|"&&"|[[]]`, "|")

// text breaks one place of a file.
func (m mutation) text(name, src string) string {
	lines := strings.SplitAfter(src, "\n")
	at, other := m.IntN(len(lines)), m.IntN(len(lines))
	switch m.IntN(12) {
	case 0: // a line is gone
		lines = slices.Delete(lines, at, at+1)
	case 1: // a line stands twice
		lines = slices.Insert(lines, at, lines[other])
	case 2:
		lines[at], lines[other] = lines[other], lines[at]
	case 3: // two lines are one
		lines[at] = strings.TrimSuffix(lines[at], "\n") + " "
	case 4: // the line ends early
		lines[at] = m.place(word, lines[at], func(string) string { return "\n" }, true)
	case 5: // the file ends early
		return src[:m.IntN(len(src)+1)]
	case 6, 7:
		lines[at] = m.place(word, lines[at], func(string) string { return pick(m, odd) }, false)
	case 8:
		lines[at] = m.place(word, lines[at], func(w string) string { return w + " " + pick(m, odd) }, false)
	case 9: // a word stands in the place of another
		lines[at] = m.place(word, lines[at], func(string) string { return m.anyWord(lines[other]) }, false)
	case 10:
		lines[at] = m.place(word, lines[at], func(string) string { return "" }, false)
	default:
		if path.Ext(name) == ".json" || strings.Contains(lines[at], `"`) {
			lines[at] = m.place(value, lines[at], func(string) string { return pick(m, oddValues) }, false)
		} else {
			lines[at] = m.anyWord(lines[at]) + " " + lines[at]
		}
	}
	return strings.Join(lines, "")
}

// place rewrites one match of a pattern in a line, and with cut drops what follows it.
func (m mutation) place(pattern *regexp.Regexp, line string, write func(string) string, cut bool) string {
	found := pattern.FindAllStringIndex(line, -1)
	if len(found) == 0 {
		return line
	}
	at := pick(m, found)
	rest := line[at[1]:]
	if cut {
		rest = ""
	}
	return line[:at[0]] + write(line[at[0]:at[1]]) + rest
}

func (m mutation) anyWord(line string) string {
	if found := word.FindAllString(line, -1); len(found) > 0 {
		return pick(m, found)
	}
	return ""
}

func pick[T any](m mutation, from []T) T { return from[m.IntN(len(from))] }
