package policy

import (
	"fmt"
	"strings"
)

// A Key is a key of the policy as people are told about it.
type Key struct {
	Name    string // "digests.min_age"
	Help    string
	Allowed string // what it may be, in words
}

// Keys lists the keys of policy files in the order of the schema, without those
// of single rules.
func Keys() []Key {
	known := keys(nil)
	return describe("", append(known, lockedKey(known, nil)))
}

func describe(prefix string, keys []key) []Key {
	var list []Key
	for _, k := range keys {
		name := join(prefix, k.name)
		switch {
		case name == "rules":
			list = append(list, Key{"rules.RULE", k.help, "off, advise, fix or request; or a mapping with level, severity and ignore"})
		case k.kind.fields != nil:
			list = append(list, describe(name, k.kind.fields)...)
		default:
			list = append(list, Key{name, k.help, allowed(k)})
		}
	}
	return list
}

// allowed says in words what a key may be.
func allowed(k key) string {
	s := k.kind.schema
	switch {
	case s["enum"] != nil:
		var words []string
		for _, w := range s["enum"].([]any) {
			if word, ok := w.(string); ok {
				words = append(words, word)
			}
		}
		return oneOf(words)
	case s["type"] == "boolean":
		return "true or false"
	case s["type"] == "array":
		return "a list"
	case k.name == "min_age":
		return "a time such as 72h or 7d"
	}
	return "text"
}

// Explain says what holds, a line for each key that a file set, in the order of
// the files.
func (c *Config) Explain() string {
	var b strings.Builder
	p, d := c.Publishing, c.Publishing.Digests
	fmt.Fprintf(&b, "mode: %s, schedule: %s, pull requests: %s\n", p.Mode, p.Schedule, map[bool]string{true: "single", false: "split"}[p.Single])
	age := "the server's"
	if d.MinAge >= 0 {
		age = d.MinAge.String()
	}
	fmt.Fprintf(&b, "digests: enabled %t, pin %t, minimum age %s, schedule %s\n", d.Enabled, d.Pin, age, d.Schedule)
	var set []string
	for _, v := range c.values {
		set = append(set, v.key)
	}
	if len(set) == 0 {
		set = []string{"nothing"}
	}
	fmt.Fprintf(&b, "set: %s\n", strings.Join(set, ", "))
	if len(c.Locked) > 0 {
		fmt.Fprintf(&b, "locked: %s\n", strings.Join(c.Locked, ", "))
	}
	return b.String()
}
