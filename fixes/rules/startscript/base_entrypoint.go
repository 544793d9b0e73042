package startscript

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
)

// RestatesEntrypoint reports whether the first word of a written ENTRYPOINT is
// the script that the base image starts with anyway, which only runs its
// arguments: ENTRYPOINT ["docker-entrypoint.sh"] on an official image. A step
// that names the script, or copies over its folder, may have put another there.
func RestatesEntrypoint(p *fixes.Pass, t *fixes.Target, word string) bool {
	base := t.Chain.Base
	if !t.Chain.Known || base.Guess || !base.ProcessKnown || len(base.Entrypoint) == 0 || word != base.Entrypoint[0] {
		return false
	}
	return !replacesEntrypoint(p, t.Chain, word) && !slices.ContainsFunc(t.Chain.Lowers(), func(l *fixes.Lower) bool { return replacesEntrypoint(l.Pass, l.Chain, word) })
}

func replacesEntrypoint(p *fixes.Pass, chain *fixes.Chain, word string) bool {
	return slices.ContainsFunc(chain.Steps, func(m fixes.Moment) bool {
		if m.Is("RUN") {
			return strings.Contains(m.Spoken(), word)
		}
		c, ok := p.ReadCopy(m)
		return ok && (!c.Known || strings.Contains(m.Text, word) || strings.HasPrefix("/usr/local/bin/", path.Join(c.Dest, "/")+"/") || c.Dest == "/")
	})
}
