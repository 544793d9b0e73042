package lean

import (
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/ignores"
)

var addsGit = pattern.New(`\b(?:apk|apt|apt-get)\b[^\n]*\sgit\b`).Needs("git")

// FilesStartGit returns the file of the program, or of its build, that starts git, which
// only the full image brings: the configuration of Next.js that names a build, pages
// that say when they were changed.
func FilesStartGit(p *fixes.Pass, stage *dockerfile.Stage) string {
	if slices.ContainsFunc(p.Chain(stage).Steps, func(m fixes.Moment) bool { return m.Is("RUN") && addsGit.MatchString(m.Spoken()) }) {
		return ""
	}
	v, err := ignores.New(p)
	if err != nil {
		return ""
	}
	for _, asks := range []func() string{v.CodeAsksGit, v.PagesAskGit} {
		if file := asks(); file != "" {
			return file + ", which only the full image has"
		}
	}
	return ""
}
