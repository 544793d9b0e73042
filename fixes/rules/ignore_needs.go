package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// needsModules holds back when node_modules comes from the context: it is in
// the repository, a COPY names it, or a Dockerfile copies everything and
// installs nothing.
func (v *ignoreView) needsModules() string {
	for _, name := range v.tree {
		if strings.HasPrefix(name, "node_modules/") || strings.Contains(name, "/node_modules/") {
			return name + " is in the repository, and the build may use it"
		}
	}
	for _, file := range v.files {
		if at := wholeContext(file); at != nil && v.hasDependencies() && !installsModules(file) {
			return fmt.Sprintf("%s:%d copies everything and %s installs nothing, so its dependencies come from the context", file.Path, at.StartLine, file.Path)
		}
	}
	return v.copies("node_modules")
}

// hasDependencies reports whether the context's project depends on packages.
func (v *ignoreView) hasDependencies() bool {
	m, err := v.p.Repo.Manifest(v.context.Dir)
	return err == nil && m != nil && len(m.All()) > 0
}

var installing = pattern.New(`\b(npm|npx|yarn|pnpm|bun|corepack|pnpx|make|turbo|nx|rush|lerna)\b|\.sh\b`)

// installsModules reports whether a RUN of the file may install packages.
func installsModules(file *dockerfile.File) bool {
	for _, i := range file.Instructions {
		if i.Is("RUN") && (installing.MatchString(i.Text) || slices.ContainsFunc(i.Heredocs, func(d dockerfile.Heredoc) bool { return installing.MatchString(d.Content) })) {
			return true
		}
	}
	return false
}

// needsGitignore holds back when a tool of the build reads .gitignore.
func (v *ignoreView) needsGitignore() string {
	if slices.Contains(v.tree, "turbo.json") {
		return "turbo reads .gitignore"
	}
	for _, name := range v.tree {
		if !toolConfig.MatchString(path.Base(name)) {
			continue
		}
		if found, err := v.p.Repo.Matches(path.Join(v.context.Dir, name), readsGitignore); err == nil && found {
			return name + " reads .gitignore"
		}
	}
	return v.mentions(".gitignore")
}

var (
	// toolConfig are the files in which tools are told to read .gitignore.
	toolConfig     = pattern.New(`^(package\.json|biome\.jsonc?|[a-z-]+\.config\.(js|mjs|cjs|ts|mts|cts))$`).Needs("package.json", "biome.json", ".config.")
	readsGitignore = pattern.New(`\.gitignore|includeIgnoreFile|"useIgnoreFile"\s*:\s*true`)
)

// needsNpmrc holds back when npm's settings may be part of the build.
func (v *ignoreView) needsNpmrc() string {
	for _, name := range v.tree {
		if path.Base(name) == ".npmrc" {
			return name + " is in the repository, and its settings may be part of the build"
		}
	}
	for _, file := range v.files {
		for _, i := range file.Instructions {
			if writesNpmrc.MatchString(i.Text) {
				return fmt.Sprintf("%s:%d is about npm's credentials", file.Path, i.StartLine)
			}
		}
	}
	return v.pipeline(writesNpmrc, "is about npm's credentials")
}

var writesNpmrc = pattern.New(`npmrc|NPM_TOKEN|NODE_AUTH_TOKEN|registry-url|npm config set //`)

// buildsImages finds the tools that make an image, or have it made elsewhere, in
// a pipeline. What one without them writes is in no build context.
var buildsImages = pattern.New(`(?i)docker|podman|buildah|kaniko|buildx|container|compose|\bfly(ctl)?\b|gcloud|skaffold|earthly|heroku|\bacr\b|\becr\b|copilot|\bcdk\b|serverless|railway|render|koyeb|kamal|dokku|captain|scp|rsync|ssh`)

// pipeline returns the first file of the kind that matches what, of those that
// build images.
func (v *ignoreView) pipeline(what *pattern.Pattern, says string) string {
	for _, name := range v.p.Repo.Pipelines() {
		builds, err := v.p.Repo.Matches(name, buildsImages)
		if err != nil || !builds {
			continue
		}
		if found, err := v.p.Repo.Matches(name, what); err == nil && found {
			return name + " " + says
		}
	}
	return ""
}
