package ignores

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// asksGit finds programs that read the git history: git itself, hook managers
// that look for a repository, and packages and programs that put a revision into a build. Logs have a
// --since too, which is a time.
var asksGit = pattern.New(`(^|[\s;&|"'`+"`"+`(])git\s+((-[Cc]|--git-dir|--work-tree)[\s=]+\S+\s+|--no-pager\s+)*(rev-parse|describe|log|rev-list|show|status|config\s+(-l\b|--(?:local|get|list|unset|add)\b|\w[\w.-]*)|submodule|tag|branch|diff|ls-files|fetch|checkout)\b|\.git/(?:[^*]|$)|\bgit-(info|version|hash|sha|rev|commit)\b|git-rev-sync|git-revision|git-describe|git-last-commit|next-build-id|simple-git|isomorphic-git|lerna\s+(version|changed)|--changed\b|\b(?:lerna|yarn|turbo|npm|npx|pnpm|bun|bunx|nx|rush|moon|ultra|wsrun)\b(?:[^\n;&|\\]|\\\s)*--since[= ]|nx\s+affected|standard-version|semantic-release|\bpropose-version\b|\bset-commits\b|\bnpm\s+version\s+from-git|--affected\b|--filter[= ]\S*\[|--onlyChanged\b|--changedSince\b|(^|[\s;&|"'])(husky|lefthook|simple-git-hooks)\b|-buildvcs=true\b|\bgoreleaser\b`).Needs("git", "husky", "lefthook", "-buildvcs", "goreleaser", "lerna", "--changed", "--since", "nx", "standard-version", "semantic-release", "next-build-id", "propose-version", "set-commits", "from-git", "--affected", "--filter", "--onlyChanged", "--changedSince")

// GitCall is code that starts git to ask for the revision it is built from, or with words that stand elsewhere.
// With a name behind them, "git branch" and "git tag" make one and ask nothing.
const GitCall = `["'` + "`" + `](git\s+((-[Cc]|--git-dir|--work-tree)[\s=]+\S+\s+|--no-pager\s+)*((rev-parse|describe|log|rev-list|show|ls-files)\b|(branch|tag)(\s+-|\s*["'|;&)` + "`" + `]))|git["']\s*,\s*\[?\s*(?:(?:["'][^"'\n]*["']|\w[\w.]*)\s*,\s*)*["'](rev-parse|describe|log|rev-list|show|ls-files|branch|tag)\b|git\s+(?:\$\{|["']\s*\+))|` +
	`\b(?:spawn|execFile|execa)\w*\(\s*["']git["']\s*,\s*[\w$.]+\s*[,)]`

// startsGit finds such code, and what reads the history without git.
var startsGit = pattern.New(GitCall+`|["'`+"`"+`/]\.git/(HEAD|refs|index|logs)|["']\.git["']\s*,\s*["']HEAD|["'](git-rev-sync|git-revision[\w-]*|git-describe|git-last-commit|last-commit-log|simple-git|isomorphic-git|nodegit|gulp-git|git-raw-commits|git-semver-tags|git-log-parser|conventional-changelog[\w-]*|unplugin-info(?:/[\w-]+)?|vite-plugin-version-mark|next-build-id)["']`).Needs("git", "next-build-id", "last-commit-log", "conventional-changelog", "unplugin-info", "vite-plugin-version-mark")

// HasHistory reports whether the git history may lie in the context: git keeps it in
// the root of the repository, and names the place of another one's beside its files.
func (v *View) HasHistory() bool {
	return v.Context.Dir == "." || v.Context.Uncertain != "" || v.p.Repo.Exists(path.Join(v.Context.Dir, ".git"))
}

// needsGit holds back when a step of the build asks git.
func (v *View) needsGit() string {
	if where := v.runs(asksGit); where != "" {
		return where + " asks git"
	}
	for _, file := range v.files {
		for _, i := range file.Instructions {
			for _, src := range launch.FromContext(i) {
				if first, _, _ := strings.Cut(path.Clean("/" + src)[1:], "/"); first == ".git" {
					return fmt.Sprintf("%s:%d %s .git", file.Path, i.StartLine, takes(i))
				}
			}
		}
	}
	return v.FilesAskGit()
}

