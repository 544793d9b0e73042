package rules

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// outsideProduction is the text of a question whether NODE_ENV is not production, or
// of a name that programs give the answer.
const outsideProduction = "(?:[\\w.\\[\\]'\"`]*NODE_ENV['\"\\])]*\\s*!==?\\s*['\"`]prod\\w*['\"`]|!\\s*[\\w.]*\\b(?i:is_?prod\\w*)\\b(?:\\(\\))?|[\\w.]*\\b(?i:(?:is_?)?dev(?:elopment)?|not_?prod\\w*)\\b(?:\\(\\))?)"

var (
	// outsideBlock finds what a program does only while NODE_ENV is not production, and
	// elseBlock what it does in place of something else then.
	outsideBlock = pattern.New(`\bif\s*\(\s*` + outsideProduction + `\s*(?:&&[^;{}\n]{0,100})?\)\s*(?:\{([^}]{0,600})|([^;{}\n]{1,200}))|` + outsideProduction + `\s*&&\s*([^;{}\n]{1,200})`)
	elseBlock    = pattern.New(`\bif\s*\(\s*` + ifProduction + `\w*['"` + "`" + `]?\s*\)\s*(?:\{[^}]{0,400}\}|[^;{}\n]{1,200};?)\s*else\s*(?:\{([^}]{0,600})|([^;{}\n]{1,200}))`).Needs("else")
	// answersOutside finds a name that keeps the answer: const dev = NODE_ENV !== "production".
	answersOutside = pattern.New("(?i)\\b(?:(?:is_?)?dev(?:elopment)?|not_?prod\\w*)\\s*=[^;\\n]{0,60}\\bNODE_ENV\\b['\"\\])]*\\s*!==?\\s*['\"`]prod").Needs("NODE_ENV")

	listenCall = pattern.New(`\.listen\(`).Needs(".listen(")
	proxyCall  = pattern.New(`\b(?:createProxyMiddleware|createProxyServer|proxy|httpProxy)\(`).Needs("roxy")
	routeCall  = pattern.New("\\b(?:app|router|server|fastify|api)\\.(?:use|get|post|put|patch|delete|all|route)\\(\\s*['\"`](/[\\w./:-]*)['\"`][^;\\n]*").Needs("(")
	// forDevelopers finds routes that a program is right to have outside of production
	// alone.
	forDevelopers = pattern.New(`(?i)doc|swagger|openapi|schema|spec\b|graphi?ql|playground|debug|dev|test|mock|story|explorer|coverage|metrics|__|seed|reset|queues|bull|sandbox|inspect|profil|health|status`)
)

// lostByEnv: the program listens, serves or hands on only while NODE_ENV is not
// production, as it is not in its containers so far.
func lostByEnv(p *fixes.Pass, t *fixes.Target) (string, error) {
	named, err := namesOutside(p, t)
	if err != nil {
		return "", err
	}
	listens, lost, where := 0, 0, ""
	for _, name := range sourcesOf(p, t) {
		all, err := p.Repo.FindAll(name, listenCall)
		if err != nil {
			return "", err
		}
		listens += len(all)
		bodies, err := outsideBodies(p, name, named)
		if err != nil {
			return "", err
		}
		for _, body := range bodies {
			if n := len(listenCall.FindAllString(body, -1)); n > 0 {
				lost, where = lost+n, name
			}
			if what := lostIn(body); what != "" {
				return fmt.Sprintf("%s %s only while NODE_ENV is not production. Take that question away first", name, what), nil
			}
		}
	}
	if lost == 0 || lost < listens {
		return "", nil
	}
	return where + " listens only while NODE_ENV is not production: nobody would reach the program. Take that question away first", nil
}

// lostIn returns what a piece of code does that others rely on.
func lostIn(body string) string {
	if proxyCall.MatchString(body) {
		return "hands requests on to another server"
	}
	for _, m := range routeCall.FindAllStringSubmatch(body, -1) {
		if !forDevelopers.MatchString(m[0]) {
			return "serves " + m[1]
		}
	}
	return ""
}

// namesOutside reports whether the program keeps the answer under a name.
func namesOutside(p *fixes.Pass, t *fixes.Target) (named bool, err error) {
	for _, name := range sourcesOf(p, t) {
		for _, answers := range []*pattern.Pattern{answersOutside, answersProduction} {
			if named, err = p.Repo.Matches(name, answers); named || err != nil {
				return named, err
			}
		}
	}
	return false, nil
}

// outsideBodies returns the pieces of a file's code that only run while NODE_ENV is not
// production. Of those behind an else only the calls of listen count: what is done in
// their place is not looked at.
func outsideBodies(p *fixes.Pass, name string, named bool) (bodies []string, err error) {
	if asks, err := p.Repo.Matches(name, readsEnv); err != nil || !asks && !named {
		return nil, err
	}
	for _, block := range []*pattern.Pattern{outsideBlock, elseBlock} {
		found, err := p.Repo.FindAll(name, block)
		if err != nil {
			return nil, err
		}
		for _, m := range found {
			body := strings.Join(m[1:], "")
			if block == elseBlock {
				body = strings.Join(listenCall.FindAllString(body, -1), "")
			}
			if named || readsEnv.MatchString(m[0]) {
				bodies = append(bodies, body)
			}
		}
	}
	return bodies, nil
}
