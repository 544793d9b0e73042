package rules

import (
	"fmt"
	"path"
	"regexp"
	"strings"
)

// asksGit finds programs that read the git history: git itself, hook managers
// that look for a repository, and packages that put a revision into a build.
var asksGit = regexp.MustCompile(`(^|[\s;&|"'` + "`" + `(])git\s+(rev-parse|describe|log|rev-list|show|status|config|submodule|tag|branch|diff|ls-files|fetch|checkout)\b|\.git/|git-rev-sync|git-revision|git-describe|git-last-commit|next-build-id|simple-git|isomorphic-git|lerna\s+(version|changed)|--changed\b|--since[= ]|nx\s+affected|standard-version|semantic-release|(^|[\s;&|"'])husky\b`)

// needsGit holds back when a step of the build asks git.
func (v *ignoreView) needsGit() string {
	for _, file := range v.files {
		for _, i := range file.Instructions {
			if i.Is("RUN") && (asksGit.MatchString(i.Text) || asksGitIn(i.Heredocs)) {
				return fmt.Sprintf("%s:%d asks git", file.Path, i.StartLine)
			}
			if i.Is("COPY", "ADD") && strings.Contains(i.Text, ".git ") {
				return fmt.Sprintf("%s:%d copies .git", file.Path, i.StartLine)
			}
		}
	}
	for _, name := range v.tree {
		dir, base := path.Split(name)
		if base == "package.json" {
			if script := v.scriptAsksGit(path.Join(v.context.Dir, dir)); script != "" {
				return fmt.Sprintf("the script %q in %s asks git", script, name)
			}
		}
		if buildConfig.MatchString(base) || strings.HasSuffix(base, ".sh") {
			if found, err := v.p.Repo.Matches(path.Join(v.context.Dir, name), asksGit); err == nil && found {
				return name + " asks git"
			}
		}
	}
	return ""
}

// buildConfig are the files that say how a bundler or framework builds.
var buildConfig = regexp.MustCompile(`^((next|vite|nuxt|vue|astro|svelte|webpack|rollup|gatsby|craco|remix|esbuild|tsup|rspack|quasar|angular)(\.[a-z-]+)*\.config|gatsby-node|gulpfile|Gruntfile|build|rakefile)\.(js|mjs|cjs|ts|mts|cts)$`)

// scriptAsksGit returns the name of a package script that asks git.
func (v *ignoreView) scriptAsksGit(dir string) string {
	m, err := v.p.Repo.Manifest(dir)
	if err != nil || m == nil {
		return ""
	}
	for _, name := range sortedNames(m.Scripts) {
		if asksGit.MatchString(m.Scripts[name]) {
			return name
		}
	}
	return ""
}
