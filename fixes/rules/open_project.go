package rules

import (
	"fmt"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerignore"
	"github.com/nodedock/nodedock/fixes/rules/ignores"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// reportOpenProject reports an ignore file that hides what lies at the root of the
// context, and lets the same through in the folder of a project that is copied as a
// whole. It reports whether it found that.
func reportOpenProject(p *fixes.Pass, file *dockerignore.File) (bool, error) {
	at, dir := ignores.ProjectCopy(p)
	if at == nil || file.Whitelist() {
		return false, nil
	}
	view, err := ignores.New(p)
	if err != nil || !slices.ContainsFunc(p.File.Stages, view.RunsInstall) {
		return false, err
	}
	open := view.OpenIn(file, dir)
	if len(open) == 0 {
		return false, nil
	}
	f := fixes.Finding{
		Span:    at.Span,
		Message: fmt.Sprintf("This copies all of %s, and %s lets %s in it through.", dir, p.Context().IgnorePath, launch.And(open)),
	}
	f.Fix, f.Withheld = view.Complete(file)
	p.Report(f)
	return true, nil
}
