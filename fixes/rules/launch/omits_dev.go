package launch

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
)

// LockedGeneration returns the manager of an install with the generations of
// Yarn told apart by the lockfile.
func LockedGeneration(p *fixes.Pass, i *fixes.Install) node.Manager {
	if i.Manager.Yarn() && i.Lockfile != "" {
		if lock, err := p.Repo.Lockfile(i.Lockfile); err == nil && lock != nil {
			return lock.Manager
		}
	}
	return i.Manager
}

// ChosenByArgument reports whether an ENV takes NODE_ENV from a variable.
func ChosenByArgument(i *dockerfile.Instruction) bool {
	for _, pair := range dockerfile.EnvPairs(i) {
		if pair.Name.Text == "NODE_ENV" && strings.Contains(pair.Value.Text, "$") {
			return true
		}
	}
	return false
}

// otherBranchOmits reports whether a condition chooses between this install and
// one without dev dependencies: then the choice is made elsewhere.
func otherBranchOmits(p *fixes.Pass, i *fixes.Install) bool {
	if !i.Command.Conditional {
		return false
	}
	for _, other := range p.Installs(i.Stage) {
		if other.At == i.At && other != i && other.Project() && OmitsDev(p, other) {
			return true
		}
	}
	return false
}

// OmitsDev reports whether an install leaves dev dependencies out, by its
// flags, the environment or the settings in the image, or does so when an argument
// of the build says production.
func OmitsDev(p *fixes.Pass, i *fixes.Install) bool {
	if i.IncludeDev {
		return false
	}
	if i.OmitDev {
		return true
	}
	if LockedGeneration(p, i) == node.YarnBerry {
		return false // neither NODE_ENV nor a setting of npm's makes it leave them out
	}
	for name, v := range i.Scene.Env {
		switch strings.ToLower(name) {
		case "node_env":
			if v.Value == "production" || !v.Known || v.At != nil && ChosenByArgument(v.At) {
				return true
			}
		case "npm_config_production", "npm_config_omit", "npm_config_only", "yarn_production":
			return true
		}
	}
	if _, ok := i.Scene.Args["NODE_ENV"]; ok {
		return true // whoever builds for production says so
	}
	if exportsProduction(i) || configuredToOmit(p, i) {
		return true
	}
	if at, ok := p.Origin(i.Stage, path.Join(i.Workdir, ".npmrc"), i.At); ok {
		if data, ok, err := p.Repo.Read(at); err == nil && ok {
			rc := node.ParseNpmrc(data)
			return rc.Get("omit") == "dev" || rc.Get("production") == "true" || rc.Get("only") == "production" || rc.Get("only") == "prod"
		}
	}
	return false
}

// configOmits finds the setting of npm, for the whole image, that leaves dev
// dependencies out.
var configOmits = pattern.New(`\bnpm\s+(?:config\s+)?set\s+(?:-\S+\s+)*(?:omit[ =]dev|production[ =]true|only[ =]prod(?:uction)?)\b`).Needs("npm")

// configuredToOmit reports whether a step before the install has configured npm so.
func configuredToOmit(p *fixes.Pass, i *fixes.Install) bool {
	if i.Manager != node.NPM {
		return false
	}
	for _, m := range p.Chain(i.Stage).Steps {
		if m.Instruction == i.At {
			break
		}
		if m.Is("RUN") && configOmits.MatchString(m.Spoken()) {
			return true
		}
	}
	return false
}

// exportsProduction reports whether the same RUN exported NODE_ENV before, or a
// step configured npm to leave dev dependencies out.
func exportsProduction(i *fixes.Install) bool {
	for _, c := range i.Script.Commands {
		if c == i.Command {
			break
		}
		line := strings.Join(deploy.WordsOf(c), " ")
		if c.Name() == "export" && strings.Contains(line, "NODE_ENV=production") ||
			c.Name() == "npm" && strings.Contains(line, "config") && (strings.Contains(line, "omit") || strings.Contains(line, "production") || strings.Contains(line, "only")) {
			return true
		}
	}
	return false
}

// DevModules returns the trees with dev dependencies that are in a stage's
// image at its end: full installs whose result was neither pruned, replaced
// nor removed.
func DevModules(p *fixes.Pass, stage *dockerfile.Stage) []deploy.ModuleTree {
	return deploy.ModulesIn(p, stage, func(i *fixes.Install) bool { return !OmitsDev(p, i) && !otherBranchOmits(p, i) })
}

// DevBroughtBack returns the trees that have dev dependencies again after an install without them: npm
// and Yarn 1 bring all that package.json asks for when they add a package by its name.
func DevBroughtBack(p *fixes.Pass, stage *dockerfile.Stage) []deploy.ModuleTree {
	trees := deploy.ModulesBack(p, stage, func(i *fixes.Install) bool { return !OmitsDev(p, i) && !otherBranchOmits(p, i) }, func(i *fixes.Install) bool {
		adds := i.Manager == node.NPM && p.Chain(i.Stage).Base.Major >= 15 || LockedGeneration(p, i) == node.YarnClassic
		return adds && i.Prefix == "" && !i.Workspaces && i.Manifest != nil && !i.Command.Conditional && !OmitsDev(p, i)
	})
	return slices.DeleteFunc(trees, func(t deploy.ModuleTree) bool { return len(t.Install.Packages) == 0 })
}
