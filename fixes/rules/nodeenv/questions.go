package nodeenv

import (
	"bytes"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/source"
)

var (
	// startsAsDevelopment finds that development stands in where NODE_ENV is not set.
	startsAsDevelopment = pattern.New(`\bNODE_ENV['"\])]*\s*(?:\|\|=?|\?\?=?|=)\s*['"` + "`" + `]dev(?:elopment)?['"` + "`" + `]|\bNODE_ENV['"]?\s*:[^;]{0,200}?\bdefault(?:\(|:)\s*['"` + "`" + `]dev|\bNODE_ENV['"]\s*(?:,|\)\s*\.default\()\s*['"` + "`" + `]dev`).Needs("NODE_ENV")
	// setsEnv finds a program that gives the variable itself a value, and plainEnv the variable.
	setsEnv  = pattern.New(`\benv(?:\.NODE_ENV|\[['"]NODE_ENV['"]\])\s*(?:\|\||\?\?)?=[^=]`).Needs("NODE_ENV")
	plainEnv = pattern.New(`^process\.env(?:\.NODE_ENV|\[['"]NODE_ENV['"]\])$`).Needs("NODE_ENV")
	// describedEnv finds an entry of a description of settings that takes NODE_ENV, as convict and
	// figue have them, and describedAsDevelopment that development stands in for it there.
	describedEnv           = pattern.New(`\b(\w+)['"]?\s*:\s*\{[^{}]*?\benv['"]?\s*:\s*['"` + "`" + `]NODE_ENV['"` + "`" + `][^{}]*\}`).Needs("NODE_ENV")
	describedAsDevelopment = pattern.New(`\bdefault['"]?\s*:\s*['"` + "`" + `]dev`).Needs("default")
	// expressEnv finds the setting in which Express and Koa keep NODE_ENV, or development where it is not set.
	expressEnv = pattern.New(`get\(['"]env['"]\)|\bapp\.(?:settings\.)?env\b`).Needs("get('env", "get(\"env", "app.env", "app.settings.env")

	// What a condition may look like, without operators of logic around it.
	// The name of an environment may be a text, or a constant that is called so.
	comparesEnv = pattern.New(`^(.*?)\s*([!=]==?)\s*` + environmentName + `$|^` + environmentName + `\s*([!=]==?)\s*(.*)$`)
	listsEnv    = pattern.New(`^\[[^\]]*['"` + "`" + `]prod[^\]]*\]` + inList)
	matchesEnv  = pattern.New(`^(.*?)\??\.(?:startsWith|includes|match)\(\s*['"/^]+prod\w*['"/$]+\w*\s*\)$|^/\^?\(?prod\w*\)?\$?/\w*\.test\((.*)\)$`)
	// othersEnv finds a list of environments, and namesDev those of it that a program may run in so far.
	othersEnv = pattern.New(`^\[([^\]]*)\]` + inList)
	namesDev  = pattern.New("['\"`]dev(?:elopment)?['\"`]|\\bundefined\\b")
	// comparesName finds a file where a name may be compared with that of an environment.
	comparesName = pattern.New(`[!=]==?\s*`+environmentName).Needs("==", "!=")
	// valueOfEnv finds a value that is NODE_ENV, objectEnv one of an object that has it, renamedEnv the name that it gets where it is taken out
	// of an object, and namesEnv a name that may keep it.
	valueOfEnv = pattern.New(`^(?:process\.)?env(?:\.NODE_ENV|\[['"]NODE_ENV['"]\])\s*(?:(?:\|\||\?\?).*)?$|^[\w$.()\s]*\bget\w*(?:<\w+>)?\(\s*['"]NODE_ENV['"][^=?&|!]*$|` +
		`^(?:String\s*\(|\()*\s*(?:(?:process\.)?env\.\w+\s*(?:\|\||\?\?)\s*)*(?:process\.)?env(?:\.NODE_ENV|\[['"]NODE_ENV['"]\])\s*(?:(?:\|\||\?\?)[^=&]*)?(?:\)|\??\.(?:trim|toLowerCase|toUpperCase|toString)\(\))*$`).Needs("NODE_ENV")
	objectEnv  = pattern.New(`^(?:[\w$]+\??\.)+NODE_ENV$`).Needs("NODE_ENV")
	renamedEnv = pattern.New(`^(\w+)(?:\s*=.*)?$`)
	namesEnv   = pattern.New(`(?i)env|mode|stage`)
	// namesAnswer finds a condition that is a name alone, or a call of it, and tellingName a name
	// that stands for the answer wherever the program has it.
	namesAnswer = pattern.New(`^(?:new\s+)?(?:[\w$]+(?:\(\))?\??\.)*([\w$]+)(?:\((?:process\.env)?\))?$|^(?:[\w$]+\??\.)*get(?:OrThrow)?(?:<\w+>)?\(\s*['"](?:[\w$]+\.)*([\w$]+)['"]`)
	tellingName = pattern.New(`(?i)prod|dev|live|local`)
)

// environmentName is the text of a name of an environment.
const environmentName = "(?:['\"`]|(?:[\\w$]+\\.)*)(?i:(prod|dev))(?:\\w*['\"`]?)"

// inList is what asks whether a value is in the list in front.
const inList = `\.(?:includes\(\s*(.*?)\s*\)|indexOf\(\s*(.*?)\s*\)\s*(?:(?:!==?|>)\s*-1|>=\s*0))$`

// An envAnswer is what a program says of how it asks for NODE_ENV.
type envAnswer struct {
	// names keep whether it is production, each with the answer that it has when it is true; env are
	// those that keep NODE_ENV itself.
	names map[string]source.Answer
	env   map[string]bool
	// keys are those that are given NODE_ENV under any other name, and own the names of the file that is
	// looked at, nil where it is none.
	keys map[string]bool
	own  *ownNames
	// development reports that the program takes that for it where it is not set, sets that it sets the
	// variable itself, and indexed that it chooses among settings by it.
	development, sets, indexed bool
}

