package nodeenv

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/source"
)

var (
	loadsModule = pattern.New(`\b(?:require|import)\(\s*['"]([^'"./][^'"]*)['"]`).Needs("require", "import")
	namesOne    = pattern.New(`^(?:@[a-z0-9~-][\w.~-]*/)?[a-z0-9~-][\w.~-]*$`) // a package, by the rules for their names
	namesPort   = pattern.New(`^(?i:port\w*|\w+_?port|listen)$`)
	number      = pattern.New(`^\(?(\d+)\)?$`)
)

// loadsMissing: it loads a package that the manifest does not ask for.
func loadsMissing(p *fixes.Pass, t *fixes.Target, b source.Branch) string {
	manifest, dir := deploy.ProgramManifest(p, t)
	if manifest == nil {
		return ""
	}
	aliases, err := source.ReadTSConfig(project.RepoTree{Repo: p.Repo}, dir)
	if err != nil {
		return ""
	}
	for _, m := range loadsModule.FindAllStringSubmatch(b.Text, -1) {
		pkg := project.PackageName(m[1])
		_, aliased := aliases.Alias(project.RepoTree{Repo: p.Repo}, m[1])
		if first, _, _ := strings.Cut(m[1], "/"); aliased || !namesOne.MatchString(pkg) || p.Repo.IsDir(path.Join(dir, first)) || p.Repo.IsDir(path.Join(dir, "src", first)) {
			continue // its own code, by an alias or from a folder that it looks in
		}
		if !node.Builtin(m[1]) && !manifest.Depends(pkg) {
			return fmt.Sprintf("loads %s in production, which is in no dependencies: it would not start. Add it first", pkg)
		}
	}
	return ""
}

// listensElsewhere: it listens on a port that nothing here names.
func listensElsewhere(_ *fixes.Pass, t *fixes.Target, b source.Branch) string {
	here, other := number.FindStringSubmatch(b.Text), number.FindStringSubmatch(b.Other)
	if !namesPort.MatchString(b.Name) || here == nil || other == nil || here[1] == other[1] || exposes(t, here[1]) {
		return ""
	}
	return fmt.Sprintf("listens on port %s in production, which nothing here names. Set NODE_ENV where that port is served", here[1])
}

// broughtTo reports whether something may bring a file into containers of the target: a
// step of its image, or a file for compose or Kubernetes that names it.
func broughtTo(p *fixes.Pass, t *fixes.Target, abs string) bool {
	if _, ok := p.Origin(t.Stage, abs, nil); ok {
		return true
	}
	base := path.Base(abs)
	for _, name := range p.Repo.Wanted() {
		if ext := path.Ext(name); ext != ".yml" && ext != ".yaml" {
			continue
		}
		if data, ok, err := p.Repo.Read(name); err == nil && ok && strings.Contains(string(data), base) {
			return true
		}
	}
	return slices.ContainsFunc(t.Chain.Steps, func(m fixes.Moment) bool { return m.Is("RUN") && strings.Contains(m.Text, base) })
}

// exposes reports whether the image or a service names a port of the container.
func exposes(t *fixes.Target, port string) bool {
	for _, m := range t.Chain.Steps {
		if m.Is("EXPOSE") && slices.ContainsFunc(strings.Fields(m.Text), func(w string) bool { return w == port || strings.HasPrefix(w, port+"/") }) {
			return true
		}
	}
	return slices.ContainsFunc(t.Builds, func(b builds.Build) bool {
		return slices.ContainsFunc(b.Ports, func(mapped string) bool { return mapped == port || strings.HasSuffix(mapped, ":"+port) })
	})
}
