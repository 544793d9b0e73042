package rules

import (
	"bytes"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/source"
)

// An envFile is what a source file makes depend on NODE_ENV: the pieces that only run outside of
// production, those that only run in it, and the names that take the answer.
type envFile struct {
	name        string
	outside, in []source.Branch
	settings    map[string]source.Answer
}

// envBranches are the files of a program that ask for NODE_ENV, in order.
type envBranches struct {
	files []envFile
	err   error
}

// branchesByEnv finds what a program makes depend on NODE_ENV.
var branchesByEnv = &fixes.TargetFact[envBranches]{From: func(p *fixes.Pass, t *fixes.Target) (found envBranches) {
	found.files, found.err = findEnvBranches(p, t)
	return found
}}

func findEnvBranches(p *fixes.Pass, t *fixes.Target) ([]envFile, error) {
	answer, err := answersOf(p, t)
	if err != nil {
		return nil, err
	}
	taken := map[string]*source.Code{}
	// The names of all files come first: one file keeps the answer and others ask for it.
	for range 2 {
		for _, name := range sourcesOf(p, t) {
			data, ok, err := p.Repo.Read(name)
			if err != nil {
				return nil, err
			}
			if !ok || !answer.asked(data) {
				continue
			}
			if taken[name] == nil {
				taken[name] = source.Take(data)
			}
			for setting, a := range taken[name].Settings(answer.of) {
				answer.keep(setting, a)
			}
		}
	}
	var out []envFile
	for _, name := range sourcesOf(p, t) {
		code := taken[name]
		if code == nil {
			continue
		}
		f := envFile{name: name, settings: map[string]source.Answer{}}
		f.outside, f.in = code.Branches(answer.of)
		for setting, a := range code.Settings(answer.of) {
			f.settings[setting] = a
		}
		out = append(out, f)
	}
	return out, nil
}

// asked reports whether a file may ask for NODE_ENV, or for a name that keeps it or an answer.
func (a envAnswer) asked(data []byte) bool {
	if readsEnv.Match(data) || expressEnv.Match(data) || a.env && comparesName.Match(data) {
		return true
	}
	for name := range a.names {
		if bytes.Contains(data, []byte(name)) {
			return true
		}
	}
	return false
}
