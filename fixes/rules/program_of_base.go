package rules

import (
	"fmt"
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
)

// programOfBase returns the image that a target is made from when the program can only come with
// that one: nothing of the file brings any, and what the image has and sets is not known.
func programOfBase(p *fixes.Pass, t *fixes.Target) string {
	if !t.Chain.Known || t.Chain.Base.Kind != image.Unknown || t.Manifest != nil || len(t.Chain.Ambiguous) > 0 {
		return ""
	}
	at := "/"
	if t.Chain.End.WorkdirKnown {
		at = t.Chain.End.Workdir
		if files := runnerFiles(bareProgram(t.Program())); len(files) > 0 && path.Ext(files[0]) != "" {
			at = t.Chain.End.Abs(files[0])
		}
	}
	if slices.ContainsFunc(t.Chain.Steps, func(m fixes.Moment) bool { return fetchesFiles(m) || bringsProgram(p, m, at) }) {
		return ""
	}
	return t.Chain.Ref.Familiar()
}

// setByBase: the program and its settings come with the image below.
func setByBase(p *fixes.Pass, t *fixes.Target) string {
	base := programOfBase(p, t)
	if base == "" {
		return ""
	}
	return fmt.Sprintf("the program comes with %s, which may set NODE_ENV itself. Set it where the image is run", base)
}
