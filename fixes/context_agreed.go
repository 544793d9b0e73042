package fixes

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/text"
)

// Agreed returns a check that runs as if the Dockerfile were built from each of its
// several contexts alone, and with each package that an ARG may choose, and offers
// what is the same in all of them: where a program is another one in each, none of
// them may be harmed.
func Agreed(check func(*Pass) error) func(*Pass) error {
	return func(p *Pass) error { return p.inEach(check) }
}

// inEach runs a check for each way to build the Dockerfile.
func (p *Pass) inEach(check func(*Pass) error) error {
	ways := p.ways()
	if len(ways) < 2 {
		return check(p)
	}
	var passes []*Pass
	for _, way := range ways {
		alone := p.built(way)
		if err := check(alone); err != nil {
			return err
		}
		passes = append(passes, alone)
	}
	seen := map[judged]bool{}
	for _, alone := range passes {
		for _, f := range alone.findings {
			at := judged{f.Key, f.Span}
			if seen[at] {
				continue
			}
			seen[at] = true
			for n, other := range passes {
				f = agreed(f, other.finding(at), ways, n)
			}
			p.findings = append(p.findings, f)
		}
	}
	return nil
}

// agreed returns a finding without its fix where another way to build has none like it.
func agreed(f Finding, other *Finding, ways []way, n int) Finding {
	switch {
	case f.Fix == nil || other != nil && other.Fix != nil && reflect.DeepEqual(other.Fix.Changes, f.Fix.Changes):
		return f
	case other != nil && other.Withheld != "":
		f.Withheld = fmt.Sprintf("it is also built %s, where %s", ways[n], other.Withheld)
	default:
		var all []string
		for _, w := range ways {
			all = append(all, w.short())
		}
		f.Withheld = fmt.Sprintf("what it takes is not the same in each folder that it is built from (%s)", strings.Join(all, ", "))
	}
	f.Fix = nil
	return f
}

// A way to build a Dockerfile: from which folder, and with which value of an ARG that
// chooses a package, "" for none.
type way struct{ dir, arg, value string }

func (w way) String() string {
	if w.arg != "" {
		return "with " + w.arg + "=" + w.value
	}
	return "from " + show(w.dir)
}

func (w way) short() string {
	if w.arg != "" {
		return w.value
	}
	return w.dir
}

// ways returns the ways to build the Dockerfile, where there are several.
func (p *Pass) ways() (out []way) {
	if several := p.Context().Several; len(several) > 1 {
		for _, dir := range several {
			out = append(out, way{dir: dir})
		}
		return out
	}
	name, values := p.chosenPackages()
	for _, value := range values {
		out = append(out, way{p.Context().Dir, name, value})
	}
	return out
}

// built returns the pass as if the Dockerfile were built in one way alone.
func (p *Pass) built(w way) *Pass {
	c := *p.Context()
	if w.arg == "" {
		c.Dir, c.Several, c.Uncertain = w.dir, nil, ""
	}
	alone := *p
	alone.facts = &facts{run: p.facts.run, file: p.facts.file, context: &c, chains: map[*dockerfile.Stage]*Chain{}, install: map[*dockerfile.Stage][]*Install{}}
	if w.arg != "" {
		alone.facts.chosen = map[string]string{w.arg: w.value}
	}
	alone.findings = nil
	alone.readIgnore(&c)
	return &alone
}

// A judged place tells the findings of a rule apart.
type judged struct {
	key  string
	span text.Span
}

// finding returns what was reported for a place, nil for nothing.
func (p *Pass) finding(at judged) *Finding {
	for n := range p.findings {
		if p.findings[n].Key == at.key && p.findings[n].Span == at.span {
			return &p.findings[n]
		}
	}
	return nil
}
