package nodeenv

import (
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// settingsByEnv: the program has run with its settings for development so far,
// and there are none for production that NODE_ENV would choose.
func settingsByEnv(p *fixes.Pass, t *fixes.Target) (string, error) {
	manifest, dir := deploy.ProgramManifest(p, t)
	if manifest == nil {
		return "", nil
	}
	chosen, err := choosesByEnv(p, dir)
	if err != nil {
		return "", err
	}
	if !chosen && !slices.ContainsFunc([]string{"config", "sequelize-cli", "knex", "@strapi/strapi", "@foal/core", "node-config-ts", envFilePackage}, manifest.Depends) {
		return "", nil
	}
	for _, name := range p.Repo.Under(dir) {
		missing, err := lacksProduction(p, dir, name)
		if err != nil {
			return "", err
		}
		if missing != "" && (path.Base(name) != ".env.development" || loadsByEnv(p, t, manifest, name, dir)) {
			return fmt.Sprintf("%s, and the program chooses its settings by NODE_ENV. Add those for production first", missing), nil
		}
	}
	return "", nil
}

var readsEnv = pattern.New(`\bNODE_ENV\b`).Needs("NODE_ENV")

// choosesByEnv reports whether a source file of the program reads NODE_ENV.
func choosesByEnv(p *fixes.Pass, dir string) (bool, error) {
	for _, name := range launch.SourcesIn(p, dir) {
		if found, err := p.Repo.Matches(name, readsEnv); found || err != nil {
			return found, err
		}
	}
	return false, nil
}

var (
	// development and production find an environment among the keys of a
	// settings file, or a mention of it.
	developmentKey = pattern.New(`(?m)(^|[{,\s.])["']?development["']?\s*[:=]\s*\{`)
	production     = pattern.New(`(?i)prod`)
	// ownFile finds a file for one environment alone.
	ownFile = pattern.New(`^(\.env\.)?development(\.(json5?|[cm]?[jt]s|ya?ml|toml))?$`)
)

// lacksProduction says what a file has for development and lacks for
// production, "" when it lacks nothing.
func lacksProduction(p *fixes.Pass, dir, name string) (string, error) {
	base := path.Base(name)
	if strings.Contains(strings.TrimPrefix(name, dir+"/"), "node_modules/") {
		return "", nil
	}
	if strings.Contains("/"+name, strapiDevelopment) {
		return lacksFolder(p, name), nil
	}
	if ownFile.MatchString(base) && base != "development" && (path.Ext(base) != ".ts" && path.Ext(base) != ".js" || settingsFolder.MatchString(path.Base(path.Dir(name)))) {
		for _, other := range p.Repo.Under(path.Dir(name)) {
			if path.Dir(other) == path.Dir(name) && production.MatchString(path.Base(other)) {
				return "", nil
			}
		}
		return fmt.Sprintf("%s has no counterpart for production", name), nil
	}
	if !fixes.IsSettings(base) {
		return "", nil
	}
	data, ok, err := p.Repo.Read(name)
	if err != nil || !ok || !holdsDevelopment(base, data) || production.Match(data) {
		return "", err
	}
	return fmt.Sprintf("%s has settings for development and none for production", name), nil
}

// settingsFolder finds a folder with a file for each environment: code that is
// called development.ts elsewhere may be about anything.
var settingsFolder = pattern.New(`(?i)(conf|env|setting|option|secret|stage)`)

// strapiDevelopment is where Strapi has settings for development alone
// (docs.strapi.io/cms/configurations/environment).
const strapiDevelopment = "/config/env/development/"

// lacksFolder says that a settings file of Strapi has none for production.
func lacksFolder(p *fixes.Pass, name string) string {
	folder := path.Dir(name)
	if p.Repo.IsDir(path.Join(path.Dir(folder), "production")) {
		return ""
	}
	return fmt.Sprintf("%s has no counterpart for production", folder)
}

// holdsDevelopment reports whether a settings file has a key development with
// settings below it.
func holdsDevelopment(base string, data []byte) bool {
	if path.Ext(base) != ".json" {
		return developmentKey.Match(data)
	}
	var settings map[string]json.RawMessage
	return json.Unmarshal(data, &settings) == nil && strings.HasPrefix(strings.TrimSpace(string(settings["development"])), "{")
}

// namesByEnv finds code that makes the name of an environment file of NODE_ENV.
var namesByEnv = pattern.New("\\.env\\.(\\$\\{|['\"]\\s*\\+)\\s*\\(?\\s*(process\\.env(?:\\.|\\[['\"])NODE_ENV|env\\b|environment\\b|NODE_ENV\\b)")

// envFilePackage loads an environment file by NODE_ENV itself, that for development where nothing
// sets it (loadenv.js).
const envFilePackage = "@colyseus/tools"

// loadsByEnv reports whether the program loads the environment file for
// development when it is in its image, or mounted there.
func loadsByEnv(p *fixes.Pass, t *fixes.Target, manifest *node.Manifest, name, dir string) bool {
	abs := t.Chain.End.Abs(strings.TrimPrefix(name, dir+"/"))
	at, ok := p.Origin(t.Stage, abs, nil)
	mounted := slices.ContainsFunc(t.Builds, func(b builds.Build) bool {
		return slices.ContainsFunc(b.Volumes, func(v builds.Volume) bool { return path.Clean(v.Target) == abs })
	})
	return (mounted || ok && at == name) && (manifest.Depends(envFilePackage) || slices.ContainsFunc(launch.SourcesIn(p, dir), func(source string) bool {
		found, err := p.Repo.Matches(source, namesByEnv)
		return found && err == nil
	}))
}
