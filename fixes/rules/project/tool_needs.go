package project

import (
	"encoding/json"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/source"
)

// LeftOut reports whether an install for production leaves a package out that
// the manifest names: another dependency may bring one of devDependencies in.
func (pr *Project) LeftOut(pkg string) bool {
	if !pr.Manifest.DevOnly(pkg) {
		return false
	}
	locked, ok := pr.Lock.Find(pkg)
	return !ok || !pr.Lock.DevKnown || locked.Dev || pr.Lock.Unlinks(pr.Manifest, pkg)
}

// Borrowed reports whether the manifest does not name a package and only its dev
// dependencies bring it, so that an install for production leaves it out.
func (pr *Project) Borrowed(pkg string) bool {
	if pr.Manifest.Depends(pkg) || !pr.Lock.Has(pkg) {
		return false
	}
	brings, known := pr.Lock.Brings(pr.Manifest, pkg)
	return known && !brings
}

// Missing reports whether an install for production leaves a package out that a file may import.
func (pr *Project) Missing(pkg string) bool { return pr.LeftOut(pkg) || pr.Borrowed(pkg) }

// toolNeeds returns the dev dependency that a tool of the project loads or starts by
// itself: what seeds the database, a generator, a driver, a plugin.
func (pr *Project) toolNeeds(words []string, depth int) *DevNeed {
	shown, line := strings.Join(words[:min(len(words), 4)], " "), strings.Join(words, " ")
	switch name := path.Base(words[0]); {
	case name == "prisma" && prismaSeeds.MatchString(line):
		commands, _ := ScriptCommands(pr.prismaSeed())
		if need := pr.AnyNeeds(commands, depth+1); need != nil {
			return need
		}
		fallthrough
	case name == "prisma" && prismaGenerates.MatchString(line):
		if dev := pr.prismaGenerator(); dev != "" {
			return &DevNeed{shown, dev}
		}
	case name == "db-migrate":
		for _, dev := range SortedNames(pr.Manifest.Dev) {
			if strings.HasPrefix(dev, "db-migrate-") && pr.LeftOut(dev) {
				return &DevNeed{shown, dev}
			}
		}
	case strings.HasPrefix(name, "ts-node"), strings.Contains(line, "ts-node/"):
		if dev := pr.tsNodePlugin(); dev != "" {
			return &DevNeed{shown, dev}
		}
	case strings.HasPrefix(name, "mikro-orm"):
		if dev := pr.mikroLoader(); dev != "" {
			return &DevNeed{shown, dev}
		}
	}
	return nil
}

var (
	prismaSeeds     = pattern.New(`\b(db seed|migrate (reset|dev))\b`)
	prismaGenerates = pattern.New(`\b(generate|migrate (reset|dev)|db push)\b`)
	seedSetting     = pattern.New(`\bseed\s*:\s*(?:"([^"\n]+)"|'([^'\n]+)'|` + "`([^`\n]+)`" + `)`).Needs("seed")
	// generatorBlock finds the programs that make a client or a document from a schema.
	generatorBlock = pattern.New(`(?m)^[ \t]*generator\s+\w+\s*\{[^}]*?\bprovider\s*=\s*"([^"\n]+)"`).Needs("generator")
)

// prismaSeed returns the command by which Prisma fills the database.
func (pr *Project) prismaSeed() string {
	for _, name := range ConfigEndings {
		found, err := pr.P.Repo.FindAll(path.Join(pr.Dir, "prisma.config"+name), seedSetting)
		if err == nil && len(found) > 0 {
			return found[0][1] + found[0][2] + found[0][3]
		}
	}
	data, ok, err := pr.P.Repo.Read(pr.Manifest.Path)
	var fields struct{ Prisma struct{ Seed string } }
	if err != nil || !ok || json.Unmarshal(data, &fields) != nil {
		return ""
	}
	return fields.Prisma.Seed
}

// prismaGenerator returns a generator of the schema that is only a dev dependency.
func (pr *Project) prismaGenerator() string {
	for _, name := range pr.P.Repo.Wanted() {
		if path.Ext(name) != ".prisma" || ProjectOf(pr.P, name) != pr.Dir {
			continue
		}
		found, err := pr.P.Repo.FindAll(name, generatorBlock)
		if err != nil {
			continue
		}
		for _, m := range found {
			words := BehindWrappers(strings.Fields(m[1]))
			if len(words) == 0 {
				continue
			}
			if program := pr.Manifest.Find(pr.Lock, words[0]); program.Dev {
				return program.Package
			}
			for _, word := range words { // node ./node_modules/x/dist/main.js
				if pkg := PackageName(strings.TrimPrefix(ModuleFolder(word, nil), ".bin/")); pr.LeftOut(pkg) {
					return pkg
				}
			}
		}
	}
	return ""
}

// tsNodePlugin returns what tsconfig.json makes ts-node load, or extends, that is only
// a dev dependency: ts-node stops at a file that is not there.
func (pr *Project) tsNodePlugin() string {
	data, ok, err := pr.P.Repo.Read(path.Join(pr.Dir, "tsconfig.json"))
	var config struct {
		Extends any `json:"extends"`
		TSNode  struct {
			SWC        bool     `json:"swc"`
			Require    []string `json:"require"`
			Transpiler any      `json:"transpiler"`
			Compiler   string   `json:"compiler"`
		} `json:"ts-node"`
	}
	if err != nil || !ok || source.UnmarshalJSONC(data, &config) != nil {
		return ""
	}
	modules := append(config.TSNode.Require, config.TSNode.Compiler)
	if config.TSNode.SWC {
		modules = append(modules, "@swc/core")
	}
	for _, field := range []any{config.Extends, config.TSNode.Transpiler} {
		switch field := field.(type) {
		case string:
			modules = append(modules, field)
		case []any:
			for _, one := range field {
				if s, ok := one.(string); ok {
					modules = append(modules, s)
				}
			}
		}
	}
	for _, module := range modules {
		if pkg := PackageName(module); pr.LeftOut(pkg) {
			return pkg
		}
	}
	return ""
}

var mikroTypeScript = pattern.New(`"(useTsNode|preferTs|alwaysAllowTs)"\s*:\s*true`).Needs("useTsNode", "preferTs", "alwaysAllowTs")

// mikroLoader returns the dev dependency by which MikroORM reads TypeScript where
// package.json tells it to.
func (pr *Project) mikroLoader() string {
	if found, err := pr.P.Repo.Matches(pr.Manifest.Path, mikroTypeScript); err != nil || !found {
		return ""
	}
	if n := slices.IndexFunc(loaders, pr.LeftOut); n >= 0 {
		return loaders[n]
	}
	return ""
}
