package devneeds

import (
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/source"
)

// usedModules is loadedModules without those of the packages in question of which a file uses only
// types: what compiles it leaves their imports out.
func usedModules(p *fixes.Pass, t *fixes.Target, name string, asked func(pkg string) bool) (*source.Facts, []string, error) {
	facts, modules, err := loadedModules(p, t, name)
	if err != nil || facts == nil {
		return facts, modules, err
	}
	types := func(module string) bool {
		return !source.Relative(module) && !node.Builtin(module) && asked(project.PackageName(module)) && elided(p, t, name, module)
	}
	var left []string
	modules = slices.DeleteFunc(modules, func(module string) bool {
		if !types(module) {
			return false
		}
		left = append(left, module)
		return true
	})
	if len(left) > 0 {
		used := *facts
		used.Texts = slices.DeleteFunc(slices.Clone(facts.Texts), func(text string) bool { return slices.Contains(left, text) })
		facts = &used
	}
	return facts, modules, nil
}

// elided reports whether a file of TypeScript uses only types of a module that it imports, and what
// compiles the file leaves such an import out.
func elided(p *fixes.Pass, t *fixes.Target, name, module string) bool {
	if ext := path.Ext(name); ext != ".ts" && ext != ".mts" && ext != ".cts" || keepsTypeImports(p, t, name) {
		return false
	}
	for _, dir := range []string{project.ProjectOf(p, name), "."} {
		for _, base := range slices.Concat(babelConfigs, []string{"package.json", ".swcrc"}) {
			if keeps, err := p.Repo.Matches(path.Join(dir, base), keepsValues); err != nil || keeps {
				return false
			}
		}
	}
	data, ok, err := p.Repo.Read(name)
	return err == nil && ok && source.Elided(data, module)
}

// keepsValues finds settings of Babel and SWC by which an import stays that is not marked as one of types.
var keepsValues = pattern.New(`\b(onlyRemoveTypeImports|verbatimModuleSyntax)["']?\s*:\s*true`).Needs("onlyRemoveTypeImports", "verbatimModuleSyntax")
