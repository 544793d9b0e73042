package rules

import (
	"encoding/json"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/source"
)

// toolNeeds returns the dev dependency that a tool of the project loads or starts by
// itself: what seeds the database, a generator, a driver, a plugin.
func (pr *project) toolNeeds(words []string, depth int) *devNeed {
	shown, line := strings.Join(words[:min(len(words), 4)], " "), strings.Join(words, " ")
	switch name := path.Base(words[0]); {
	case name == "prisma" && prismaSeeds.MatchString(line):
		commands, _ := scriptCommands(pr.prismaSeed())
		if need := pr.anyNeeds(commands, depth+1); need != nil {
			return need
		}
		fallthrough
	case name == "prisma" && prismaGenerates.MatchString(line):
		if dev := pr.prismaGenerator(); dev != "" {
			return &devNeed{shown, dev}
		}
	case name == "db-migrate":
		for _, dev := range sortedNames(pr.manifest.Dev) {
			if strings.HasPrefix(dev, "db-migrate-") && pr.leftOut(dev) {
				return &devNeed{shown, dev}
			}
		}
	case strings.HasPrefix(name, "ts-node"), strings.Contains(line, "ts-node/"):
		if dev := pr.tsNodePlugin(); dev != "" {
			return &devNeed{shown, dev}
		}
	case strings.HasPrefix(name, "mikro-orm"):
		if dev := pr.mikroLoader(); dev != "" {
			return &devNeed{shown, dev}
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
func (pr *project) prismaSeed() string {
	for _, name := range configEndings {
		found, err := pr.p.Repo.FindAll(path.Join(pr.dir, "prisma.config"+name), seedSetting)
		if err == nil && len(found) > 0 {
			return found[0][1] + found[0][2] + found[0][3]
		}
	}
	data, ok, err := pr.p.Repo.Read(pr.manifest.Path)
	var fields struct{ Prisma struct{ Seed string } }
	if err != nil || !ok || json.Unmarshal(data, &fields) != nil {
		return ""
	}
	return fields.Prisma.Seed
}

// prismaGenerator returns a generator of the schema that is only a dev dependency.
func (pr *project) prismaGenerator() string {
	for _, name := range pr.p.Repo.Wanted() {
		if path.Ext(name) != ".prisma" || projectOf(pr.p, name) != pr.dir {
			continue
		}
		found, err := pr.p.Repo.FindAll(name, generatorBlock)
		if err != nil {
			continue
		}
		for _, m := range found {
			words := behindWrappers(strings.Fields(m[1]))
			if len(words) == 0 {
				continue
			}
			if program := pr.manifest.Find(pr.lock, words[0]); program.Dev {
				return program.Package
			}
			for _, word := range words { // node ./node_modules/x/dist/main.js
				if pkg := packageName(strings.TrimPrefix(moduleFolder(word, nil), ".bin/")); pr.leftOut(pkg) {
					return pkg
				}
			}
		}
	}
	return ""
}

// tsNodePlugin returns what tsconfig.json makes ts-node load, or extends, that is only
// a dev dependency: ts-node stops at a file that is not there.
func (pr *project) tsNodePlugin() string {
	data, ok, err := pr.p.Repo.Read(path.Join(pr.dir, "tsconfig.json"))
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
		if pkg := packageName(module); pr.leftOut(pkg) {
			return pkg
		}
	}
	return ""
}

var mikroTypeScript = pattern.New(`"(useTsNode|preferTs|alwaysAllowTs)"\s*:\s*true`).Needs("useTsNode", "preferTs", "alwaysAllowTs")

// mikroLoader returns the dev dependency by which MikroORM reads TypeScript where
// package.json tells it to.
func (pr *project) mikroLoader() string {
	if found, err := pr.p.Repo.Matches(pr.manifest.Path, mikroTypeScript); err != nil || !found {
		return ""
	}
	if n := slices.IndexFunc(loaders, pr.leftOut); n >= 0 {
		return loaders[n]
	}
	return ""
}
