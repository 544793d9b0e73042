package fixes

import (
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// ChosenForDevelopment returns a FROM on the way to a target that whoever builds it chooses by an
// argument, and a stage for development that it may be; nil when there is none. What is
// written behind that FROM is in the image for development too.
func (p *Pass) ChosenForDevelopment(t *Target) (from *dockerfile.Instruction, stage *dockerfile.Stage) {
	for _, s := range p.File.Stages[:t.Stage.Index+1] {
		if s != t.Stage && !slices.ContainsFunc(t.Chain.Steps, func(m Moment) bool { return m.Stage == s }) || !strings.Contains(s.Base.Text, "$") {
			continue
		}
		parent, others := p.parent(s)
		for _, other := range p.File.Stages[:s.Index] {
			named := slices.Contains(others, other.Name) || parent != nil && variableAlone.MatchString(s.Base.Text) && !p.used(other)
			if other == parent || other.Name == "" || !named {
				continue
			}
			if o := p.target(other, nil); o.Dev != "" || o.Watches != "" {
				return s.From, other
			}
		}
	}
	return nil, nil
}

// variableAlone finds a base that is one variable and nothing else.
var variableAlone = pattern.New(`^\$(\w+|\{\w+\})$`)
