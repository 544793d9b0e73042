package nodeenv

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/source"
)

// ownNames are the names of one file that keep NODE_ENV or an answer, whatever they are called: what it
// declares, and what it imports from a file that has it.
type ownNames struct {
	here, gives givenNames
}

// givenNames are names with what they keep. gives has those that other files can import, under "exports"
// what the file exports as a whole.
type givenNames struct {
	answers map[string]source.Answer
	env     map[string]bool
}

func newOwnNames() *ownNames {
	names := func() givenNames { return givenNames{map[string]source.Answer{}, map[string]bool{}} }
	return &ownNames{here: names(), gives: names()}
}

// ownName finds a condition that is a name of the file, or a call of it.
var ownName = pattern.New(`^([\w$]+)(?:\((?:process\.env)?\))?$`)

// answer returns the answer of a name of the file.
func (o *ownNames) answer(condition string) (answer source.Answer, known bool) {
	if m := ownName.FindStringSubmatch(condition); m != nil && o != nil {
		answer, known = o.here.answers[m[1]]
	}
	return answer, known
}

// isEnv reports whether a name of the file keeps NODE_ENV.
func (o *ownNames) isEnv(value string) bool {
	m := ownName.FindStringSubmatch(value)
	return m != nil && o != nil && o.here.env[m[1]]
}

// envPackages are packages that say what NODE_ENV is, by what they export: is-production and std-env
// (src/flags.ts, src/env.ts). std-env takes nothing for development where it is not set.
var envPackages = map[string]givenNames{
	"is-production": {answers: map[string]source.Answer{"exports": source.Yes}},
	"std-env":       {answers: map[string]source.Answer{"isProduction": source.Yes}, env: map[string]bool{"nodeENV": true}},
}

// imports reports whether a file may import what keeps NODE_ENV.
func (r *envReader) imports(data []byte) bool {
	text := string(data)
	for pkg := range envPackages {
		if strings.Contains(text, `"`+pkg+`"`) {
			return true
		}
	}
	for name, own := range r.own {
		if len(own.gives.answers)+len(own.gives.env) == 0 {
			continue
		}
		base := strings.TrimSuffix(path.Base(name), path.Ext(name))
		if base == "index" {
			base = path.Base(path.Dir(name))
		}
		if strings.Contains(text, "/"+base) {
			return true
		}
	}
	return false
}

// learnOwn takes in the names of a file.
func (r *envReader) learnOwn(name string) {
	code, own := r.taken[name], r.own[name]
	for b := range code.Bindings() {
		from, ok := envPackages[b.Module]
		if source.Relative(b.Module) {
			file, found := source.File(project.RepoTree{Repo: r.p.Repo}, path.Join(path.Dir(name), b.Module))
			if ok = found && r.own[file] != nil; ok {
				from = r.own[file].gives
			}
		}
		of := b.Of
		if of == "default" || of == "*" {
			of = "exports"
		}
		if answer := from.answers[of]; ok && answer != source.Unknown {
			own.here.answers[b.Name] = answer
		}
		if ok && from.env[of] {
			own.here.env[b.Name] = true
		}
	}
	declared := code.Declared()
	others := map[string]bool{}
	for given, value := range code.Assigned() {
		switch env := takesEnv(value) || own.isEnv(value); {
		case !env:
			others[given] = true
		case !others[given]:
			own.gives.env[given] = true
			if declared[given] == 1 {
				own.here.env[given] = true
			}
		}
	}
	for given, answer := range code.Settings(r.in(name).of) {
		if before, known := own.gives.answers[given]; known && before != answer {
			answer = source.Unknown
		}
		own.gives.answers[given] = answer
		if declared[given] == 1 {
			own.here.answers[given] = answer
		}
	}
}
