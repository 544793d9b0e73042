package rules

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
)

var (
	managerVariable = regexp.MustCompile(`\bnpm_(package|lifecycle|config|execpath|node_execpath|command)\w*`)
	spawned         = regexp.MustCompile("\\b(?:spawn|spawnSync|exec|execSync|execFile|execFileSync|execa|execaSync|execaCommand)\\(\\s*['\"`]([\\w@.-]+)")
)

// needsManager returns what the program would miss without its package manager:
// the variables that it sets, or node_modules/.bin in PATH.
func needsManager(p *fixes.Pass, t *fixes.Target, lock *node.Lockfile) (string, error) {
	for _, name := range sourcesOf(p, t) {
		data, ok, err := p.Repo.Read(name)
		if err != nil {
			return "", err
		}
		if !ok {
			continue
		}
		src := string(data)
		if strings.Contains(src, "npm_") {
			if m := managerVariable.FindString(src); m != "" {
				return fmt.Sprintf("%s reads %s, which only the package manager sets", name, m), nil
			}
		}
		if !strings.Contains(src, "child_process") && !strings.Contains(src, "execa") {
			continue
		}
		for _, m := range spawned.FindAllStringSubmatch(src, -1) {
			if found := t.Manifest.Find(lock, m[1]); found.Known && !found.Node && !found.File {
				return fmt.Sprintf("%s starts %s, which is found because the package manager puts node_modules/.bin into PATH", name, m[1]), nil
			}
		}
	}
	return "", nil
}

// sourcesOf returns the source files of the target's program: those below its
// package.json that reach the image and are no tooling.
func sourcesOf(p *fixes.Pass, t *fixes.Target) []string {
	if t.Manifest == nil {
		return nil
	}
	return sourcesIn(p, t.Dir)
}

// sourcesIn returns the source files of a program by its folder.
func sourcesIn(p *fixes.Pass, dir string) []string {
	var out []string
	for _, name := range p.Repo.Wanted() {
		inside := dir == "." || strings.HasPrefix(name, dir+"/")
		if !inside || !isSourceName(name) || tooling.MatchString(strings.TrimPrefix(name, dir+"/")) {
			continue
		}
		out = append(out, name)
	}
	return out
}

func isSourceName(name string) bool {
	return isJavaScript(name) || path.Ext(name) == ".jsx" || path.Ext(name) == ".tsx"
}

// tooling are source files that build or check the program and do not belong
// to it.
var tooling = regexp.MustCompile(`(^|/)(gulpfile|Gruntfile|webpack|rollup|vite|vitest|jest|karma|babel|eslint|\.eslintrc|prettier|postcss|tailwind|cypress|playwright|knexfile|commitlint|tsup|esbuild)[^/]*$|\.config\.[cm]?[jt]s$|(^|/)(scripts|tools|seeds?|migrations|cypress|\.storybook|bench|benchmarks)/`)
