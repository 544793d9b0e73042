package launch

import (
	"fmt"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/dockerfile"
)

// heirPrograms returns the images, named by a build or not, that are built from a
// target's stage and start a program. Those that people develop in are for them
// to say.
func heirPrograms(p *fixes.Pass, t *fixes.Target) []*fixes.Target {
	return slices.DeleteFunc(slices.Concat(p.Targets(), p.Beside()), func(h *fixes.Target) bool {
		return h.Dev != "" || h.Watches != "" || h.Stage == t.Stage || !Inherits(p, h.Stage, t.Stage)
	})
}

// An Heir is an image that is built on a target's: what it sets, the target by
// which its program is judged, and what to call it.
type Heir struct {
	Chain *fixes.Chain
	P     *fixes.Pass
	T     *fixes.Target
	Name  string
}

// HeirsOf returns the images with a program that are built on a target's: by
// stages of the same file, and by other Dockerfiles.
func HeirsOf(p *fixes.Pass, t *fixes.Target) (out []Heir) {
	for _, h := range heirPrograms(p, t) {
		out = append(out, Heir{h.Chain, p, h, StageName(p, h.Stage) + " is built from this one"})
	}
	for _, c := range p.Children(t.Stage) {
		if c.Target.Dev != "" || c.Target.Watches != "" || !StartsOwn(c.Target) {
			continue
		}
		h := Heir{c.Target.Chain, c.Pass, c.Target, c.File.Path + " is built on this image"}
		if !MakesFiles(c.Target.Chain) && c.Target.Chain.Made == p.File.Path {
			h.P, h.T = p, t.Starting(c.Target)
		}
		out = append(out, h)
	}
	return out
}

// StartsOwn reports whether an image of another Dockerfile starts something else
// than its base does: by its own command, or that of a service.
func StartsOwn(t *fixes.Target) bool {
	return t.Process.Last() != nil || slices.ContainsFunc(t.Builds, func(b builds.Build) bool { return len(b.Command)+len(b.Entrypoint) > 0 })
}

// MakesFiles reports whether a chain has steps that may bring a program, or make
// what it finds another: all but those that set something.
func MakesFiles(c *fixes.Chain) bool {
	return slices.ContainsFunc(c.Steps, func(m fixes.Moment) bool { return m.Is("COPY", "ADD", "RUN", "WORKDIR", "VOLUME") })
}

// StageName names a stage in a reason.
func StageName(p *fixes.Pass, s *dockerfile.Stage) string {
	switch {
	case s.Name != "":
		return "the stage " + s.Name
	case s.Index == len(p.File.Stages)-1:
		return "the last stage"
	}
	return fmt.Sprintf("the stage at line %d", s.From.StartLine)
}
