package rules

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/ignores"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// incompleteDockerignore reports an ignore file that lets node_modules, the git
// history or environment files into an image that copies the whole context.
var incompleteDockerignore = &fixes.Rule{
	ID: "incomplete-dockerignore", Practice: 9,
	Doc: doc("incomplete_dockerignore.md"), Severity: fixes.Warning, Offers: fixes.Review,
	Check: checkIncompleteDockerignore,
}

func checkIncompleteDockerignore(p *fixes.Pass) error {
	at, file := ignores.WholeContext(p.File), p.Context().Ignore
	copies, withheld := "This", ""
	if at == nil {
		at, copies = launch.OnbuildBase(p)
		withheld = ignores.OnbuildCopies
	}
	if at == nil && file != nil {
		if found, err := reportOpenProject(p, file); found || err != nil {
			return err
		}
		return ignores.ReportOpenPackages(p, file)
	}
	if at == nil || file == nil || file.Whitelist() {
		return nil
	}
	view, err := ignores.New(p)
	if err != nil {
		return err
	}
	missing, needed := view.MissingEssentials(file)
	if len(missing) > 0 {
		f := fixes.Finding{
			Span:    at.Span,
			Message: fmt.Sprintf("%s copies the whole build context, and %s lets %s through.", copies, p.Context().IgnorePath, launch.And(missing)),
		}
		if f.Withheld = withheld; withheld == "" {
			f.Fix, f.Withheld = view.Complete(file)
		}
		p.Report(f)
	}
	if len(needed) > 0 {
		name := p.Context().IgnorePath
		if p.Repo.Made(name) {
			name = "the new " + name
		}
		p.Report(fixes.Finding{
			Span: at.Span, Key: "needed",
			Message:  fmt.Sprintf("%s copies the whole build context, and %s lets %s through.", copies, name, launch.And(needed)),
			Withheld: strings.Join(view.Held(file), "; "),
		})
	}
	return nil
}
