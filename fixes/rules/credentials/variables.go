package credentials

import (
	"regexp"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/secret"
)

// A Variable is a variable with a secret's name, with all that the file
// does with it.
type Variable struct {
	name     string
	declared []declaration
	// leaks are the declarations that leave the value in an image.
	leaks []declaration
}

// A declaration is an ARG or ENV of a variable; Stage is nil for an ARG before
// the first FROM.
type declaration struct {
	dockerfile.Pair
	At *dockerfile.Instruction
	// alone reports that the instruction declares nothing else.
	alone bool
}

// At returns the first declaration that leaks, nil when none does.
func (v *Variable) At() *declaration {
	if len(v.leaks) == 0 {
		return nil
	}
	return &v.leaks[0]
}

// Variables returns the variables with a secret's name, in the order of
// their first declaration.
func Variables(p *fixes.Pass) []*Variable {
	var out []*Variable
	byName := map[string]*Variable{}
	for _, i := range p.File.Instructions {
		if !i.Is("ARG", "ENV") {
			continue
		}
		pairs := dockerfile.EnvPairs(i)
		for _, pair := range pairs {
			if !secret.Name(pair.Name.Text) && !(i.Is("ARG") && givenAsLogin(p, pair.Name.Text)) {
				continue
			}
			v := byName[pair.Name.Text]
			if v == nil {
				v = &Variable{name: pair.Name.Text}
				byName[pair.Name.Text] = v
				out = append(out, v)
			}
			d := declaration{pair, i, len(pairs) == 1}
			v.declared = append(v.declared, d)
			if leaks(p, d) {
				v.leaks = append(v.leaks, d)
			}
		}
	}
	return out
}

// leaks reports whether a declaration leaves a secret in an image: an ENV with
// a value, an ARG with one, and an ARG that steps behind it can read. What only
// stands in for a secret is none.
func leaks(p *fixes.Pass, d declaration) bool {
	value := d.Value.Text
	fixed := d.HasValue && value != "" && !secret.Placeholder(value) && !fileName(value) && !empty(p, d)
	switch {
	case d.At.Is("ENV"):
		return fixed
	case d.At.Stage == nil:
		return false
	case fixed && !strings.Contains(value, "$"):
		return true
	case d.HasValue && value != "": // a stand-in that callers may replace
		return len(runsUsing(d.At, d.Name.Text)) > 0
	}
	return len(runsBehind(d.At)) > 0
}

// empty reports whether a value is a variable alone that nothing gives a value: neither an argument nor the
// stage, and not a base image that is not known.
func empty(p *fixes.Pass, d declaration) bool {
	m := variableAlone.FindStringSubmatch(d.Value.Text)
	if m == nil || d.At.Stage == nil {
		return false
	}
	chain := p.Chain(d.At.Stage)
	scene := chain.Before(d.At)
	_, given := scene.Env[m[1]]
	_, passed := scene.Args[m[1]]
	return !given && !passed && chain.Known && chain.Base.Node
}

var variableAlone = pattern.New(`^\$\{?(\w+)\}?$`)

var pathValue = pattern.New(`^(/|\./|~/|file:)[\w./-]+$`)

// fileName reports whether a value is the path of a file.
func fileName(value string) bool { return pathValue.MatchString(value) }

// runsBehind returns the RUNs of the same stage behind an instruction.
func runsBehind(at *dockerfile.Instruction) []*dockerfile.Instruction {
	var out []*dockerfile.Instruction
	for _, i := range at.Stage.Instructions {
		if i.Index > at.Index && i.Is("RUN") {
			out = append(out, i)
		}
	}
	return out
}

// runsUsing returns those of runsBehind that name the variable.
func runsUsing(at *dockerfile.Instruction, name string) []*dockerfile.Instruction {
	var out []*dockerfile.Instruction
	for _, i := range runsBehind(at) {
		if usesVariable(i, name) {
			out = append(out, i)
		}
	}
	return out
}

// usesVariable reports whether the text of an instruction, heredocs included,
// has $NAME or ${NAME…}, or reads NAME in another way that names it.
func usesVariable(i *dockerfile.Instruction, name string) bool {
	pattern := regexp.MustCompile(`\$\{?` + regexp.QuoteMeta(name) + `\b|\bprintenv\s+` + regexp.QuoteMeta(name) + `\b|process\.env(?:\.|\[['"])` + regexp.QuoteMeta(name) + `\b`)
	return pattern.MatchString(i.Spoken())
}
