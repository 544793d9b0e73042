package rules

import (
	"fmt"
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerignore"
)

// reportOpenProject reports an ignore file that hides what lies at the root of the
// context, and lets the same through in the folder of a project that is copied as a
// whole. It reports whether it found that.
func reportOpenProject(p *fixes.Pass, file *dockerignore.File) (bool, error) {
	at, dir := projectCopy(p)
	if at == nil || file.Whitelist() {
		return false, nil
	}
	view, err := newIgnoreView(p)
	if err != nil || !slices.ContainsFunc(p.File.Stages, view.runsInstall) {
		return false, err
	}
	open := view.openIn(file, dir)
	if len(open) == 0 {
		return false, nil
	}
	f := fixes.Finding{
		Span:    at.Span,
		Message: fmt.Sprintf("This copies all of %s, and %s lets %s in it through.", dir, p.Context().IgnorePath, and(open)),
	}
	f.Fix, f.Withheld = view.complete(file)
	p.Report(f)
	return true, nil
}

// openIn says what the ignore file lets through in a folder of the repository that it
// should not, and that the build does not need.
func (v *ignoreView) openIn(file *dockerignore.File, dir string) (open []string) {
	for _, e := range ignoreEntries(v) {
		if e.essential && v.need(&e) == "" && slices.ContainsFunc(e.probes, func(name string) bool {
			return inFolderOrRoot(path.Join(v.context.Dir, name), dir) && !file.Ignored(name)
		}) {
			open = append(open, e.what)
		}
	}
	return open
}
