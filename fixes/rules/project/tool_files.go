package project

import (
	"path"

	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// IsTooling reports whether a source file, by its name below the program's folder, builds or checks the
// program and does not belong to it. A configuration among the sources, such as the database.config.ts
// of Nest, belongs to it.
func IsTooling(name string) bool {
	return tooling.MatchString(name) || configFile.MatchString(name) && !amongSources.MatchString(name)
}

var (
	tooling      = pattern.New(`(^|/)(gulpfile|Gruntfile|webpack|rollup|vite|vitest|jest|karma|babel|eslint|\.eslintrc|prettier|postcss|tailwind|cypress|playwright|knexfile|commitlint|tsup|esbuild|setupTests\.|test-setup\.|setup-(?:jest|vitest|tests?)\.|codegen\.)[^/]*$|(^|/)\.[\w-]+rc\.[cm]?[jt]s$|\.(stories|story|cy|bench)\.[cm]?[jt]sx?$|(^|/)(scripts|tools|seeds?|migrations|cypress|\.storybook|__mocks__|\.husky|\.github|\.circleci|\.gitlab|bench|benchmarks|tooling|(?:eslint|prettier|stylelint|tailwind|jest|vitest|babel|commitlint)-(?:config|preset|plugin)[\w-]*|config-(?:eslint|prettier|stylelint|tailwind|jest|vitest|babel|commitlint))/`).Needs("gulpfile", "Gruntfile", "webpack", "rollup", "vite", "jest", "karma", "babel", "eslint", "prettier", "postcss", "tailwind", "cypress", "playwright", "knexfile", "commitlint", "tsup", "esbuild", "setupTests", "test-setup", "setup-", "codegen", "rc.", ".stories.", ".story.", ".cy.", ".bench.", "/")
	configFile   = pattern.New(`\.config\.[cm]?[jt]s$`).Needs(".config.")
	amongSources = pattern.New(`(^|/)(src|configs?)/`).Needs("src/", "config/", "configs/")
)

var (
	ProcessFile   = pattern.New(`(^|/)(ecosystem|pm2|process)[^/]*\.(c?js|json|ya?ml)$`)
	ProcessScript = pattern.New(`\bscript["']?\s*:\s*["'` + "`" + `]?([\w./@-]+)`)
)

// toolFileNeeds returns the dev dependency that a script of the project imports which
// belongs to its tools, not to its program: node scripts/seed.js. What the program
// itself imports is looked at elsewhere.
func (pr *Project) toolFileNeeds(words []string) string {
	if name := path.Base(words[0]); name != "node" && name != "nodejs" {
		return ""
	}
	file := ScriptFile(words[1:])
	if file == "" || path.IsAbs(file) || !IsTooling(path.Clean(file)) {
		return ""
	}
	for _, end := range []string{"", ".js", "/index.js"} {
		name := path.Join(pr.Dir, file) + end
		if !pr.P.Repo.Exists(name) {
			continue
		}
		program, err := FollowProgram(pr.P, []string{name})
		if err != nil {
			return ""
		}
		for _, module := range program.Packages {
			if pkg := PackageName(module); !node.Builtin(module) && pr.LeftOut(pkg) {
				return pkg
			}
		}
	}
	return ""
}