// answersOf looks at what the sources say of NODE_ENV itself. No names are known yet, but for those of a
// package that checks variables: envalid has some for each program
// (github.com/af/envalid, README: accessors of cleanEnv).
func answersOf(p *fixes.Pass, t *fixes.Target) (envAnswer, error) {
	a := envAnswer{names: map[string]source.Answer{}, env: map[string]bool{}, keys: map[string]bool{}}
	for found, what := range map[*bool]*pattern.Pattern{&a.development: startsAsDevelopment, &a.sets: setsEnv} {
		var err error
		if *found, err = anySource(p, t, what); err != nil {
			return a, err
		}
	}
	if err := a.keepDescribed(p, t); err != nil {
		return a, err
	}
	if m, _ := deploy.ProgramManifest(p, t); m != nil && m.Depends("envalid") && a.development {
		a.names["isProduction"], a.names["isProd"] = source.Yes, source.Yes
		a.names["isDevelopment"], a.names["isDev"] = source.No, source.No
	}
	return a, nil
}

// keepDescribed notes the names that descriptions of settings have for NODE_ENV.
func (a *envAnswer) keepDescribed(p *fixes.Pass, t *fixes.Target) error {
	for _, name := range programSources.Of(p, t) {
		entries, err := p.Repo.FindAll(name, describedEnv)
		if err != nil {
			return err
		}
		for _, m := range entries {
			if !namesEnv.MatchString(m[1]) {
				a.keys[m[1]] = true
			} else {
				a.env[m[1]] = true
				a.development = a.development || describedAsDevelopment.MatchString(m[0])
			}
		}
	}
	return nil
}

// asked reports whether a file may ask for NODE_ENV, or for a name that keeps it or an answer.
func (a envAnswer) asked(data []byte) bool {
	if readsEnv.Match(data) || expressEnv.Match(data) || len(a.env)+len(a.keys) > 0 && comparesName.Match(data) {
		return true
	}
	for name := range a.names {
		if bytes.Contains(data, []byte(name)) {
			return true
		}
	}
	return false
}

// keepEnv notes a name that takes NODE_ENV itself.
func (a envAnswer) keepEnv(name, value string) {
	if name == "NODE_ENV" {
		if m := renamedEnv.FindStringSubmatch(value); m != nil {
			name, value = m[1], "env.NODE_ENV"
		}
	}
	if namesEnv.MatchString(name) && takesEnv(value) {
		a.env[name] = true
	}
}

// takesEnv reports whether a value is NODE_ENV.
func takesEnv(value string) bool {
	return valueOfEnv.MatchString(value) || objectEnv.MatchString(value)
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
		if m := list.FindStringSubmatch(condition); m != nil && a.isEnv(strings.Join(m[1:], "")) {
			return source.Yes
		}
	}
	if m := othersEnv.FindStringSubmatch(condition); m != nil && a.isEnv(m[2]+m[3]) {
		return a.listed(m[1], m[2]+m[3])
	}
	if m := listsOfAny.FindStringSubmatch(condition); m != nil && production.MatchString(m[1]) && a.isEnv(m[2]) {
		return source.Yes
	}
	if m := comparesNothing.FindStringSubmatch(condition); m != nil && plainEnv.MatchString(m[1]) {
		if m[2] == "!" {
			return source.Yes
		}
		return source.No
	}
	if asksSet(condition) { // set at all, as it is not so far
		return source.Yes
	}
	if m := comparesEnv.FindStringSubmatch(condition); m != nil {
		return a.compared(m[1]+m[6], m[2]+m[5], strings.ToLower(m[3]+m[4]))
	}
	if m := namesAnswer.FindStringSubmatch(condition); m != nil {
		if answer, known := a.own.answer(condition); known {
			return answer
		}
		return a.names[m[1]+m[2]]
	}
	return source.Unknown
}

// comparesNothing finds the question whether a value is undefined.
var comparesNothing = pattern.New(`^(.*?)\s*([!=])==?\s*(?:undefined|null|void 0)$`).Needs("undefined", "null", "void 0")

// compared answers the comparison of a value with a name of an environment.
func (a envAnswer) compared(value, operator, name string) source.Answer {
	equal := operator[0] == '='
	switch {
	case !a.isEnv(value) && !(name == "prod" && a.isKey(value)):
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

// listed answers whether a value is one of a list of environments without production: it is where the
// value is development, or nothing, so far.
func (a envAnswer) listed(list, value string) source.Answer {
	so := "undefined"
	if a.standsIn(value) {
		so = "dev"
	}
	if strings.Contains(strings.Join(namesDev.FindAllString(list, -1), ","), so) {
		return source.No
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
	if readsEnv.MatchString(value) || expressEnv.MatchString(value) {
		return true
	}
	m := namesAnswer.FindStringSubmatch(value)
	return m != nil && (a.env[m[1]+m[2]] || a.own.isEnv(value))
}

// isKey reports whether a value is that of a key which keeps NODE_ENV under a name that tells nothing. It counts
// where it is compared with production alone.
func (a envAnswer) isKey(value string) bool {
	m := namesAnswer.FindStringSubmatch(value)
	return m != nil && strings.Contains(value, ".") && a.keys[m[1]+m[2]]
}

// anySource reports whether a source file of the program matches.
func anySource(p *fixes.Pass, t *fixes.Target, what *pattern.Pattern) (bool, error) {
	for _, name := range programSources.Of(p, t) {
		if found, err := p.Repo.Matches(name, what); found || err != nil {
			return found, err
		}
	}
	return false, nil
}
