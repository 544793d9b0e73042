package nodeenv

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/source"
)

var (
	// oneNodeEnv finds NODE_ENV among what decides, without a comparison.
	oneNodeEnv = pattern.New(`(?:^|&&|[(])\s*\(?\s*process\.env(?:\.NODE_ENV|\[['"]NODE_ENV['"]\])\s*\)?\s*(?:$|&&|\))`).Needs("NODE_ENV")
	// listsOfAny finds a list that is asked for one value.
	listsOfAny = pattern.New(`(\w*)\.(?:includes|indexOf|has)\(\s*([^()]*?)\s*\)`)
	// loadsEnvFile finds the package that reads environment files.
	loadsEnvFile = pattern.New(`\bdotenv\b`).Needs("dotenv")
)

// asksSet reports whether a condition asks for any value of NODE_ENV, not for one of a list.
func asksSet(condition string) bool {
	return oneNodeEnv.MatchString(listsOfAny.ReplaceAllString(condition, ""))
}

// asksWhether: the program goes another way when NODE_ENV has any value. What gives NODE_ENV itself a
// default is no such way.
func asksWhether(_ *fixes.Pass, _ *fixes.Target, b source.Branch) string {
	if !asksSet(b.Condition) || readsEnv.MatchString(b.Text) {
		return ""
	}
	return "asks whether NODE_ENV is set at all, and the image runs without it. Set it where the image is run"
}

// losesEnvFile: the program leaves out the environment file that it gets.
func losesEnvFile(p *fixes.Pass, t *fixes.Target) (string, error) {
	by := givesEnvFile(p, t)
	if by == "" {
		return "", nil
	}
	branches := branchesByEnv.Of(p, t)
	for _, f := range branches.files {
		if slices.ContainsFunc(f.outside, func(b source.Branch) bool {
			return loadsEnvFile.MatchString(b.Text) && !loadsEnvFile.MatchString(b.Other)
		}) {
			return fmt.Sprintf("%s reads .env outside production alone, and %s. Set NODE_ENV where the image is run", f.name, by), nil
		}
	}
	return "", branches.err
}

// givesEnvFile says what gives a container an environment file beside its program.
func givesEnvFile(p *fixes.Pass, t *fixes.Target) string {
	for _, b := range t.Builds {
		for _, v := range b.Volumes {
			if strings.HasPrefix(path.Base(v.Target), ".env") {
				return fmt.Sprintf("%s mounts it", v.Path)
			}
		}
	}
	_, dir := deploy.ProgramManifest(p, t)
	if name := path.Join(dir, ".env"); p.Repo.Exists(name) && p.Brought()(name) {
		return "the image has it"
	}
	return ""
}
