package rules

import (
	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/source"
)

// outsideProduction is the text of a question whether NODE_ENV is not production, or
// of a name that programs give the answer.
const outsideProduction = "(?:[\\w.\\[\\]'\"`]*NODE_ENV['\"\\])]*\\s*!==?\\s*['\"`]prod\\w*['\"`]|!\\s*[\\w.]*\\b(?i:is_?prod\\w*)\\b(?:\\(\\))?|[\\w.]*\\b(?i:(?:is_?)?dev(?:elopment)?|not_?prod\\w*)\\b(?:\\(\\))?)"

var (
	// answersOutside finds a name that keeps the answer: const dev = NODE_ENV !== "production".
	answersOutside = pattern.New("(?i)\\b(?:(?:is_?)?dev(?:elopment)?|not_?prod\\w*)\\s*=[^;\\n]{0,60}\\bNODE_ENV\\b['\"\\])]*\\s*!==?\\s*['\"`]prod").Needs("NODE_ENV")
	// keepsEnv finds a name that keeps NODE_ENV itself, and startsAsDevelopment that
	// development stands in where it is not set.
	keepsEnv            = pattern.New(`\b(?i:env|environment|node_?env)\s*[:=]\s*process\.env(?:\.|\[['"])NODE_ENV\b`).Needs("NODE_ENV")
	startsAsDevelopment = pattern.New(`\bNODE_ENV['"\])]*\s*(?:\|\||\?\?)\s*['"` + "`" + `]dev(?:elopment)?['"` + "`" + `]`).Needs("NODE_ENV")

	// What a condition may look like, without operators of logic around it.
	comparesEnv = pattern.New(`^(.*?)\s*([!=]==?)\s*['"` + "`" + `](prod|dev)\w*['"` + "`" + `]$|^['"` + "`" + `](prod|dev)\w*['"` + "`" + `]\s*([!=]==?)\s*(.*)$`)
	listsEnv    = pattern.New(`^\[[^\]]*['"` + "`" + `]prod[^\]]*\]\.includes\(\s*(.*?)\s*\)$`)
	namesEnv    = pattern.New(`(?i)(?:^|[\w\])]\??\.)(?:env|environment|node_?env)$`)
	namesInside = pattern.New(`(?i)^[\w.]*\b(?:is_?)?prod\w*(?:\(\))?$`)
	namesOther  = pattern.New(`(?i)^[\w.]*\b(?:(?:is_?)?dev(?:elopment)?|not_?prod\w*)(?:\(\))?$`)
)

// An envAnswer are the names under which a program keeps whether NODE_ENV is
// production, and whether it is not, and NODE_ENV itself; and whether it takes
// development for it where it is not set.
type envAnswer struct{ production, outside, env, development bool }

// answersOf looks for the names in the program's sources.
func answersOf(p *fixes.Pass, t *fixes.Target) (a envAnswer, err error) {
	for _, look := range []struct {
		found *bool
		what  *pattern.Pattern
	}{{&a.production, answersProduction}, {&a.outside, answersOutside}, {&a.env, keepsEnv}, {&a.development, startsAsDevelopment}} {
		if *look.found, err = anySource(p, t, look.what); err != nil {
			return a, err
		}
	}
	return a, nil
}

// of answers a condition: yes where it is true in production alone, no where it is true only
// outside of it, also while NODE_ENV is not set.
func (a envAnswer) of(condition string) source.Answer {
	if m := listsEnv.FindStringSubmatch(condition); m != nil && a.isEnv(m[1]) {
		return source.Yes
	}
	if m := comparesEnv.FindStringSubmatch(condition); m != nil {
		return a.compared(m[1]+m[6], m[2]+m[5], m[3]+m[4])
	}
	switch {
	case a.production && namesInside.MatchString(condition):
		return source.Yes
	case a.outside && namesOther.MatchString(condition):
		return source.No
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
	case !a.development && !expressEnv.MatchString(value): // false so far, and in production
	case equal:
		return source.No
	default:
		return source.Yes
	}
	return source.Unknown
}

// isEnv reports whether a value is NODE_ENV, or a name that keeps it.
func (a envAnswer) isEnv(value string) bool {
	return readsEnv.MatchString(value) || expressEnv.MatchString(value) || a.env && namesEnv.MatchString(value)
}

// envBranches are the pieces of a program's sources that only run outside of
// production, and those that only run in it, by file.
type envBranches struct {
	files       []string
	outside, in map[string][]source.Branch
	err         error
}

var branchesByEnv = &fixes.TargetFact[envBranches]{From: findEnvBranches}

func findEnvBranches(p *fixes.Pass, t *fixes.Target) (found envBranches) {
	found.outside, found.in = map[string][]source.Branch{}, map[string][]source.Branch{}
	answer, err := answersOf(p, t)
	if err != nil {
		return envBranches{err: err}
	}
	for _, name := range sourcesOf(p, t) {
		asks, err := p.Repo.Matches(name, readsEnv)
		if err != nil {
			return envBranches{err: err}
		}
		if !asks && !answer.production && !answer.outside && !answer.env {
			if asks, err = p.Repo.Matches(name, expressEnv); err != nil || !asks {
				continue
			}
		}
		data, ok, err := p.Repo.Read(name)
		if err != nil {
			return envBranches{err: err}
		}
		if ok && namesEnvironment.Match(data) {
			found.files = append(found.files, name)
			found.outside[name], found.in[name] = source.Branches(data, answer.of)
		}
	}
	return found
}

// namesEnvironment finds a word that a question for the environment has.
var namesEnvironment = pattern.New(`(?i)prod|dev|\benv`)
