package builds

import (
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// variableKeys hold variables of pipelines and tasks, and the values of matrices.
var variableKeys = map[string]bool{"variables": true, "env": true, "environment": true, "vars": true, "matrix": true, "substitutions": true}

var plainValue = pattern.New(`^[^$\n{}` + "`" + `]*$`)

// onlyValues returns the variables that one place of a file gives a value, or several the
// same. One that has more than one is not known: which job runs with which is not followed.
func onlyValues(tree *value) map[string]string {
	c := valueCollector{values: map[string]string{}, vague: map[string]bool{}, seen: map[*value]bool{}}
	c.walk(tree)
	for name := range c.vague {
		delete(c.values, name)
	}
	return c.values
}

type valueCollector struct {
	values map[string]string
	vague  map[string]bool
	seen   map[*value]bool
}

func (c *valueCollector) walk(v *value) {
	if v == nil || c.seen[v] {
		return
	}
	c.seen[v] = true
	for _, item := range v.items {
		c.walk(item)
	}
	for _, p := range v.pairs {
		if variableKeys[p.key] {
			c.collect(p.value)
		}
		c.walk(p.value)
	}
}

// collect takes the variables of a mapping, a list of mappings, or a list of NAME=value.
func (c *valueCollector) collect(v *value) {
	if v == nil {
		return
	}
	for _, item := range v.items {
		if name, text, ok := strings.Cut(item.str(), "="); ok {
			c.give(name, text)
		} else if item.is(dict) {
			c.collect(item)
		}
	}
	for _, p := range v.pairs {
		switch {
		case p.value.is(scalar) && plainValue.MatchString(p.value.text):
			c.give(p.key, p.value.text)
		default: // a list of a matrix, or a value that whoever starts the pipeline may choose
			c.vague[p.key] = true
		}
	}
}

func (c *valueCollector) give(name, text string) {
	if old, given := c.values[name]; given && old != text || strings.HasPrefix(name, "_") {
		c.vague[name] = true // _NAME of Cloud Build is chosen by the trigger
	}
	c.values[name] = text
}
