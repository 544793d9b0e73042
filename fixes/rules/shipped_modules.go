package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
)

// A moduleTree is a node_modules folder with dev dependencies in a stage's
// image, and the way it came there.
type moduleTree struct {
	install *fixes.Install
	// dir is the folder that holds node_modules in the stage looked at.
	dir string
	// from is the stage that it was copied from last, and fromDir its folder
	// there; from is nil when no COPY brought it.
	from    *dockerfile.Stage
	fromDir string
}

// devModules returns the trees with dev dependencies that are in a stage's
// image at its end: full installs whose result was neither pruned, replaced
// nor removed.
func devModules(p *fixes.Pass, stage *dockerfile.Stage) []moduleTree {
	return devModulesIn(p, stage, 0)
}

// maxStages bounds how many stages are followed.
const maxStages = 12

func devModulesIn(p *fixes.Pass, stage *dockerfile.Stage, depth int) []moduleTree {
	if depth > maxStages {
		return nil
	}
	var trees []moduleTree
	for _, m := range p.Chain(stage).Steps {
		if c, ok := p.ReadCopy(m); ok && c.From != nil {
			for _, t := range devModulesIn(p, c.From, depth+1) {
				if dir, ok := copiedModules(c, t.dir); ok {
					trees = without(trees, dir)
					trees = append(trees, moduleTree{t.install, dir, c.From, t.dir})
				}
			}
		}
		for _, script := range scriptsOf(m) {
			for _, command := range script.Commands {
				trees = runOn(p, m, command, trees)
			}
		}
	}
	return trees
}

// copiedModules returns the folder that holds node_modules after a COPY, when
// the COPY takes that of dir.
func copiedModules(c *fixes.Copy, dir string) (string, bool) {
	modules := path.Join(dir, "node_modules")
	for _, source := range c.Sources {
		source = path.Join("/", source)
		switch {
		case source == modules:
			if path.Base(c.Dest) == "node_modules" {
				return path.Dir(c.Dest), true
			}
			return c.Dest, true
		case source == "/" || strings.HasPrefix(modules, source+"/"):
			return path.Join(c.Dest, strings.TrimPrefix(dir, source)), true
		}
	}
	return "", false
}

func without(trees []moduleTree, dir string) []moduleTree {
	return slices.DeleteFunc(slices.Clone(trees), func(t moduleTree) bool { return t.dir == dir })
}

// runOn returns the trees after one command.
func runOn(p *fixes.Pass, m fixes.Moment, c *dockerfile.Command, trees []moduleTree) []moduleTree {
	if dir, ok := removesModules(m, c); ok {
		return without(trees, dir)
	}
	for _, i := range installsAt(p, m) {
		if i.Command != c || !i.Project() || i.Workdir == "" || modulesMounted(i) {
			continue
		}
		if !c.Conditional {
			trees = without(trees, i.Workdir)
		}
		if !omitsDev(p, i) && !otherBranchOmits(p, i) {
			trees = append(trees, moduleTree{install: i, dir: i.Workdir})
		}
	}
	return trees
}

// otherBranchOmits reports whether a condition chooses between this install and
// one without dev dependencies: then the choice is made elsewhere.
func otherBranchOmits(p *fixes.Pass, i *fixes.Install) bool {
	if !i.Command.Conditional {
		return false
	}
	for _, other := range p.Installs(i.Stage) {
		if other.At == i.At && other != i && other.Project() && omitsDev(p, other) {
			return true
		}
	}
	return false
}

// omitsDev reports whether an install leaves dev dependencies out, by its
// flags, the environment or the settings in the image.
func omitsDev(p *fixes.Pass, i *fixes.Install) bool {
	if i.IncludeDev {
		return false
	}
	if i.OmitDev {
		return true
	}
	for name, v := range i.Scene.Env {
		switch strings.ToLower(name) {
		case "node_env":
			if (v.Value == "production" || !v.Known) && i.Manager != node.YarnBerry {
				return true
			}
		case "npm_config_production", "npm_config_omit", "npm_config_only", "yarn_production":
			return true
		}
	}
	if v, ok := i.Scene.Args["NODE_ENV"]; ok && (v.Value == "production" || !v.Known) {
		return true
	}
	if exportsProduction(i) {
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

// exportsProduction reports whether the same RUN exported NODE_ENV before, or a
// step configured npm to leave dev dependencies out.
func exportsProduction(i *fixes.Install) bool {
	for _, c := range i.Script.Commands {
		if c == i.Command {
			break
		}
		line := strings.Join(wordsOf(c), " ")
		if c.Name() == "export" && strings.Contains(line, "NODE_ENV=production") ||
			c.Name() == "npm" && strings.Contains(line, "config") && (strings.Contains(line, "omit") || strings.Contains(line, "production") || strings.Contains(line, "only")) {
			return true
		}
	}
	return false
}

// removesModules returns the folder whose node_modules, or the dev dependencies
// in it, a command removes.
func removesModules(m fixes.Moment, c *dockerfile.Command) (dir string, ok bool) {
	words := wordsOf(c)
	if len(words) < 2 || !c.DirKnown {
		return "", false
	}
	here := m.Scene.Abs(c.Dir)
	switch c.Name() {
	case "rm":
		for _, w := range words[1:] {
			if w = strings.TrimSuffix(strings.TrimSuffix(w, "/*"), "/"); path.Base(w) == "node_modules" {
				if !path.IsAbs(w) {
					w = path.Join(here, w)
				}
				return path.Dir(w), true
			}
		}
	case "npm", "pnpm":
		if scriptFile(words[1:]) != "prune" {
			return "", false
		}
		line := " " + strings.Join(words, " ") + " "
		for _, flag := range []string{" --production ", " --prod ", " --omit=dev ", " --omit dev ", " -P ", " --production=true "} {
			if strings.Contains(line, flag) {
				return here, true
			}
		}
		if v, set := m.Scene.Env["NODE_ENV"]; set && (v.Value == "production" || !v.Known) {
			return here, true
		}
		for _, a := range c.Assigns {
			if a.Name == "NODE_ENV" && a.Value.Text == "production" {
				return here, true
			}
		}
	}
	return "", false
}
