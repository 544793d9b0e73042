package nodeenv

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// namedByEnv finds code that makes the name of a settings file of the
// environment. The last group is the kind of the file.
var namedByEnv = pattern.New("(?:['\"]\\s*\\+\\s*|\\$\\{\\s*)(?:process\\.env(?:\\.NODE_ENV\\b|\\[['\"]NODE_ENV['\"]\\])|(?:NODE_ENV|nodeEnv|node_env|env|environment|ENV)\\b)(?:[^}`\\n]{0,60}\\}|[^'\"`\\n]{0,40}\\+\\s*['\"])[\\w.-]*(\\.(?:json5?|ya?ml|toml|env))['\"`]").Needs(".json", ".yml", ".yaml", ".toml", ".env")

// filesByEnv: the program reads a settings file whose name has NODE_ENV in it, and
// there is none for production here. People who run it have one of their own, which
// it would not find any more.
func filesByEnv(p *fixes.Pass, t *fixes.Target) (string, error) {
	manifest, dir := deploy.ProgramManifest(p, t)
	if manifest == nil {
		return "", nil
	}
	for _, name := range launch.SourcesIn(p, dir) {
		reads, err := p.Repo.Matches(name, readsEnv)
		if err != nil {
			return "", err
		}
		if !reads {
			continue
		}
		found, err := p.Repo.FindAll(name, namedByEnv)
		if err != nil {
			return "", err
		}
		for _, m := range found {
			if !hasForProduction(p, dir, m[1]) {
				return fmt.Sprintf("%s names a settings file by NODE_ENV, and there is none for production here: people may run it with one of their own. Set NODE_ENV where the image is run", name), nil
			}
		}
	}
	return "", nil
}

// hasForProduction reports whether there are settings for production of a kind,
// below the program's folder.
func hasForProduction(p *fixes.Pass, dir, kind string) bool {
	return slices.ContainsFunc(p.Repo.Under(dir), func(name string) bool {
		return strings.EqualFold(path.Ext(name), kind) && production.MatchString(path.Base(name)) && !strings.Contains("/"+name, "/node_modules/")
	})
}

// chosenByCall finds an environment file that dotenv is given by a function of NODE_ENV.
var chosenByCall = pattern.New(`\bconfig\(\s*\{\s*path\s*:[^{};]{0,200}\b\w+\(\s*process\.env\.NODE_ENV\s*\)`).Needs("NODE_ENV")

// fileByCall: a function says by NODE_ENV which environment file the program reads.
func fileByCall(p *fixes.Pass, t *fixes.Target) (string, error) {
	for _, name := range programSources.Of(p, t) {
		if found, err := p.Repo.Matches(name, chosenByCall); err != nil {
			return "", err
		} else if found {
			return fmt.Sprintf("%s reads an environment file that a function chooses by NODE_ENV, and the program would have other settings. Set NODE_ENV where the image is run", name), nil
		}
	}
	return "", nil
}
