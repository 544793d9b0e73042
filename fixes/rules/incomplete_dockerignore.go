package rules

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerignore"
	"github.com/nodedock/nodedock/fixes/text"
)

// incompleteDockerignore reports an ignore file that lets node_modules, the git
// history or environment files into an image that copies the whole context.
var incompleteDockerignore = &fixes.Rule{
	ID: "incomplete-dockerignore", Practice: 9,
	Doc: doc("incomplete_dockerignore.md"), Severity: fixes.Warning, Offers: fixes.Review,
	Check: checkIncompleteDockerignore,
}

func checkIncompleteDockerignore(p *fixes.Pass) error {
	at, file := wholeContext(p.File), p.Context().Ignore
	copies, withheld := "This", ""
	if at == nil {
		at, copies = onbuildBase(p)
		withheld = onbuildCopies
	}
	if at == nil && file != nil {
		if found, err := reportOpenProject(p, file); found || err != nil {
			return err
		}
		return reportOpenPackages(p, file)
	}
	if at == nil || file == nil || file.Whitelist() {
		return nil
	}
	view, err := newIgnoreView(p)
	if err != nil {
		return err
	}
	missing, needed := view.missingEssentials(file)
	if len(missing) > 0 {
		f := fixes.Finding{
			Span:    at.Span,
			Message: fmt.Sprintf("%s copies the whole build context, and %s lets %s through.", copies, p.Context().IgnorePath, and(missing)),
		}
		if f.Withheld = withheld; withheld == "" {
			f.Fix, f.Withheld = view.complete(file)
		}
		p.Report(f)
	}
	if len(needed) > 0 {
		p.Report(fixes.Finding{
			Span: at.Span, Key: "needed",
			Message:  fmt.Sprintf("%s copies the whole build context, and %s lets %s through.", copies, p.Context().IgnorePath, and(needed)),
			Withheld: strings.Join(view.held(file), "; "),
		})
	}
	return nil
}

// missingEssentials says what the file lets through that it should not: what
// can be left out, and what the build needs.
func (v *ignoreView) missingEssentials(file *dockerignore.File) (missing, needed []string) {
	for _, e := range ignoreEntries(v) {
		if !e.essential {
			continue
		}
		if !hidesAll(file, e.probes) && v.need(&e) == "" {
			missing = append(missing, e.what)
		}
		if what, _ := e.kept(v, file); what != "" {
			needed = append(needed, what)
		}
	}
	return missing, needed
}

// held returns the reasons for the essentials that the build needs.
func (v *ignoreView) held(file *dockerignore.File) []string {
	var held []string
	for _, e := range ignoreEntries(v) {
		if !e.essential {
			continue
		}
		if what, why := e.kept(v, file); what != "" {
			held = append(held, fmt.Sprintf("%s: not ignored, because %s", what, why))
		}
	}
	return held
}

// complete offers the missing lines at the end of the file, when no build that
// uses the context loses a file it copies.
func (v *ignoreView) complete(file *dockerignore.File) (fix *fixes.Fix, withheld string) {
	if v.context.Uncertain != "" {
		return nil, "an ignore file belongs to the build context, and " + v.context.Uncertain
	}
	if !v.p.Repo.Regular(v.context.IgnorePath) {
		return nil, v.context.IgnorePath + " is a link to another file, which others may read too"
	}
	lines, _ := v.lines(file)
	edit := dockerignore.Append(file, lines)
	after, err := file.After(edit)
	switch {
	case err != nil:
		return nil, "the file could not be extended: " + err.Error()
	case edit.New == "":
		return nil, "a later line of the file takes the usual entries back"
	case v.harm(file, after) != "":
		return nil, v.harm(file, after) + ", which the usual entries would leave out"
	}
	return &fixes.Fix{
		Title:         "Complete " + v.context.IgnorePath,
		Applicability: fixes.Review,
		Changes:       []fixes.Change{{Path: v.context.IgnorePath, Edits: []text.Edit{edit}}},
	}, ""
}
