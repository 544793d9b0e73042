package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/nodeenv"
)

// nodeEnvNotProduction reports shipped images with another NODE_ENV.
var nodeEnvNotProduction = &fixes.Rule{
	ID: "node-env-not-production", Practice: 3,
	Doc: doc("node_env_not_production.md"), Severity: fixes.Warning, Offers: fixes.Advice,
	Check: checkNodeEnvNotProduction,
}

func checkNodeEnvNotProduction(p *fixes.Pass) error {
	seen := map[*dockerfile.Instruction]bool{}
	for _, t := range p.Production() {
		env, set := t.Chain.End.Env["NODE_ENV"]
		if value := startedWith(p, t); value != "" && !set {
			p.Report(fixes.Finding{
				Span: t.Process.Last().Span, Key: "NODE_ENV " + t.Stage.Name,
				Message: fmt.Sprintf("What the image starts sets NODE_ENV to %s: frameworks run faster and show less of their inside only with production. Keep a name for the environment in a variable of its own.", value),
			})
		}
		if !set || env.At == nil || seen[env.At] || env.Value == "production" {
			continue
		}
		if !env.Known && !alwaysEmpty(t, env.At) || env.Known && launch.ChosenByArgument(env.At) || launch.BuiltWithNodeEnv(t) != "" || launch.ServiceForDevelopment(t) != "" {
			continue
		}
		seen[env.At] = true
		value := env.Value
		if value == "" || !env.Known {
			value = "an empty text"
		}
		p.Report(fixes.Finding{
			Span: env.At.Span, Key: "NODE_ENV",
			Message: fmt.Sprintf("The image that is shipped sets NODE_ENV to %s: frameworks run faster and show less of their inside only with production. Keep a name for the environment in a variable of its own.", value),
		})
	}
	return nil
}

// alwaysEmpty reports whether an ENV takes NODE_ENV from a variable that nothing can set: no
// step of the image declares it as an argument, and the base is one that sets none.
func alwaysEmpty(t *fixes.Target, env *dockerfile.Instruction) bool {
	return takesItself.MatchString(env.Text) && t.Chain.Base.Kind == image.OfficialNode && !t.Chain.Base.Guess && t.Chain.Lower == nil &&
		!slices.ContainsFunc(t.Chain.Steps, func(m fixes.Moment) bool { return m.Is("ARG") && strings.Contains(m.Text, "NODE_ENV") })
}

// takesItself finds NODE_ENV that is set to what it is.
var takesItself = pattern.New(`\bNODE_ENV(?:=|\s+)["']?\$\{?NODE_ENV\}?["']?(?:\s|$)`).Needs("NODE_ENV")

// startedWith returns another value than production that what the image starts gives
// NODE_ENV, "" where it gives none, where one is not literal or production, and where
// whoever builds or runs it chooses.
func startedWith(p *fixes.Pass, t *fixes.Target) string {
	values := nodeenv.CommandNodeEnv(p, t)
	if len(values) == 0 || t.Process.Last() == nil || launch.BuiltWithNodeEnv(t) != "" || launch.ServiceForDevelopment(t) != "" {
		return ""
	}
	for _, value := range values {
		if value == "" || value == "production" {
			return ""
		}
	}
	return values[0]
}
