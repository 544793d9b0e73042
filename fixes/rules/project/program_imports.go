package project

import (
	"path"
	"strings"
	"sync"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/source"
)

// RepoTree lets package source read the repository.
type RepoTree struct{ *fixes.Repo }

// Read returns a file and whether it is there.
func (t RepoTree) Read(name string) ([]byte, bool, error) { return t.Repo.Read(name) }

// PackageDir returns the folder of a package of the repository.
func (t RepoTree) PackageDir(name string) (dir string, ok bool) {
	m := t.Packages()[name]
	if m == nil {
		return "", false
	}
	return path.Dir(m.Path), true
}

// Runners are programs that run the JavaScript or TypeScript file they are
// given.
var Runners = map[string]bool{"node": true, "nodejs": true, "ts-node": true, "tsx": true, "babel-node": true, "pm2-runtime": true, "pm2-docker": true, "nodemon": true}

// BareProgram removes what only stands before a program.
func BareProgram(words []string) []string {
	for len(words) > 0 && (words[0] == "exec" || words[0] == "--" || strings.Contains(words[0], "=") && !strings.HasPrefix(words[0], "-")) {
		words = words[1:]
	}
	return fixes.Unwrap(words)
}

// FollowProgram reads the entries and what they import: by path, by the
// aliases of the nearest tsconfig.json, and from packages of the same
// repository.
func FollowProgram(p *fixes.Pass, entries []string) (*source.Program, error) {
	return FollowBy(p, entries, source.Follow)
}

// FollowBy does what FollowProgram does, with another way to follow imports.
func FollowBy(p *fixes.Pass, entries []string, follow func(source.Tree, []string, source.Resolve) (*source.Program, error)) (*source.Program, error) {
	tree := RepoTree{p.Repo}
	configs := map[string]source.TSConfig{}
	packages := sync.OnceValue(p.Repo.Packages) // a program of relative imports alone asks for none
	var failed error
	resolve := func(from, module string) (string, bool) {
		if strings.HasPrefix(module, "#") {
			return "", true
		}
		dir := ProjectOf(p, from)
		if _, done := configs[dir]; !done {
			config, err := source.ReadTSConfig(tree, dir)
			if err != nil && failed == nil {
				failed = err
			}
			configs[dir] = config
		}
		if name, ours := configs[dir].Alias(tree, module); name != "" || ours {
			return name, ours
		}
		return workspaceFile(p, packages(), module)
	}
	program, err := follow(tree, entries, resolve)
	if err == nil {
		err = failed
	}
	return program, err
}

// ProjectOf returns the folder of the package.json that a file belongs to.
func ProjectOf(p *fixes.Pass, name string) string {
	for dir := path.Dir(name); ; dir = path.Dir(dir) {
		if dir == "." || p.Repo.Exists(path.Join(dir, "package.json")) {
			return dir
		}
	}
}

// workspaceFile returns the file of a module that a package of this repository
// has; ours reports that there is such a package.
func workspaceFile(p *fixes.Pass, packages map[string]*node.Manifest, module string) (name string, ours bool) {
	for n := strings.Count(module, "/"); n >= 0; n-- {
		own := module
		for range strings.Count(module, "/") - n {
			own = path.Dir(own)
		}
		if m := packages[own]; m != nil {
			return packageFile(p, path.Dir(m.Path), m.Main, strings.TrimPrefix(module, own)), true
		}
	}
	return "", false
}

// packageFile returns the source of a module inside a package.
func packageFile(p *fixes.Pass, dir, main, rest string) string {
	tree := RepoTree{p.Repo}
	tries := []string{"src/" + rest, rest}
	if rest == "" {
		tries = []string{"src/index", main, "index"}
		if config, err := source.ReadTSConfig(tree, dir); err == nil && main != "" {
			if name := config.Built(tree, dir, path.Join(dir, main)); name != "" {
				return name
			}
		}
	}
	for _, try := range tries {
		if try == "" {
			continue
		}
		if name, ok := source.File(tree, path.Join(dir, try)); ok {
			return name
		}
	}
	return ""
}
