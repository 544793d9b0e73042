package policy

import (
	"maps"

	"github.com/goccy/go-yaml/ast"

	"github.com/nodedock/nodedock/fixes"
)

// ruleTable is the mapping from rules to how they are treated: a level, or a
// mapping with level, severity and ignore.
func ruleTable(rules []string) kind {
	keys := make([]key, len(rules))
	for n, r := range rules {
		keys[n] = key{r, "", ruleKind(r)}
	}
	schema := objectSchema(keys)
	reference := map[string]any{"$ref": "#/$defs/rule"}
	properties := map[string]any{}
	for _, r := range rules {
		properties[r] = reference
	}
	schema["properties"] = properties
	return kind{
		read: func(f *file, prefix string, n ast.Node) error {
			f.noun = "rule"
			defer func() { f.noun = "key" }()
			return f.mapping(prefix, n, keys)
		},
		schema: schema,
	}
}

// ruleKind is how one rule is treated.
func ruleKind(rule string) kind {
	level := levelOf(rule)
	long := fields(ruleKeys(rule)...)
	return kind{
		read: func(f *file, prefix string, n ast.Node) error {
			f.noun = "key"
			defer func() { f.noun = "rule" }()
			if _, short := scalar(n); short {
				return level.read(f, prefix, n)
			}
			return long.read(f, prefix, n)
		},
		schema: map[string]any{"oneOf": []any{level.schema, long.schema}},
	}
}

func ruleKeys(rule string) []key {
	return []key{
		{"level", "Do not look for it, only report it, fix it even where the fix waits for your word, or fix it only on request.", levelOf(rule)},
		{"severity", "How much a finding matters.", enum(func(c *Config, v string) {
			c.rule(rule, func(p *fixes.RulePolicy) { p.Severity = severities[v] })
		}, "info", "warning", "error")},
		{"ignore", "Files in which the rule is off, as patterns like those of .dockerignore.", list(pattern, func(c *Config, v []string) {
			c.rule(rule, func(p *fixes.RulePolicy) { p.Ignore = v })
		})},
	}
}

func levelOf(rule string) kind {
	return enum(func(c *Config, v fixes.Level) {
		c.rule(rule, func(p *fixes.RulePolicy) { p.Level = v })
	}, fixes.LevelOff, fixes.LevelAdvise, fixes.LevelFix, fixes.LevelRequest)
}

// rule changes how a rule is treated; policies that were handed out before stay
// as they are.
func (c *Config) rule(name string, change func(*fixes.RulePolicy)) {
	rules := maps.Clone(c.Fixes.Rules)
	if rules == nil {
		rules = map[string]fixes.RulePolicy{}
	}
	p := rules[name]
	change(&p)
	rules[name] = p
	c.Fixes.Rules = rules
}
