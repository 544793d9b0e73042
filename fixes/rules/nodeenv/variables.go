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
	// requiredThere finds a variable that a check asks for in production alone: one of Joi, of class-validator
	// and of env-var.
	requiredThere = []*pattern.Pattern{
		pattern.New(`\b(\w+)\s*:\s*[^;{}]{0,160}?\.when\(\s*['"]NODE_ENV['"]\s*,\s*\{\s*is\s*:\s*[^,]{0,40}['"]production['"][^}]{0,80}\bthen\s*:\s*[^}]{0,80}\brequired\(`).Needs(".when("),
		pattern.New(`@ValidateIf\(\s*\(?[^()]{0,60}\)?\s*=>[^()]{0,80}\bNODE_ENV[^()]{0,20}===?\s*[^()]{0,30}(?i:production)['"]?\s*\)(?:\s*@\w+\([^()]*\))*\s*@(?:IsNotEmpty|IsString|IsDefined|IsUrl|IsNumber|IsInt)\([^()]*\)(?:\s*@\w+\([^()]*\))*\s*(?:readonly |public )?(\w+)\b`).Needs("@ValidateIf"),
		pattern.New(`\bget\(\s*['"](\w+)['"]\s*\)\s*\.required\(\s*(?:\w*[iI]s_?[pP]rod\w*|[^()]{0,40}NODE_ENV[^()]{0,10}===?\s*['"]production['"])\s*\)`).Needs(".required("),
	}
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
		for _, required := range requiredThere {
			found, err := p.Repo.FindAll(name, required)
			if err != nil {
				return "", err
			}
			for _, m := range found {
				if !givenVariable(p, t, m[1]) {
					return name + " " + fmt.Sprintf(refusesWithout, m[1]), nil
				}
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
