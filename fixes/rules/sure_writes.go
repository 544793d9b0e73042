package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/source"
)

// surelyWrites reports whether something shows that the program writes beside itself, and not only that
// it may: a package does, or a source file that the program loads or has in its image.
func surelyWrites(p *fixes.Pass, t *fixes.Target, w writes) (bool, error) {
	if w.presumed || w.by == "" {
		return !w.presumed, nil
	}
	entries, err := programEntries(p, t)
	if err != nil {
		return false, err
	}
	if len(entries) > 0 {
		program, err := followBy(p, entries, source.FollowFar)
		if err != nil || slices.Contains(program.Files, w.by) {
			return err == nil, err
		}
	}
	_, dir := programManifest(p, t)
	rest, below := strings.CutPrefix("/"+w.by, path.Join("/", dir))
	if !below || !t.Chain.End.WorkdirKnown {
		return false, nil
	}
	origin, ok := p.Origin(t.Stage, path.Join(t.Chain.End.Workdir, rest), nil)
	return ok && origin == w.by, nil
}
