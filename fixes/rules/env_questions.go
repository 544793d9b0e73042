package rules

import (
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// outsideProduction is the text of a question whether NODE_ENV is not production, or
// of a name that programs give the answer.
const outsideProduction = "(?:[\\w.\\[\\]'\"`]*NODE_ENV['\"\\])]*\\s*!==?\\s*['\"`]prod\\w*['\"`]|!\\s*[\\w.]*\\b(?i:is_?prod\\w*)\\b(?:\\(\\))?|[\\w.]*\\b(?i:(?:is_?)?dev(?:elopment)?|not_?prod\\w*)\\b(?:\\(\\))?)"

var (
	// outsideBlock finds a question and what a program does only while NODE_ENV is not
	// production, elseBlock what it does in place of something else then.
	outsideBlock = pattern.New(`\bif\s*\(\s*(` + outsideProduction + `)\s*(?:&&[^;{}\n]{0,100})?\)\s*(?:\{([^}]{0,600})|([^;{}\n]{1,200}))|(` + outsideProduction + `)\s*&&\s*([^;{}\n]{1,200})`)
	elseBlock    = pattern.New(`\bif\s*\(\s*(` + ifProduction + `\w*['"` + "`" + `]?)\s*\)\s*(?:\{[^}]{0,400}\}|[^;{}\n]{1,200};?)\s*else\s*(?:\{([^}]{0,600})|([^;{}\n]{1,200}))`).Needs("else")
	// answersOutside finds a name that keeps the answer: const dev = NODE_ENV !== "production".
	answersOutside = pattern.New("(?i)\\b(?:(?:is_?)?dev(?:elopment)?|not_?prod\\w*)\\s*=[^;\\n]{0,60}\\bNODE_ENV\\b['\"\\])]*\\s*!==?\\s*['\"`]prod").Needs("NODE_ENV")
)

// An envAnswer are the names under which a program keeps whether NODE_ENV is
// production, and whether it is not.
type envAnswer struct{ production, outside bool }

// known reports whether a question asks for NODE_ENV, or for a name of the program.
func (a envAnswer) known(question string) bool {
	switch {
	case readsEnv.MatchString(question), expressEnv.MatchString(question):
		return true
	case namesProduction.MatchString(question):
		return a.production
	}
	return a.outside
}

var namesProduction = pattern.New(`(?i)\bis_?prod`)

// answersOf looks for the names in the program's sources.
func answersOf(p *fixes.Pass, t *fixes.Target) (a envAnswer, err error) {
	if a.production, err = anySource(p, t, answersProduction); err == nil {
		a.outside, err = anySource(p, t, answersOutside)
	}
	return a, err
}

// outsideBodies returns the pieces of a file's code that only run while NODE_ENV is not
// production. Of those behind an else only the calls of listen count: what is done in
// their place is not looked at.
func outsideBodies(p *fixes.Pass, name string, answer envAnswer) (bodies []string, err error) {
	if asks, err := p.Repo.Matches(name, readsEnv); err != nil || !asks && answer == (envAnswer{}) {
		return nil, err
	}
	blocks, err := p.Repo.FindAll(name, outsideBlock)
	if err != nil {
		return nil, err
	}
	for _, m := range blocks {
		if answer.known(m[1] + m[4]) {
			bodies = append(bodies, m[2]+m[3]+m[5])
		}
	}
	others, err := p.Repo.FindAll(name, elseBlock)
	for _, m := range others {
		if answer.known(m[1]) {
			bodies = append(bodies, strings.Join(listenCall.FindAllString(m[2]+m[3], -1), ""))
		}
	}
	return bodies, err
}
