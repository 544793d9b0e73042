package startscript

import (
	"path"
	"regexp"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
)

// writtenByHeredoc returns the file that the image has at a path when its last
// writer is a heredoc of the Dockerfile: COPY <<EOF /entry.sh, or RUN cat.
func writtenByHeredoc(p *fixes.Pass, t *fixes.Target, abs string) (src string, ok bool) {
	for n := len(t.Chain.Steps) - 1; n >= 0; n-- {
		m := t.Chain.Steps[n]
		if len(m.Heredocs) == 0 {
			continue
		}
		if c, isCopy := p.ReadCopy(m); isCopy && c.Known {
			for _, h := range m.Heredocs {
				if c.Dest == abs && !c.Dir || c.Dir && path.Join(c.Dest, h.Name) == abs {
					return heredocFile(h)
				}
			}
		}
		if m.Is("RUN") && len(m.Heredocs) == 1 && !m.Heredocs[0].Expand && catInto(abs).MatchString(m.Text) {
			return m.Heredocs[0].Content, true
		}
	}
	return "", false
}

// catInto finds a RUN that does nothing before it writes a file by cat.
func catInto(abs string) *regexp.Regexp {
	return regexp.MustCompile(`^\s*(?i:RUN\s+)?cat\s+(<<-?\S+\s+>\s*` + regexp.QuoteMeta(abs) + `|>\s*` + regexp.QuoteMeta(abs) + `\s+<<-?\S+)(\s|$)`)
}

// heredocFile returns the content that BuildKit makes of a heredoc; ok is false
// when a variable of the build goes into it.
func heredocFile(h dockerfile.Heredoc) (src string, ok bool) {
	if !h.Expand {
		return h.Content, true
	}
	const dollar = "\x00"
	src = strings.ReplaceAll(h.Content, `\$`, dollar)
	return strings.ReplaceAll(src, dollar, "$"), !strings.Contains(src, "$")
}
