package nodeenv

import (
	"cmp"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/source"
)

// This file is about packages that ask for NODE_ENV themselves, whatever the code of the program says.

// lacksPublic: json-server from 1 on serves the folder public beside its data. In production it
// reads that when it starts, and ends where it is not there (lib/app.js, sirv).
func lacksPublic(p *fixes.Pass, t *fixes.Target, manifest *node.Manifest, dir string) (string, error) {
	const server, folder = "json-server", "public"
	if !manifest.Depends(server) || p.Repo.IsDir(path.Join(dir, folder)) {
		return "", nil
	}
	version := strings.TrimLeft(cmp.Or(manifest.Dependencies[server], manifest.Dev[server]), "^~>=v ")
	if locked, ok := launch.LockBeside(p, dir).Find(server); ok {
		version = locked.Version
	}
	if !strings.HasPrefix(version, "1.") {
		return "", nil
	}
	if !slices.ContainsFunc(launch.StartTexts(p, t), func(s launch.StartText) bool { return strings.Contains(s.Text, server) }) {
		return "", nil
	}
	return fmt.Sprintf("%s ends at its start in production where there is no folder %s, and there is none in this repository. Add one first", server, folder), nil
}

// movesGhost: Ghost reads config.production.json in place of config.development.json, and keeps its data
// in MySQL in place of a file where that does not say otherwise (core/shared/config/loader.js and env).
func movesGhost(p *fixes.Pass, t *fixes.Target, manifest *node.Manifest, dir string) (string, error) {
	if manifest.Dependencies["ghost"] == "" || givenVariable(p, t, "database__client") {
		return "", nil
	}
	var databases [2]string
	for n, environment := range []string{"development", "production"} {
		data, _, err := p.Repo.Read(path.Join(dir, "config."+environment+".json"))
		if err != nil {
			return "", err
		}
		var config struct{ Database json.RawMessage }
		_ = json.Unmarshal(data, &config)
		databases[n] = string(config.Database)
	}
	if databases[0] != "" && databases[0] == databases[1] {
		return "", nil
	}
	return "ghost keeps its data in another database in production, by config.production.json or in MySQL. Set NODE_ENV where that is", nil
}

// loopBackSources finds the files with the data sources of LoopBack 3 that are for one environment alone.
var loopBackSources = pattern.New(`^datasources\.(?:development|production)\.(?:json|js)$`).Needs("datasources.")

// movesLoopBack: LoopBack 3 reads other data sources in production (loopback-boot, lib/bootstrapper.js).
func movesLoopBack(p *fixes.Pass, _ *fixes.Target, manifest *node.Manifest, dir string) (string, error) {
	if manifest.Dependencies["loopback-boot"] == "" {
		return "", nil
	}
	names := p.Repo.Under(dir)
	at := slices.IndexFunc(names, func(name string) bool { return loopBackSources.MatchString(path.Base(name)) })
	if at < 0 {
		return "", nil
	}
	return fmt.Sprintf("loopback-boot reads %s by NODE_ENV, and the program would have another data source. Set NODE_ENV where that is", names[at]), nil
}

const sslRedirect = "heroku-ssl-redirect"

// importedRedirect finds the name that a file gives heroku-ssl-redirect.
var importedRedirect = pattern.New(`(?:import\s+(\w+)\s+from\s+|(\w+)\s*=\s*require\(\s*)['"]` + sslRedirect + `['"]`).Needs(sslRedirect)

// sendsToHTTPS: heroku-ssl-redirect sends visitors to HTTPS in the environments that it is given, in
// production where it is given none.
func sendsToHTTPS(p *fixes.Pass, _ *fixes.Target, manifest *node.Manifest, dir string) (string, error) {
	if manifest.Dependencies[sslRedirect] == "" {
		return "", nil
	}
	for _, name := range launch.SourcesIn(p, dir) {
		found, err := p.Repo.FindAll(name, importedRedirect)
		if err != nil {
			return "", err
		}
		if len(found) == 0 {
			continue
		}
		data, _, err := p.Repo.Spelled(name)
		if err != nil {
			return "", err
		}
		for args := range source.Take(data).Calls(cmp.Or(found[0][1], found[0][2])) {
			if len(args) == 0 || strings.Contains(args[0], "production") {
				return fmt.Sprintf("%s sends visitors to HTTPS in production by %s, which the container may not have. Set NODE_ENV where it runs behind HTTPS", name, sslRedirect), nil
			}
		}
	}
	return "", nil
}
