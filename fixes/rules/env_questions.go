package rules

import (
	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/source"
)

var (
	// keepsEnv finds a name that keeps NODE_ENV itself, and startsAsDevelopment that
	// development stands in where it is not set.
	keepsEnv            = pattern.New(`\b(?i:env|environment|node_?env)\s*[:=]\s*process\.env(?:\.|\[['"])NODE_ENV\b`).Needs("NODE_ENV")
	startsAsDevelopment = pattern.New(`\bNODE_ENV['"\])]*\s*(?:\|\||\?\?)\s*['"` + "`" + `]dev(?:elopment)?['"` + "`" + `]|\bNODE_ENV['"]?\s*:[^;]{0,200}?\bdefault(?:\(|:)\s*['"` + "`" + `]dev`).Needs("NODE_ENV")
	// setsEnv finds a program that gives the variable itself a value, and plainEnv the variable.
	setsEnv  = pattern.New(`\benv(?:\.NODE_ENV|\[['"]NODE_ENV['"]\])\s*(?:\|\||\?\?)?=[^=]`).Needs("NODE_ENV")
	plainEnv = pattern.New(`^process\.env(?:\.NODE_ENV|\[['"]NODE_ENV['"]\])$`).Needs("NODE_ENV")
	// expressEnv finds the setting in which Express keeps NODE_ENV.
	expressEnv = pattern.New(`get\(['"]env['"]\)`)

	// What a condition may look like, without operators of logic around it.
	comparesEnv = pattern.New(`^(.*?)\s*([!=]==?)\s*['"` + "`" + `](prod|dev)\w*['"` + "`" + `]$|^['"` + "`" + `](prod|dev)\w*['"` + "`" + `]\s*([!=]==?)\s*(.*)$`)
	listsEnv    = pattern.New(`^\[[^\]]*['"` + "`" + `]prod[^\]]*\]\.includes\(\s*(.*?)\s*\)$`)
	matchesEnv  = pattern.New(`^(.*?)\??\.(?:startsWith|includes|match)\(\s*['"/^]+prod\w*['"/$]+\w*\s*\)$`)
	// comparesName finds a file where a name may be compared with that of an environment.
	comparesName = pattern.New("['\"`](?:prod|dev)\\w*['\"`]").Needs("prod", "dev")
	namesEnv     = pattern.New(`(?i)(?:^|[\w\])]\??\.)(?:env|environment|node_?env)$`)
	// namesAnswer finds a condition that is a name alone, or a call of it, and tellingName a name
	// that stands for the answer wherever the program has it.
	namesAnswer = pattern.New(`^(?:[\w$]+\??\.)*([\w$]+)(?:\(\))?$`)
	tellingName = pattern.New(`(?i)prod|dev|live|local`)
)

// An envAnswer is what a program says of how it asks for NODE_ENV: the names that keep whether it is
// production, with the answer that each has when it is true; whether a name keeps NODE_ENV
// itself; whether the program takes development for it where it is not set, and whether it sets it then.
type envAnswer struct {
	names                  map[string]source.Answer
	env, development, sets bool
}

// answersOf looks at what the sources say of NODE_ENV itself. No names are known yet.
func answersOf(p *fixes.Pass, t *fixes.Target) (envAnswer, error) {
	a := envAnswer{names: map[string]source.Answer{}}
	for found, what := range map[*bool]*pattern.Pattern{&a.env: keepsEnv, &a.development: startsAsDevelopment, &a.sets: setsEnv} {
		var err error
		if *found, err = anySource(p, t, what); err != nil {
			return a, err
		}
	}
	return a, nil
}

// keep notes a name that takes an answer; one that takes more than one has none.
func (a envAnswer) keep(name string, answer source.Answer) {
	if !tellingName.MatchString(name) {
		return
	}
	if before, ok := a.names[name]; ok && before != answer {
		answer = source.Unknown
	}
	a.names[name] = answer
}

// of answers a condition: yes where it is true in production alone, no where it is true only
// outside of it, also while NODE_ENV is not set.
func (a envAnswer) of(condition string) source.Answer {
	for _, list := range []*pattern.Pattern{listsEnv, matchesEnv} {
		if m := list.FindStringSubmatch(condition); m != nil && a.isEnv(m[1]) {
			return source.Yes
		}
	}
	if oneNodeEnv.MatchString(condition) { // set at all, as it is not so far
		return source.Yes
	}
	if m := comparesEnv.FindStringSubmatch(condition); m != nil {
		return a.compared(m[1]+m[6], m[2]+m[5], m[3]+m[4])
	}
	if m := namesAnswer.FindStringSubmatch(condition); m != nil {
		return a.names[m[1]]
	}
	return source.Unknown
}

// compared answers the comparison of a value with a name of an environment.
func (a envAnswer) compared(value, operator, name string) source.Answer {
	equal := operator[0] == '='
	switch {
	case !a.isEnv(value):
	case name == "prod" && equal:
		return source.Yes
	case name == "prod":
		return source.No
	case !a.standsIn(value): // false so far, and in production
	case equal:
		return source.No
	default:
		return source.Yes
	}
	return source.Unknown
}

// standsIn reports whether a value is development where NODE_ENV is not set.
func (a envAnswer) standsIn(value string) bool {
	if plainEnv.MatchString(value) {
		return a.development && a.sets
	}
	return a.development || expressEnv.MatchString(value)
}

// isEnv reports whether a value is NODE_ENV, or a name that keeps it.
func (a envAnswer) isEnv(value string) bool {
	return readsEnv.MatchString(value) || expressEnv.MatchString(value) || a.env && namesEnv.MatchString(value)
}

// anySource reports whether a source file of the program matches.
func anySource(p *fixes.Pass, t *fixes.Target, what *pattern.Pattern) (bool, error) {
	for _, name := range sourcesOf(p, t) {
		if found, err := p.Repo.Matches(name, what); found || err != nil {
			return found, err
		}
	}
	return false, nil
}
