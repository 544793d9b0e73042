package rights

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/mounts"
)

// HeirNeedsRoot holds back: a program of an image that is built on this one starts as the user
// that this one leaves, and needs more than the target's own does.
func HeirNeedsRoot(p *fixes.Pass, t *fixes.Target, own *Ownership) (string, error) {
	for _, h := range launch.HeirsOf(p, t) {
		at := h.Chain.End.UserAt
		if at != nil && at != t.Chain.End.UserAt || ComposeSetsUser(h.T) {
			continue
		}
		why, err := losesRoot(h.P, h.T, own)
		if err != nil {
			return "", err
		}
		if why != "" {
			return fmt.Sprintf("%s and would not be root any more either: %s. Write USER root into it first", h.Name, why), nil
		}
	}
	return "", nil
}

// losesRoot says what the program of an image could not do any more as the user
// that owns what another image's program writes.
func losesRoot(p *fixes.Pass, h *fixes.Target, own *Ownership) (string, error) {
	if !h.Node {
		return fmt.Sprintf("whether %s runs without root is not known", cmp.Or(strings.Join(h.Program(), " "), "its program")), nil
	}
	for _, needs := range []func(*fixes.Pass, *fixes.Target) string{
		MountedProgram, DropsPrivileges, NeedsRoot, NeedsRights, RightsElsewhere, NeedsRootHome, ClosedFiles, ChangesAtStart, ListensLowOnPods, ListensLowOnPlatform, mounts.ListensLowOnHost,
	} {
		if why := needs(p, h); why != "" {
			return why, nil
		}
	}
	heirs, why, err := OwnershipOf(p, h)
	if why != "" || err != nil {
		return why, err
	}
	for _, f := range heirs.folders {
		if !own.covers(f.path) {
			return fmt.Sprintf("its program may write to %s, which belongs to root", f.path), nil
		}
	}
	return "", nil
}

// MountedProgram holds back: the image runs a script of package.json, or a file, and
// nothing in the Dockerfile brings any: whoever mounts them owns them.
func MountedProgram(p *fixes.Pass, t *fixes.Target) string {
	if t.Chain.Known && t.Chain.Base.OnBuild {
		return fmt.Sprintf("the ONBUILD instructions of %s bring the program before anything in this file runs, and its files are root's", t.Chain.Ref.Familiar())
	}
	if !launch.BringsNoProgram(p, t) {
		return ""
	}
	return fmt.Sprintf("nothing in this file brings the program into %s, so it is mounted there, and whose its files are is not known", t.Chain.End.Workdir)
}
