package nodeenv

import (
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/source"
)

// An envFile is what a file makes depend on NODE_ENV: the pieces that only run outside of production,
// those that only run in it, and the names that take the answer.
type envFile struct {
	name        string
	outside, in []source.Branch
	settings    map[string]source.Answer
}

// envBranches are the files of a program that ask for NODE_ENV, or that have settings by it, in order.
type envBranches struct {
	files []envFile
	// lacks is the file whose table of settings NODE_ENV chooses from and has none for
	// production, "" when there is none.
	lacks string
	// store is what a file calls by NODE_ENV that the program keeps its data in, and storeIn the file.
	storeIn, store string
	// variablesIn is a file that takes variables by names with NODE_ENV in them.
	variablesIn string
	err         error
}

// branchesByEnv finds what a program makes depend on NODE_ENV.
var branchesByEnv = &fixes.TargetFact[envBranches]{From: func(p *fixes.Pass, t *fixes.Target) (found envBranches) {
	r := &envReader{p: p, files: programSources.Of(p, t), taken: map[string]*source.Code{}, own: map[string]*ownNames{}}
	if r.answer, found.err = answersOf(p, t); found.err != nil {
		return found
	}
	// The names of all files come first: one file keeps the answer and others ask for it.
	for range 3 {
		if found.err = r.learn(); found.err != nil {
			return found
		}
	}
	found.files = r.branches()
	found.storeIn, found.store = r.namedStore(found.files)
	found.lacks, found.variablesIn = r.lackingTable(), r.namedVariables()
	keyed, err := r.keyed(t)
	if err == nil {
		var folder []envFile
		folder, err = r.configFolder(t)
		keyed = append(keyed, folder...)
	}
	found.files, found.err = append(found.files, keyed...), err
	return found
}}

// An envReader reads the sources of a program for what they make depend on NODE_ENV.
type envReader struct {
	p      *fixes.Pass
	files  []string
	answer envAnswer
	taken  map[string]*source.Code // what asks
	own    map[string]*ownNames    // of what is taken
}

// in returns what is known in one file.
func (r *envReader) in(name string) envAnswer {
	a := r.answer
	a.own = r.own[name]
	return a
}

// learn takes in the names that keep NODE_ENV or an answer, and whether something is indexed by it.
func (r *envReader) learn() error {
	for _, name := range r.files {
		data, ok, err := r.p.Repo.Spelled(name)
		if err != nil {
			return err
		}
		if !ok || r.taken[name] == nil && !r.answer.asked(data) && !r.imports(data) {
			continue
		}
		if r.taken[name] == nil {
			r.taken[name], r.own[name] = source.Take(data), newOwnNames()
		}
		r.learnOwn(name)
		for given, value := range r.taken[name].Assigned() {
			r.answer.keepEnv(given, value)
		}
		for given, value := range r.taken[name].Kept() {
			r.answer.keys[given] = r.answer.keys[given] || takesEnv(value)
		}
		for given, a := range r.taken[name].Settings(r.in(name).of) {
			r.answer.keep(given, a)
		}
		r.answer.indexed = r.answer.indexed || slices.ContainsFunc(indexesEnv.FindAllStringSubmatch(string(data), -1), func(m []string) bool {
			return r.in(name).isEnv(m[1])
		})
	}
	return nil
}

// branches returns the pieces of what asks.
func (r *envReader) branches() (out []envFile) {
	for _, name := range r.files {
		code := r.taken[name]
		if code == nil {
			continue
		}
		f := envFile{name: name, settings: map[string]source.Answer{}}
		f.outside, f.in = code.Branches(r.in(name).of)
		for given, a := range code.Settings(r.in(name).of) {
			f.settings[given] = a
		}
		out = append(out, f)
	}
	return out
}
