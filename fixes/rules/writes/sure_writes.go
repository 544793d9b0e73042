package writes

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/source"
)

// SurelyWrites reports whether something shows that the program writes beside itself, and not only that
// it may: a package does, or a source file that the program loads or has in its image.
func SurelyWrites(p *fixes.Pass, t *fixes.Target, w Writes) (bool, error) {
	if w.presumed || w.by == "" {
		return !w.presumed, nil
	}
	entries, err := launch.ProgramEntries(p, t)
	if err != nil {
		return false, err
	}
	if len(entries) > 0 {
		program, err := project.FollowBy(p, entries, source.FollowFar)
		if err != nil || slices.Contains(program.Files, w.by) {
			return err == nil, err
		}
	}
	_, dir := deploy.ProgramManifest(p, t)
	rest, below := strings.CutPrefix("/"+w.by, path.Join("/", dir))
	if !below || !t.Chain.End.WorkdirKnown {
		return false, nil
	}
	origin, ok := p.Origin(t.Stage, path.Join(t.Chain.End.Workdir, rest), nil)
	return ok && origin == w.by, nil
}
