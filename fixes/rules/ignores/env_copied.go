package ignores

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// copiesInConfig finds an environment file that a configuration of a build has copied beside what it
// makes: a pattern of a plugin for it, a source of Gulp, an asset of Nest.
var copiesInConfig = pattern.New("\\bfrom\\s*:\\s*['\"`]((?:[\\w.*/-]*/)?\\*?\\.env)['\"`]|" +
	"\\bsrc\\(\\s*\\[?[^\\])]{0,300}?['\"`]((?:[\\w.*/-]*/)?\\*?\\.env)['\"`]|" +
	"\"(?:include|assets)\"\\s*:\\s*\\[?[^\\]}]{0,300}?\"((?:[\\w.*/-]*/)?\\*?\\.env)\"").Needs(".env")

// needsCopiedEnv holds back when the configuration of a build has an environment file copied that is not
// in the repository.
func (v *View) needsCopiedEnv() string {
	at := v.runs(bundlerRun)
	if at == "" {
		return ""
	}
	for _, name := range v.tree {
		if path.Base(name) != "nest-cli.json" && !buildConfig.MatchString(path.Base(name)) || strings.Contains(name, "node_modules/") {
			continue
		}
		full := path.Join(v.Context.Dir, name)
		found, err := v.p.Repo.FindAll(full, copiesInConfig)
		if err != nil {
			continue
		}
		for _, m := range found {
			if file := strings.Join(m[1:], ""); strings.Contains(file, "*") || v.lacksEnv(path.Dir(name), file) {
				return fmt.Sprintf("%s has %s copied, and %s builds with it", full, file, at)
			}
		}
	}
	return ""
}
