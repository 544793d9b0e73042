package nodeenv

import (
	"fmt"
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/source"
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
			loaded, err := listensInLoaded(p, t, name, b.Text)
			if err != nil {
				return "", err
			}
			if n := loaded + len(listenCall.FindAllString(b.Text, -1)); n > 0 {
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

// listensInLoaded counts the calls by which files listen that a piece of code alone loads.
func listensInLoaded(p *fixes.Pass, t *fixes.Target, from, text string) (listens int, err error) {
	for _, m := range loadsOwn.FindAllStringSubmatch(text, -1) {
		file, ok := source.File(project.RepoTree{Repo: p.Repo}, path.Join(path.Dir(from), m[1]))
		if !ok || !slices.Contains(programSources.Of(p, t), file) {
			continue
		}
		all, err := p.Repo.FindAll(file, listenCall)
		if err != nil || len(all) == 0 {
			return listens, err
		}
		loaded := 0
		for _, name := range programSources.Of(p, t) {
			found, err := p.Repo.FindAll(name, namesOwn)
			if err != nil {
				return 0, err
			}
			for _, m := range found {
				if other, ok := source.File(project.RepoTree{Repo: p.Repo}, path.Join(path.Dir(name), m[1])); ok && other == file {
					loaded++
				}
			}
		}
		if loaded == 1 {
			listens += len(all)
		}
	}
	return listens, nil
}

// namesOwn finds a file of the program that is named by a relative path, in whatever way it is loaded.
var namesOwn = pattern.New(`"(\.{1,2}/[^"\n]+)"`).Needs("./")
