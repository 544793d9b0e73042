package fixes

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/text"
)

// Agreed returns a check that runs as if the Dockerfile were built from each of its
// several contexts alone, and offers what is the same in all of them: where a program
// is another one in each folder, none of them may be harmed.
func Agreed(check func(*Pass) error) func(*Pass) error {
	return func(p *Pass) error { return p.inEach(check) }
}

// inEach runs a check in each context.
func (p *Pass) inEach(check func(*Pass) error) error {
	dirs := p.Context().Several
	if len(dirs) < 2 {
		return check(p)
	}
	var passes []*Pass
	for _, dir := range dirs {
		alone := p.builtFrom(dir)
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
				f = p.agreed(f, other.finding(at), dirs[n])
			}
			p.findings = append(p.findings, f)
		}
	}
	return nil
}

// agreed returns a finding without its fix where another context has none like it.
func (p *Pass) agreed(f Finding, other *Finding, dir string) Finding {
	switch {
	case f.Fix == nil || other != nil && other.Fix != nil && reflect.DeepEqual(other.Fix.Changes, f.Fix.Changes):
		return f
	case other != nil && other.Withheld != "":
		f.Withheld = fmt.Sprintf("it is also built from %s, where %s", show(dir), other.Withheld)
	default:
		f.Withheld = fmt.Sprintf("what it takes is not the same in each folder that it is built from (%s)", strings.Join(p.Context().Several, ", "))
	}
	f.Fix = nil
	return f
}

// builtFrom returns the pass as if the Dockerfile were built from one folder alone.
func (p *Pass) builtFrom(dir string) *Pass {
	c := *p.Context()
	c.Dir, c.Several, c.Uncertain = dir, nil, ""
	alone := *p
	alone.facts = &facts{run: p.facts.run, file: p.facts.file, context: &c, chains: map[*dockerfile.Stage]*Chain{}, install: map[*dockerfile.Stage][]*Install{}}
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
