package rules

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// asksWhether finds code that looks only at whether NODE_ENV is set. The group is
// what is taken then.
var asksWhether = pattern.New("\\benv\\.NODE_ENV\\s*\\?\\s*([^?.:\\s][^:\\n]{0,80})|\\bif\\s*\\(\\s*process\\.env\\.NODE_ENV\\s*\\)").Needs("env.NODE_ENV")

// loadsOutside finds code that reads an environment file outside production alone.
var loadsOutside = pattern.New("\\bNODE_ENV['\"\\])]*\\s*!==?\\s*['\"`]prod\\w*['\"`][\\s){(&]*[^;}\\n]{0,60}\\b(dotenv)\\b").Needs("dotenv")

// whetherSet: the program goes another way when NODE_ENV has any value, or leaves
// out the environment file that it gets. What gives NODE_ENV itself a default is no
// such way.
func whetherSet(p *fixes.Pass, t *fixes.Target) (string, error) {
	choices := []productionChoice{{asksWhether, "%s asks whether %s is set at all, and the image runs without it. Set it where the image is run", func(m []string) string {
		if strings.Contains(m[1], "NODE_ENV") {
			return ""
		}
		return "NODE_ENV"
	}}}
	if by := givesEnvFile(p, t); by != "" {
		choices = append(choices, productionChoice{loadsOutside, "%s reads .env outside production alone, and %s. Set NODE_ENV where the image is run", func([]string) string { return by }})
	}
	return chosenInProduction(p, t, choices)
}

// givesEnvFile says what gives a container an environment file beside its program.
func givesEnvFile(p *fixes.Pass, t *fixes.Target) string {
	for _, b := range t.Builds {
		for _, v := range b.Volumes {
			if strings.HasPrefix(path.Base(v.Target), ".env") {
				return fmt.Sprintf("%s mounts it", v.Path)
			}
		}
	}
	if name := path.Join(t.Dir, ".env"); p.Repo.Exists(name) && p.Brought()(name) {
		return "the image has it"
	}
	return ""
}
