package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
)

var (
	// loadsInProduction and listensInProduction find a module and a port that a program asks
	// for only in production.
	loadsInProduction   = pattern.New(`\bif\s*\(\s*`+ifProduction+`\w*['"`+"`"+`]?\s*\)\s*\{?[^}]{0,200}?\b(?:require|import)\(\s*['"]([^'"./][^'"]*)['"]`).Needs("prod", "Prod", "PROD")
	listensInProduction = pattern.New(`(?i:\bport\w*\s*[=:]\s*|\.listen\(\s*)\(?\s*`+ifProduction+`\w*['"`+"`"+`]?\s*\)?\s*\?\s*(\d+)\s*:\s*(\d+)`).Needs("prod", "Prod", "PROD")
)

// asksForInProduction: in production the program loads or listens on something
// else, and nothing here shows that its containers have that.
func asksForInProduction(p *fixes.Pass, t *fixes.Target) (string, error) {
	manifest, _ := programManifest(p, t)
	if manifest == nil {
		return "", nil
	}
	return chosenInProduction(p, t, []productionChoice{
		{loadsInProduction, "%s loads %s in production, which is in no dependencies: it would not start. Add it first", func(m []string) string {
			if pkg := packageName(m[1]); !node.Builtin(m[1]) && !manifest.Depends(pkg) {
				return pkg
			}
			return ""
		}},
		{listensInProduction, "%s listens on port %s in production, which nothing here names. Set NODE_ENV where that port is served", func(m []string) string {
			if m[1] == m[2] || exposes(t, m[1]) {
				return ""
			}
			return m[1]
		}},
	})
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
