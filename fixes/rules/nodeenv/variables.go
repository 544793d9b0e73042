package nodeenv

import (
	"fmt"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/writes"
	"github.com/nodedock/nodedock/fixes/source"
)

var (
	// oneVariable finds a value that is a variable alone, without a default.
	oneVariable = pattern.New("^\\(?(?:process\\.)?env(?:\\.|\\[['\"`])(\\w+)(?:['\"`]\\])?!?\\)?$")
	// requiredThere finds a variable that a check of Joi asks for in production alone.
	requiredThere = pattern.New(`\b(\w+)\s*:\s*[^;{}]{0,160}?\.when\(\s*['"]NODE_ENV['"]\s*,\s*\{\s*is\s*:\s*[^,]{0,40}['"]production['"][^}]{0,80}\bthen\s*:\s*[^}]{0,80}\brequired\(`).Needs(".when(")
)

// takesVariable: a value comes from a variable that nothing here sets, and the program has had another one
// so far. Settings for the own machine have been no use in a container.
func takesVariable(p *fixes.Pass, t *fixes.Target, b source.Branch) string {
	m := oneVariable.FindStringSubmatch(b.Text)
	if m == nil || m[1] == "NODE_ENV" || b.Other == "" || b.Other == b.Text || givenVariable(p, t, m[1]) {
		return ""
	}
	if keyed := b.Condition == ""; keyed && namesLoopback.MatchString(b.Other) {
		return ""
	}
	return fmt.Sprintf("takes a value from %s in production, and nothing here sets that. Set both where the image is run", m[1])
}

// variableRequired: the check of the variables refuses to start in production without one that
// nothing here sets.
func variableRequired(p *fixes.Pass, t *fixes.Target) (string, error) {
	for _, name := range programSources.Of(p, t) {
		found, err := p.Repo.FindAll(name, requiredThere)
		if err != nil {
			return "", err
		}
		for _, m := range found {
			if !givenVariable(p, t, m[1]) {
				return fmt.Sprintf("%s refuses to start in production without %s, and nothing here sets that. Set both where the image is run", name, m[1]), nil
			}
		}
	}
	return "", nil
}

// givenVariable reports whether the image, what runs it, or an example of an
// environment file names a variable.
func givenVariable(p *fixes.Pass, t *fixes.Target, name string) bool {
	if _, set := t.Chain.End.Env[name]; set || launch.SetElsewhere(p, t, launch.Variable{Name: name, Value: "\x00"}) != "" {
		return true
	}
	_, given := writes.ValueInFiles(p, t, name)
	return given
}
