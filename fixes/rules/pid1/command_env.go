package pid1

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/ignores"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// WithVariables returns what starts the program in exec form with the variables of its
// command line: words that set those which a platform gives every container, and as env those
// that the image does not set yet. Setter is what sets them today, for people.
func WithVariables(p *fixes.Pass, t *fixes.Target, program Argv, setter string) (start Argv, withheld string) {
	start.Words = program.Words
	var own []string
	for _, v := range program.Env {
		if setByPlatforms[v.Name] && !NoShell(t) {
			own = append(own, v.Name+"="+v.Value)
			continue
		}
		missing, withheld := newVariable(p, t, v, setter)
		if withheld != "" {
			return start, withheld
		}
		if missing {
			start.Env = append(start.Env, v)
		}
	}
	if len(own) > 0 {
		start.Words = append(append([]string{"env"}, own...), program.Words...)
	}
	return start, ""
}

// setByPlatforms are variables that Fargate, App Runner, Cloud Run, Railway and the like give a
// container, over those of its image: only the command's own value stands against theirs, as for
// Next.js, which listens on the address of HOSTNAME (github.com/vercel/next.js/issues/58657).
var setByPlatforms = map[string]bool{"HOSTNAME": true, "PORT": true}

// BehindEnv returns the words of the program that env(1), which is no process of its own for
// long, gives its place to.
func BehindEnv(words []string) []string {
	if len(words) < 2 || path.Base(words[0]) != "env" {
		return words
	}
	for n, word := range words[1:] {
		if !project.AssignmentWord.MatchString(word) {
			return words[n+1:]
		}
	}
	return words
}

// newVariable reports whether the image lacks a variable that a command sets, or why an ENV must
// not take the command's place.
func newVariable(p *fixes.Pass, t *fixes.Target, v launch.Variable, setter string) (missing bool, withheld string) {
	if other := launch.SetElsewhere(p, t, v); other != "" {
		return false, fmt.Sprintf("%s sets %s, and %s another value, which would win", setter, v.Name, other)
	}
	if v.Name == "NODE_OPTIONS" && strings.Contains(v.Value, "inspect") {
		return false, setter + " opens a debugger port by NODE_OPTIONS, which must not be set for every command"
	}
	if launch.TurnsOff(v.Name, v.Value) {
		return false, fmt.Sprintf("%s turns the verification of certificates off by %s, which must not be set for every command", setter, v.Name)
	}
	if have, set := t.Chain.End.Env[v.Name]; set && have.Known && have.Value == v.Value {
		return false, ""
	}
	if ignores.SetsSecret(v.Name + "=" + v.Value) {
		return false, fmt.Sprintf("%s gives the secret %s a value, which an ENV would show to whoever can pull the image. Give it to the container when it starts", setter, v.Name)
	}
	return true, ""
}