// FilesAskGit holds back when a file of the context that a step of the build, or the
// program, may run asks git.
func (v *View) FilesAskGit() string {
	for _, file := range []string{v.makeAsksGit(), v.calledAsksGit()} {
		if file != "" {
			return file + " asks git"
		}
	}
	for _, name := range v.tree {
		dir, base := path.Split(name)
		if base == "package.json" && !strings.Contains("/"+dir, "/node_modules/") { // an install runs no "prepare" there
			if pkg := v.packageAsksGit(path.Join(v.Context.Dir, dir)); pkg != "" {
				return fmt.Sprintf("%s in %s asks git", pkg, name)
			}
			if script := v.scriptAsksGit(path.Join(v.Context.Dir, dir)); script != "" {
				return fmt.Sprintf("the script %q in %s asks git", script, name)
			}
		}
		if buildConfig.MatchString(base) || strings.HasSuffix(base, ".sh") {
			full := path.Join(v.Context.Dir, name)
			if found, err := v.p.Repo.Matches(full, asksGit); err == nil && found && (buildConfig.MatchString(base) || v.calls(full) && !v.makesImages(full)) {
				return name + " asks git"
			}
		}
	}
	for _, asks := range []func() string{v.PagesAskGit, v.otherBuildAsksGit, v.CodeAsksGit} {
		if file := asks(); file != "" {
			return file
		}
	}
	return v.installsGit()
}

// revisionPackage finds packages that do nothing but ask git for the revision, by the
// names that they have, alone or as plugins of a bundler: what depends on them asks it,
// from whatever file.
var revisionPackage = pattern.New(`(^|[/-])git-?(rev|rev-sync|revision|describe|info|repo-info|commit-info|last-commit|version|sha|hash|branch|log)(-(webpack-)?plugin)?$|^next-build-id$`).Needs("git", "next-build-id")

// packageAsksGit returns the package of a manifest that asks git.
func (v *View) packageAsksGit(dir string) string {
	m, err := v.p.Repo.Manifest(dir)
	if err != nil || m == nil {
		return ""
	}
	for _, pkg := range project.SortedNames(m.All()) {
		if revisionPackage.MatchString(pkg) {
			return pkg
		}
	}
	return ""
}

// CodeAsksGit looks at the code of the context: what a build step runs, and
// what the program runs when it starts.
func (v *View) CodeAsksGit() string {
	run, beside := v.scriptFiles()
	for _, name := range append(run, v.p.Sources(v.Context.Dir)...) {
		if found, err := v.p.Repo.Matches(name, startsGit); err == nil && found && (!beside[name] || v.uses(name)) {
			return name + " asks git"
		}
	}
	return ""
}

// uses reports whether something of the project names a file of code: what runs it, or
// code that imports it.
func (v *View) uses(name string) bool {
	stem, _, _ := strings.Cut(path.Base(name), ".")
	return v.calls(name) || v.inCode(stem) != ""
}

// scriptFiles returns the files of the repository that scripts of package.json run with
// Node: of those that a build may run, and which others run that people run beside it.
func (v *View) scriptFiles() (run []string, beside map[string]bool) {
	beside = map[string]bool{}
	for _, name := range v.tree {
		dir := path.Join(v.Context.Dir, path.Dir(name))
		if path.Base(name) != "package.json" || fixes.Foreign(dir) {
			continue
		}
		m, err := v.p.Repo.Manifest(dir)
		if err != nil || m == nil {
			continue
		}
		for _, script := range project.SortedNames(m.Scripts) {
			for _, word := range codeFile.FindAllString(m.Scripts[script], -1) {
				switch at := path.Join(dir, word); {
				case !v.p.Repo.Exists(at):
				case v.runsScript(script):
					run = append(run, at)
				default:
					beside[at] = true
				}
			}
		}
	}
	for _, name := range run {
		delete(beside, name)
	}
	return run, beside
}

var codeFile = pattern.New(`[\w./@-]+\.(js|mjs|cjs|ts|mts|cts)\b`)

// buildConfig are the files that say how a bundler or framework builds.
var buildConfig = pattern.New(`^((next|vite|nuxt|vue|astro|svelte|webpack|rollup|gatsby|craco|remix|esbuild|tsup|rspack|quasar|angular)(\.[a-z-]+)*\.config|gatsby-node|gulpfile|Gruntfile|build|rakefile)\.(js|mjs|cjs|ts|mts|cts)$`).Needs(".config.", "gatsby-node", "gulpfile", "Gruntfile", "build.", "rakefile")

// scriptAsksGit returns the name of a package script that asks git, of those
// that a build may run.
func (v *View) scriptAsksGit(dir string) string {
	m, err := v.p.Repo.Manifest(dir)
	if err != nil || m == nil {
		return ""
	}
	for _, name := range project.SortedNames(m.Scripts) {
		line := m.Scripts[name]
		if asksGit.MatchString(toleratedConfig.ReplaceAllString(withoutHusky(m, line), " ")) && v.runsScript(name) && (!imageCall.MatchString(line) || v.mentions(name) != "") {
			return name
		}
	}
	return ""
}
