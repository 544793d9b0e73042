package rules

import (
	"fmt"
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// bringsFiles finds what a RUN may make or fetch a program with.
var bringsFiles = pattern.New(`\b(git|curl|wget|npm|npx|yarn|pnpm|tar|unzip|cp|mv|ln|rsync|echo|cat|printf)\b|\.sh\b|>`)

// mountedProgram: the image runs a script of package.json, or a file, and
// nothing in the Dockerfile brings any: whoever mounts them owns them.
func mountedProgram(p *fixes.Pass, t *fixes.Target) string {
	if t.Chain.Known && t.Chain.Base.OnBuild {
		return fmt.Sprintf("the ONBUILD instructions of %s bring the program before anything in this file runs, and its files are root's", t.Chain.Ref.Familiar())
	}
	words := t.Program()
	_, _, script := node.ScriptName(words)
	runs := script || len(words) > 1 && path.Base(words[0]) == "node" && isJavaScript(words[1])
	if !runs || t.Manifest != nil || t.Chain.Base.Kind != image.OfficialNode || !t.Chain.Known || len(t.Chain.Ambiguous) > 0 {
		return ""
	}
	if slices.ContainsFunc(t.Chain.Steps, func(m fixes.Moment) bool {
		return m.Is("RUN") && bringsFiles.MatchString(m.Text) || bringsProgram(p, m)
	}) {
		return ""
	}
	return fmt.Sprintf("nothing in this file brings the program into %s, so it is mounted there, and whose its files are is not known", t.Chain.End.Workdir)
}

// bringsProgram reports whether a COPY or ADD may hold the program.
func bringsProgram(p *fixes.Pass, m fixes.Moment) bool {
	if !m.Is("COPY", "ADD") {
		return false
	}
	c, ok := p.ReadCopy(m)
	if !ok || c.From != nil || !c.Known || c.Outside {
		return true
	}
	return slices.ContainsFunc(c.Sources, func(s string) bool {
		name := path.Join(p.Context().Dir, s)
		settings := path.Ext(name) == "" && path.Base(name)[0] == '.' || path.Ext(name) == ".env" || path.Base(name) == ".env" || path.Ext(name) == ".sh"
		return !settings || p.Repo.IsDir(name)
	})
}
