package fixes

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// IsDockerfile reports whether a repository path is a Dockerfile that nodedock
// looks at, by its name and its folders. Templates, ignore files and vendored
// or test files are not.
func IsDockerfile(name string) bool {
	base := strings.ToLower(path.Base(name))
	if isTemplate(base) || strings.HasSuffix(base, "ignore") || inForeignFolder(name) {
		return false
	}
	switch {
	case base == "dockerfile", base == "containerfile":
		return true
	case strings.HasPrefix(base, "dockerfile."), strings.HasPrefix(base, "containerfile."):
		return !documentation[path.Ext(base)]
	}
	return strings.HasSuffix(base, ".dockerfile") || strings.HasSuffix(base, ".containerfile")
}

// documentation are endings of files about a Dockerfile that are none.
var documentation = map[string]bool{".md": true, ".txt": true, ".bak": true, ".orig": true, ".rej": true, ".swp": true, ".js": true, ".ts": true, ".py": true, ".sh": true, ".json": true, ".yml": true, ".yaml": true, ".go": true}

// isTemplate reports whether a lower-case file name is that of a template.
func isTemplate(base string) bool {
	for _, ending := range []string{".template", ".tmpl", ".tpl", ".j2", ".jinja", ".jinja2", ".erb", ".hbs", ".mustache", ".ejs", ".in", ".gotmpl"} {
		if strings.HasSuffix(base, ending) || strings.Contains(base, ending+".") {
			return true
		}
	}
	return false
}

// inForeignFolder reports whether the path lies in a folder whose files belong
// to somebody else or exist to be wrong.
func inForeignFolder(name string) bool {
	for _, dir := range strings.Split(path.Dir(name), "/") {
		switch dir {
		case "node_modules", "vendor", "testdata", ".git", "bower_components", "third_party":
			return true
		}
	}
	return false
}

// Relevant reports whether a change of the path can change a plan: a
// Dockerfile, an ignore file, a manifest, a lockfile, a Node version file, a
// compose or bake file, a workflow, or the policy.
func Relevant(name string) bool {
	if IsDockerfile(name) {
		return true
	}
	if inForeignFolder(name) {
		return false
	}
	base := strings.ToLower(path.Base(name))
	switch {
	case base == ".dockerignore", base == ".containerignore", strings.HasSuffix(base, ".dockerignore"):
		return true
	case manifests[base], PolicyPath == name:
		return true
	case composeName.MatchString(base), bakeName.MatchString(base):
		return true
	}
	return false
}

// PolicyPath is where a repository keeps its policy. In the owner's repository
// ".github" the file OwnerPolicyPath is the policy of all repositories.
const (
	PolicyPath      = ".github/nodedock.yml"
	OwnerPolicyPath = "nodedock.yml"
)

// manifests are the files that say what a Node project needs.
var manifests = map[string]bool{
	"package.json": true, "package-lock.json": true, "npm-shrinkwrap.json": true, "yarn.lock": true,
	"pnpm-lock.yaml": true, "bun.lock": true, "bun.lockb": true, ".nvmrc": true, ".node-version": true,
}

var (
	composeName = regexp.MustCompile(`^(docker-)?compose([.-][^/]*)?\.ya?ml$`)
	bakeName    = regexp.MustCompile(`^docker-bake(\.[^/]*)?\.(hcl|json)$`)
)

// Wanted returns the paths, of those given, that a plan is likely to read. A
// snapshot that fetches files fetches these at once. The result is bounded:
// at most maxSources source files.
func Wanted(paths []string) []string {
	var wanted []string
	dirs := map[string]bool{} // folders of Dockerfiles
	for _, p := range paths {
		if IsDockerfile(p) {
			for dir := path.Dir(p); ; dir = path.Dir(dir) {
				dirs[dir] = true
				if dir == "." {
					break
				}
			}
		}
	}
	if len(dirs) == 0 {
		return nil
	}
	sources := 0
	for _, p := range paths {
		switch {
		case inForeignFolder(p):
		case Relevant(p), supporting(p):
			wanted = append(wanted, p)
		case (isSource(p) || deploysPods(p)) && sources < maxSources:
			sources++
			wanted = append(wanted, p)
		}
	}
	return wanted
}

// maxSources bounds how many source files a plan reads.
const maxSources = 400

// supporting reports whether a file that is no reason for a plan is read by one.
func supporting(name string) bool {
	base := strings.ToLower(path.Base(name))
	switch base {
	case ".npmrc", ".yarnrc", ".yarnrc.yml", "pnpm-workspace.yaml", ".gitignore",
		"renovate.json", "renovate.json5", ".renovaterc", ".renovaterc.json", "lerna.json", "turbo.json", "nx.json":
		return true
	}
	switch {
	case IsPipeline(name), base == "action.yml", base == "action.yaml":
		return true
	case name == ".github/dependabot.yml", name == ".github/dependabot.yaml", name == ".github/renovate.json", name == ".github/renovate.json5":
		return true
	case strings.HasSuffix(base, ".sh"), strings.Contains(base, "entrypoint"):
		return true
	case strings.HasPrefix(base, "next.config."), strings.HasSuffix(base, ".prisma"), name == "README.md", base == "nest-cli.json":
		return true
	case strings.HasPrefix(base, "tsconfig.") && strings.HasSuffix(base, ".json"):
		return true
	}
	return false
}

// deploysPods reports whether the path is a Kubernetes manifest or the template
// of a chart, by the folders it lies in.
func deploysPods(name string) bool {
	if ext := path.Ext(name); ext != ".yaml" && ext != ".yml" {
		return false
	}
	return slices.ContainsFunc(strings.Split(path.Dir(name), "/"), func(dir string) bool {
		switch dir {
		case "k8s", "kubernetes", "deploy", "deployment", "deployments", "chart", "charts", "helm", "manifests", "kustomize":
			return true
		}
		return false
	})
}

// IsPipeline reports whether a file says what a build system does: a workflow,
// another service's configuration, a Makefile or the like.
func IsPipeline(name string) bool { return pipelineName.MatchString(name) }

var pipelineName = regexp.MustCompile(`(?i)^(\.github/workflows/[^/]+\.ya?ml|(.*/)?(jenkinsfile([.-][^/]*)?|[^/]*\.jenkinsfile|[^/]*azure-pipelines[^/]*\.ya?ml|buildspec[^/]*\.ya?ml|cloudbuild[^/]*\.(ya?ml|json)|taskfile\.ya?ml|earthfile|makefile|justfile|[^/]*\.gitlab-ci\.ya?ml)|bitbucket-pipelines\.yml|\.travis\.yml|\.drone\.ya?ml|\.woodpecker\.ya?ml|codefresh\.ya?ml|appveyor\.yml|(\.circleci|\.gitlab|\.gitlab-ci|\.azure[^/]*|azure-pipelines|\.woodpecker|\.tekton|\.buildkite|\.semaphore|\.harness|\.ci|ci)/.+\.(ya?ml|groovy))$`)

// isSource reports whether the path is JavaScript or TypeScript that a program
// may be made of.
func isSource(name string) bool {
	switch path.Ext(name) {
	case ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx":
	default:
		return false
	}
	base := path.Base(name)
	if strings.HasSuffix(base, ".d.ts") || strings.Contains(base, ".test.") || strings.Contains(base, ".spec.") || strings.Contains(base, ".min.") {
		return false
	}
	for _, dir := range strings.Split(path.Dir(name), "/") {
		switch dir {
		case "test", "tests", "__tests__", "e2e", "dist", "build", "coverage", "docs", "public", "static", "assets", "examples":
			return false
		}
	}
	return true
}
