package nodeenv

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/source"
)

// namesEndpoint finds names of the address of a server that a client is given.
var namesEndpoint = pattern.New(`(?i)^(?:\w*_?)(?:endpoint|url|uri|host|hostname|baseurl|apihost|connectionstring)$`)

// losesAddress: a client is given the address of a server outside of production alone. What it calls
// without one is another server.
func losesAddress(p *fixes.Pass, t *fixes.Target) (string, error) {
	branches := branchesByEnv.Of(p, t)
	for _, f := range branches.files {
		for _, b := range f.outside {
			if b.Instead && !emptyValue.MatchString(b.Other) {
				continue // production has something else
			}
			given := givenIn(b)
			for _, name := range project.SortedNames(given) {
				if namesEndpoint.MatchString(name) && !namesReporter.MatchString(name) && leadsAway(p, t, name, given[name]) {
					return fmt.Sprintf("%s sets %s outside production alone, and would call another server in production. Set NODE_ENV where that is right", f.name, name), nil
				}
			}
		}
	}
	return "", branches.err
}

// givenIn returns the names that a piece of code gives values to: its own, or those of an object or of
// assignments in it.
func givenIn(b source.Branch) map[string]string {
	given := map[string]string{}
	if !strings.HasPrefix(plainValue(b.Text), "{") && b.Name != "" {
		given[b.Name] = b.Text
		return given
	}
	for name, value := range source.Take([]byte(b.Text)).Assigned() {
		given[name] = value
	}
	return given
}

// leadsAway reports whether the value of a name is an address of another machine, or a variable that
// holds one and that something here sets.
func leadsAway(p *fixes.Pass, t *fixes.Target, name, value string) bool {
	if m := place.FindStringSubmatch(value); m != nil {
		host := hostOf(m[1])
		return host != "" && !loopback[host] && host != "0.0.0.0" && (strings.Contains(m[1], "://") || namesHost.MatchString(name))
	}
	m := oneVariable.FindStringSubmatch(value)
	return m != nil && givenVariable(p, t, m[1])
}
