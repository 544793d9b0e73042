package rules

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// seenByBuild returns why variables must not be set before a command: steps of
// the build that come behind it would see them too.
func seenByBuild(p *fixes.Pass, at *dockerfile.Instruction, env []variable) string {
	for _, s := range p.File.Stages {
		if s.Parent == at.Stage {
			return fmt.Sprintf("it sets %s, and the stages that are built from this one would see that too", names(env))
		}
	}
	for _, i := range at.Stage.Instructions {
		if i.Index > at.Index && i.Is("RUN") {
			return fmt.Sprintf("it sets %s, and the steps behind it would see that too", names(env))
		}
	}
	chain := p.Chain(at.Stage)
	before, end := chain.Before(at).Env, chain.End.Env
	for _, v := range env {
		if before[v.name] != end[v.name] {
			return fmt.Sprintf("it sets %s, and so does a line behind it", v.name)
		}
	}
	return ""
}

// names joins the names of variables.
func names(env []variable) string {
	var out []string
	for _, v := range env {
		out = append(out, v.name)
	}
	return strings.Join(out, " and ")
}

var plainValue = pattern.New(`^[A-Za-z0-9_./:@%+,=-]*$`)

// envLines returns the ENV instructions that set the variables. The value's
// quoting is that of Dockerfiles: nothing in it is expanded.
func envLines(file *dockerfile.File, env []variable) []string {
	var lines []string
	for _, v := range env {
		value := v.value
		if !plainValue.MatchString(value) {
			value = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`).Replace(value) + `"`
		}
		lines = append(lines, fmt.Sprintf("%s %s=%s", file.Style.Keyword("ENV"), v.name, value))
	}
	return lines
}
