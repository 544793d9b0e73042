package nodeenv

import (
	"fmt"
	"path"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/source"
)

// This file is about folders of settings with a file, or a folder, for each environment.

// configFolder returns what the package config, or FoalTS in its way, loads for production in place of what
// it loads so far: production.json over default.json, where it has had development.json
// (github.com/node-config/node-config/wiki/Configuration-Files).
func (r *envReader) configFolder(t *fixes.Target) (out []envFile, err error) {
	manifest, dir := deploy.ProgramManifest(r.p, t)
	if manifest == nil || !manifest.Depends("config") && !manifest.Depends("@foal/core") {
		return nil, nil
	}
	folder := path.Join(dir, "config")
	for _, ending := range []string{".json", ".js", ".cjs"} {
		name := path.Join(folder, "production"+ending)
		production, err := r.settingsIn(name)
		if production == "" || err != nil {
			continue
		}
		f := envFile{name: name}
		for _, base := range []string{"development", "default"} {
			so, err := r.settingsIn(path.Join(folder, base+ending))
			if err != nil {
				return nil, err
			}
			if so != "" {
				f.in = append(f.in, settingBranches(source.Pair{One: so, Other: production}, maxSettings)...)
			}
		}
		out = append(out, f)
	}
	return out, nil
}

// settingsIn returns the object that a file of settings holds, as it is written; "" when there is none.
func (r *envReader) settingsIn(name string) (string, error) {
	data, ok, err := r.p.Repo.Spelled(name)
	if err != nil || !ok {
		return "", err
	}
	if path.Ext(name) == ".json" {
		return string(data), nil
	}
	for given, value := range source.Take(data).Assigned() {
		if given == "exports" {
			return value, nil
		}
	}
	return "", nil
}

// strapiDatabase: Strapi has another database for production, which NODE_ENV chooses
// (docs.strapi.io/cms/configurations/environment; config/environments before version 3.1).
func strapiDatabase(p *fixes.Pass, t *fixes.Target) (string, error) {
	manifest, dir := deploy.ProgramManifest(p, t)
	if manifest == nil || !manifest.Depends("strapi") && !manifest.Depends("@strapi/strapi") {
		return "", nil
	}
	for _, name := range []string{"env/production/database.js", "env/production/database.ts", "env/production/database.json", "environments/production/database.json"} {
		name = path.Join(dir, "config", name)
		data, ok, err := p.Repo.Read(name)
		if err != nil {
			return "", err
		}
		if !ok {
			continue
		}
		so, found, err := p.Repo.Read(path.Join(path.Dir(path.Dir(name)), "development", path.Base(name)))
		if err != nil {
			return "", err
		}
		if !found || string(so) != string(data) {
			return fmt.Sprintf("%s has a database of its own for production. Set NODE_ENV where that is", name), nil
		}
	}
	return "", nil
}
