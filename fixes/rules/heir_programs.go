package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
)

// heirPrograms returns the images, named by a build or not, that are built from a
// target's stage and start a program. Those that people develop in are for them
// to say.
func heirPrograms(p *fixes.Pass, t *fixes.Target) []*fixes.Target {
	return slices.DeleteFunc(slices.Concat(p.Targets(), p.Beside()), func(h *fixes.Target) bool {
		return h.Dev != "" || h.Watches != "" || h.Stage == t.Stage || !inherits(p, h.Stage, t.Stage)
	})
}

// heirNeedsRoot: a stage that is built from this one starts a program as the user
// that this one leaves, and that needs more than the target's own does.
func heirNeedsRoot(p *fixes.Pass, t *fixes.Target, own *ownership) (string, error) {
	for _, h := range heirPrograms(p, t) {
		if h.Chain.End.UserAt != t.Chain.End.UserAt || composeSetsUser(h) {
			continue
		}
		why, err := losesRoot(p, h, own)
		if err != nil {
			return "", err
		}
		if why != "" {
			return fmt.Sprintf("%s is built from this one and would not be root any more either: %s. Write USER root into it first", stageName(p, h.Stage), why), nil
		}
	}
	return "", nil
}

// losesRoot says what the program of an image could not do any more as the user
// that owns what another image's program writes.
func losesRoot(p *fixes.Pass, h *fixes.Target, own *ownership) (string, error) {
	if !h.Node {
		return fmt.Sprintf("whether %s runs without root is not known", cmp.Or(strings.Join(h.Program(), " "), "its program")), nil
	}
	for _, needs := range []func(*fixes.Pass, *fixes.Target) string{
		mountedProgram, dropsPrivileges, needsRoot, needsRights, rightsElsewhere, needsRootHome, closedFiles, changesAtStart, listensLowOnPods,
	} {
		if why := needs(p, h); why != "" {
			return why, nil
		}
	}
	heirs, why, err := ownershipOf(p, h)
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

// heirChangedByEnv: a stage that is built from this one would inherit the variable,
// and its program would do something else.
func heirChangedByEnv(p *fixes.Pass, t *fixes.Target) (string, error) {
	for _, h := range heirPrograms(p, t) {
		if _, set := h.Chain.End.Env["NODE_ENV"]; set || !h.Node || builtWithNodeEnv(h) != "" || commandSetsNodeEnv(p, h) {
			continue
		}
		why, err := changedByEnv(p, h)
		if err != nil {
			return "", err
		}
		if why = cmp.Or(why, installsAtStart(p, h)); why != "" {
			return fmt.Sprintf("%s is built from this one and would inherit the variable: %s", stageName(p, h.Stage), why), nil
		}
	}
	return "", nil
}
