package fixes

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// IsDockerfile reports whether a repository path is a Dockerfile that nodedock
// looks at, by its name and its folders. Templates, ignore files and vendored
// or test files are not.
func IsDockerfile(name string) bool {
	base := strings.ToLower(path.Base(name))
	if isTemplate(base) || strings.HasSuffix(base, "ignore") || builds.Foreign(name) {
		return false
	}
	switch {
	case base == "dockerfile", base == "containerfile":
		return true
	case strings.HasPrefix(base, "dockerfile."), strings.HasPrefix(base, "containerfile."):
		return !documentation[path.Ext(base)]
	}
	return strings.HasSuffix(base, ".dockerfile") || strings.HasSuffix(base, ".containerfile") || looselyNamed(name)
}

// looselyNamed reports whether a file is called Dockerfile with a word behind it
// or before it: Dockerfile-web, Dockerfile_nginx, DockerfileServer, web-dockerfile,
// web.Dockerfile.prod. Nothing but its text tells whether it is one.
func looselyNamed(name string) bool {
	base := path.Base(name)
	if lower := strings.ToLower(base); !speaksOf(lower) || strings.HasSuffix(lower, ".dockerfile") || strings.HasSuffix(lower, ".containerfile") {
		return false
	}
	return looseName.MatchString(base) || looseEnd.MatchString(base)
}

// speaksOf reports whether a lower-case file name has a Dockerfile's in it.
func speaksOf(base string) bool {
	return strings.Contains(base, "dockerfile") || strings.Contains(base, "containerfile")
}

const looseEndings = `(\.(\d+|prod|production|dev|development|test|ci|staging|local|release|alpine|slim|debian))*$`

var (
	looseName = pattern.New(`^(?i:dockerfile|containerfile)([-_]\w|[A-Z])[\w-]*` + looseEndings)
	looseEnd  = pattern.New(`^([\w.-]*\w[-_.](?i:dockerfile|containerfile)|\w*[a-z0-9](Dockerfile|Containerfile))` + looseEndings)
)

// templateOf returns the name of the file that a template makes, where that is a
// Dockerfile; "" for any other file.
func templateOf(name string) string {
	base := path.Base(name)
	if !speaksOf(strings.ToLower(base)) {
		return ""
	}
	cut := strings.LastIndex(base, ".")
	for ; cut > 0 && isTemplate(strings.ToLower(base)); cut = strings.LastIndex(base, ".") {
		base = base[:cut]
	}
	if made := path.Join(path.Dir(name), base); base != path.Base(name) && IsDockerfile(made) {
		return made
	}
	return ""
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

// Foreign reports whether the files of a folder are not looked at, as they belong to somebody
// else.
func Foreign(dir string) bool { return builds.Foreign(path.Join(dir, "file")) }

// Relevant reports whether a change of the path can change a plan: a
// Dockerfile, an ignore file, a manifest, a lockfile, a Node version file, a
// compose or bake file, or the policy.
func Relevant(name string) bool {
	if IsDockerfile(name) {
		return true
	}
	if builds.Foreign(name) {
		return false
	}
	base := strings.ToLower(path.Base(name))
	switch {
	case base == ".dockerignore", base == ".containerignore", strings.HasSuffix(base, ".dockerignore"):
		return true
	case manifests[base], PolicyPath == name, MisnamedPolicyPath == name:
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

// MisnamedPolicyPath is where people put the policy by mistake.
const MisnamedPolicyPath = ".github/nodedock.yaml"

// manifests are the files that say what a Node project needs.
var manifests = map[string]bool{
	"package.json": true, "package-lock.json": true, "npm-shrinkwrap.json": true, "yarn.lock": true,
	"pnpm-lock.yaml": true, "bun.lock": true, "bun.lockb": true, ".nvmrc": true, ".node-version": true,
	".tool-versions": true, "mise.toml": true, ".mise.toml": true,
}

var (
	composeName = pattern.New(`^(docker-)?compose([.-][^/]*)?\.ya?ml$`)
	bakeName    = pattern.New(`^docker-bake(\.[^/]*)?\.(hcl|json)$`)
)
