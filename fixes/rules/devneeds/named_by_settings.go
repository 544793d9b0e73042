package devneeds

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/source"
)

// This file looks for the dev dependencies that a program names in its settings and another package loads:
// engines of views and transports of logs.

var viewEngine = pattern.New(`(?:\.set\(\s*['"`+"`"+`]view engine['"`+"`"+`]\s*,|\.setViewEngine\()\s*['"`+"`"+`]([\w@/-]+)`).Needs("view engine", "setViewEngine")

var (
	viewEnding   = pattern.New(`\.render\(\s*['"` + "`" + `][^'"` + "`" + `\n]*\.([a-z]+)['"` + "`" + `]`).Needs("render")
	consolidated = pattern.New(`\b(?:consolidate(?:['"]\))?|cons|engines)\.(\w+)`).Needs("cons", "engines")
)

// viewEngineOf returns the view engine that a file names and Express loads, where
// it is only a dev dependency.
func viewEngineOf(p *fixes.Pass, pr *project.Project, name string) (string, error) {
	for _, engine := range []*pattern.Pattern{viewEngine, viewEnding, consolidated} {
		found, err := p.Repo.FindAll(name, engine)
		if err != nil {
			return "", err
		}
		for _, m := range found {
			if pr.LeftOut(m[1]) {
				return fmt.Sprintf(pagesBy, name, m[1]), nil
			}
		}
	}
	return engineByName(p, pr, name)
}

const pagesBy = "%s makes its pages with %s, which is only in devDependencies. Move it to dependencies first"

// engines are packages that make pages and that Express loads by their names.
var engines = []string{"pug", "ejs", "hbs", "jade", "nunjucks", "eta", "mustache", "twig", "twing", "handlebars", "liquidjs", "squirrelly", "dustjs-linkedin", "haml-coffee"}

// engineByName is viewEngineOf for an engine that stands in a variable: what that is given in the file, or any
// where it comes from elsewhere.
func engineByName(p *fixes.Pass, pr *project.Project, name string) (string, error) {
	data, ok, err := p.Repo.Read(name)
	if err != nil || !ok || !strings.Contains(string(data), "view engine") {
		return "", err
	}
	code := source.Take(data)
	for args := range code.Calls("set") {
		if len(args) < 2 || strings.Trim(args[0], "'\"`") != "view engine" {
			continue
		}
		value := code.Given(args[1])
		texts := source.Read([]byte(value)).Texts
		for _, engine := range engines {
			if pr.LeftOut(engine) && (len(texts) == 0 || slices.Contains(texts, engine)) {
				return fmt.Sprintf(pagesBy, name, engine), nil
			}
		}
	}
	return "", nil
}

// transportOf returns what a file gives a logger of pino as the module to write
// with, where it is only a dev dependency and the file does not ask for
// production, which is certain.
func transportOf(p *fixes.Pass, t *fixes.Target, pr *project.Project, name string) (string, error) {
	data, ok, err := p.Repo.Read(name)
	if err != nil || !ok || !strings.Contains(string(data), "target") {
		return "", err
	}
	if asks, err := p.Repo.Matches(name, asksEnvironment); err != nil || asks && runsProduction(p, t) {
		return "", err
	}
	for v := range source.Take(data).Placed("target") {
		for _, text := range source.Read([]byte(v.Value)).Texts {
			if pkg := project.PackageName(text); pr.LeftOut(pkg) {
				return fmt.Sprintf("%s writes its log with %s, which is only in devDependencies. Move it to dependencies first", name, pkg), nil
			}
		}
	}
	return "", nil
}

// asksEnvironment finds a file that asks where it runs.
var asksEnvironment = pattern.New(`NODE_ENV|(?i:\b\w*(production|development)\w*\b)|\bis_?(?i:prod|dev)\w*`)
