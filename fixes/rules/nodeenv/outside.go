package nodeenv

import (
	"fmt"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

var (
	listenCall = pattern.New(`\.listen\(`).Needs(".listen(")
	proxyCall  = pattern.New(`\b(?:createProxyMiddleware|createProxyServer|proxy|httpProxy)\(`).Needs("roxy")
	jobCall    = pattern.New(`\b(?:cron|schedule|scheduler)\w*\.(?:schedule|scheduleJob)\(|['"]\)\.schedule(?:Job)?\(|\bnew CronJob\(`).Needs("chedule", "CronJob")
	routeCall  = pattern.New("\\b(?:app|router|server|fastify|api)\\.(?:use|get|post|put|patch|delete|all|route)\\(\\s*['\"`](/[\\w./:-]*)['\"`][^;\\n]*")
	// forDevelopers finds routes that a program is right to have outside of production
	// alone.
	forDevelopers = pattern.New(`(?i)doc|swagger|openapi|schema|spec\b|graphi?ql|playground|debug|dev|test|mock|story|explorer|coverage|metrics|__|seed|reset|queues|bull|sandbox|inspect|profil|health|status`)
)

// lostByEnv: the program listens, serves or hands on only while NODE_ENV is not
// production, as it is not in its containers so far.
func lostByEnv(p *fixes.Pass, t *fixes.Target) (string, error) {
	branches := branchesByEnv.Of(p, t)
	listens, lost, where := 0, 0, ""
	for _, name := range programSources.Of(p, t) {
		all, err := p.Repo.FindAll(name, listenCall)
		if err != nil {
			return "", err
		}
		listens += len(all)
	}
	for _, f := range branches.files {
		name := f.name
		for _, b := range f.outside {
			if n := len(listenCall.FindAllString(b.Text, -1)); n > 0 {
				lost, where = lost+n, name
			}
			if b.Instead {
				continue // what is done in its place is not looked at
			}
			if what := lostIn(b.Text); what != "" {
				return fmt.Sprintf("%s %s only while NODE_ENV is not production. Take that question away first", name, what), nil
			}
		}
	}
	if lost == 0 || lost < listens {
		return "", branches.err
	}
	return where + " listens only while NODE_ENV is not production: nobody would reach the program. Take that question away first", nil
}

// lostIn returns what a piece of code does that others rely on.
func lostIn(body string) string {
	if proxyCall.MatchString(body) {
		return "hands requests on to another server"
	}
	if jobCall.MatchString(body) {
		return "runs jobs"
	}
	for _, m := range routeCall.FindAllStringSubmatch(body, -1) {
		if !forDevelopers.MatchString(m[0]) {
			return "serves " + m[1]
		}
	}
	return ""
}
