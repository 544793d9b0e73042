package pid1

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// SeenByBuild returns why variables must not be set before a command: steps of
// the build that come behind it would see them too.
func SeenByBuild(p *fixes.Pass, at *dockerfile.Instruction, env []launch.Variable) string {
	for _, s := range p.File.Stages {
		if s.Parent == at.Stage {
			return fmt.Sprintf("it sets %s, and the stages that are built from this one would see that too", Names(env))
		}
	}
	for _, i := range at.Stage.Instructions {
		if i.Index > at.Index && i.Is("RUN") {
			return fmt.Sprintf("it sets %s, and the steps behind it would see that too", Names(env))
		}
	}
	chain := p.Chain(at.Stage)
	before, end := chain.Before(at).Env, chain.End.Env
	for _, v := range env {
		if before[v.Name] != end[v.Name] {
			return fmt.Sprintf("it sets %s, and so does a line behind it", v.Name)
		}
	}
	return ""
}

// Names joins the names of variables.
func Names(env []launch.Variable) string {
	var out []string
	for _, v := range env {
		out = append(out, v.Name)
	}
	return strings.Join(out, " and ")
}

var plainValue = pattern.New(`^[A-Za-z0-9_./:@%+,=-]*$`)

// EnvLines returns the ENV instructions that set the variables. The value's
// quoting is that of Dockerfiles: nothing in it is expanded.
func EnvLines(file *dockerfile.File, env []launch.Variable) []string {
	var lines []string
	for _, v := range env {
		value := v.Value
		if !plainValue.MatchString(value) {
			value = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`).Replace(value) + `"`
		}
		lines = append(lines, fmt.Sprintf("%s %s=%s", file.Style.Keyword("ENV"), v.Name, value))
	}
	return lines
}
