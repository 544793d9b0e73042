package launch

import (
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// ProgramOfBase returns the image that a target is made from when the program can only come with
// that one: nothing of the file brings any, and what the image has and sets is not known.
func ProgramOfBase(p *fixes.Pass, t *fixes.Target) string {
	if !t.Chain.Known || t.Chain.Base.Kind != image.Unknown || t.Manifest != nil || len(t.Chain.Ambiguous) > 0 {
		return ""
	}
	at := "/"
	if t.Chain.End.WorkdirKnown {
		at = t.Chain.End.Workdir
		if files := deploy.RunnerFiles(project.BareProgram(t.Program())); len(files) > 0 && path.Ext(files[0]) != "" {
			at = t.Chain.End.Abs(files[0])
		}
	}
	if slices.ContainsFunc(t.Chain.Steps, func(m fixes.Moment) bool { return fetchesFiles(m) || bringsProgram(p, m, at) }) {
		return ""
	}
	return t.Chain.Ref.Familiar()
}

// ProgramBelow returns the Dockerfile of the image below that brings the program, where
// nothing in the target's own file does and it is not known what was brought; "" else.
func ProgramBelow(p *fixes.Pass, t *fixes.Target) string {
	if t.Chain.Lower == nil || t.Manifest != nil || !t.Chain.End.WorkdirKnown {
		return ""
	}
	at := t.Chain.End.Workdir
	if files := deploy.RunnerFiles(project.BareProgram(t.Program())); len(files) > 0 && path.Ext(files[0]) != "" {
		at = t.Chain.End.Abs(files[0])
	}
	if _, ours := p.Origin(t.Stage, at, nil); ours || slices.ContainsFunc(t.Chain.Steps, func(m fixes.Moment) bool { return fetchesFiles(m) || bringsProgram(p, m, at) }) {
		return ""
	}
	return broughtBelow(t, at)
}

// broughtBelow returns the Dockerfile of the first image below that may bring what is to
// be at a path.
func broughtBelow(t *fixes.Target, at string) string {
	for _, l := range t.Chain.Lowers() {
		if slices.ContainsFunc(l.Chain.Steps, func(m fixes.Moment) bool { return fetchesFiles(m) || bringsProgram(l.Pass, m, at) }) {
			return l.File.Path
		}
	}
	return ""
}
