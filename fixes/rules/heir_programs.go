package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
)

// heirPrograms returns the images, named by a build or not, that are built from a
// target's stage and start a program. Those that people develop in are for them
// to say.
func heirPrograms(p *fixes.Pass, t *fixes.Target) []*fixes.Target {
	return slices.DeleteFunc(slices.Concat(p.Targets(), p.Beside()), func(h *fixes.Target) bool {
		return h.Dev != "" || h.Watches != "" || h.Stage == t.Stage || !inherits(p, h.Stage, t.Stage)
	})
}

// An heir is an image that is built on a target's: what it sets, the target by
// which its program is judged, and what to call it.
type heir struct {
	chain *fixes.Chain
	p     *fixes.Pass
	t     *fixes.Target
	name  string
}

// heirsOf returns the images with a program that are built on a target's: by
// stages of the same file, and by other Dockerfiles.
func heirsOf(p *fixes.Pass, t *fixes.Target) (out []heir) {
	for _, h := range heirPrograms(p, t) {
		out = append(out, heir{h.Chain, p, h, stageName(p, h.Stage) + " is built from this one"})
	}
	for _, c := range p.Children(t.Stage) {
		if c.Target.Dev != "" || c.Target.Watches != "" || !startsOwn(c.Target) {
			continue
		}
		h := heir{c.Target.Chain, c.Pass, c.Target, c.File.Path + " is built on this image"}
		if !makesFiles(c.Target.Chain) && c.Target.Chain.Made == p.File.Path {
			h.p, h.t = p, t.Starting(c.Target)
		}
		out = append(out, h)
	}
	return out
}

// startsOwn reports whether an image of another Dockerfile starts something else
// than its base does: by its own command, or that of a service.
func startsOwn(t *fixes.Target) bool {
	return t.Process.Last() != nil || slices.ContainsFunc(t.Builds, func(b builds.Build) bool { return len(b.Command)+len(b.Entrypoint) > 0 })
}

// makesFiles reports whether a chain has steps that may bring a program, or make
// what it finds another: all but those that set something.
func makesFiles(c *fixes.Chain) bool {
	return slices.ContainsFunc(c.Steps, func(m fixes.Moment) bool { return m.Is("COPY", "ADD", "RUN", "WORKDIR", "VOLUME") })
}

// heirNeedsRoot: a program of an image that is built on this one starts as the user
// that this one leaves, and needs more than the target's own does.
func heirNeedsRoot(p *fixes.Pass, t *fixes.Target, own *ownership) (string, error) {
	for _, h := range heirsOf(p, t) {
		at := h.chain.End.UserAt
		if at != nil && at != t.Chain.End.UserAt || composeSetsUser(h.t) {
			continue
		}
		why, err := losesRoot(h.p, h.t, own)
		if err != nil {
			return "", err
		}
		if why != "" {
			return fmt.Sprintf("%s and would not be root any more either: %s. Write USER root into it first", h.name, why), nil
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
		mountedProgram, dropsPrivileges, needsRoot, needsRights, rightsElsewhere, needsRootHome, closedFiles, changesAtStart, listensLowOnPods, listensLowOnHost,
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

// heirChangedByEnv: an image that is built on this one would inherit the variable,
// and its program would do something else.
func heirChangedByEnv(p *fixes.Pass, t *fixes.Target) (string, error) {
	for _, h := range heirsOf(p, t) {
		if _, set := h.chain.End.Env["NODE_ENV"]; set || !h.t.Node || builtWithNodeEnv(h.t) != "" || commandSetsNodeEnv(h.p, h.t) {
			continue
		}
		why, err := changedByEnv(h.p, h.t)
		if err != nil {
			return "", err
		}
		if why = cmp.Or(why, installsAtStart(h.p, h.t)); why != "" {
			return fmt.Sprintf("%s and would inherit the variable: %s", h.name, why), nil
		}
	}
	return "", nil
}
