package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerignore"
	"github.com/nodedock/nodedock/fixes/rules/ignores"
	"github.com/nodedock/nodedock/fixes/text"
)

// missingDockerignore reports a COPY of the whole context that no ignore file
// narrows.
var missingDockerignore = &fixes.Rule{
	ID: "missing-dockerignore", Practice: 9, Aliases: []string{"dockerignore-missing"},
	Doc: doc("missing_dockerignore.md"), Severity: fixes.Warning, Offers: fixes.Review,
	Check: checkMissingDockerignore,
}

func checkMissingDockerignore(p *fixes.Pass) error {
	if p.Context().Ignore != nil {
		return nil
	}
	at, what := ignores.WholeContext(p.File), wholly
	if at == nil {
		at, what = ignores.ProjectCopy(p)
		if at == nil {
			at, what = ignores.PackagesCopy(p)
		}
		if at == nil {
			reportOnbuildCopy(p)
			return nil
		}
	}
	if name := p.Context().IgnorePath; p.Repo.Exists(name) {
		p.Report(fixes.Finding{
			Span:     at.Span,
			Message:  fmt.Sprintf("This copies %s, and %s cannot be read: what it leaves out is not known.", what, name),
			Withheld: name + " is there already: it has a line that is no pattern, or is a link that leads nowhere in the repository",
		})
		return nil
	}
	view, err := ignores.New(p)
	if err != nil {
		return err
	}
	f := fixes.Finding{
		Span:    at.Span,
		Message: unnarrowed(what, view),
	}
	lines, held := view.Lines(nil)
	by, err := p.Repo.GitIgnored(p.Context().IgnorePath)
	if err != nil {
		return err
	}
	switch after, err := dockerignore.Parse(p.Context().IgnorePath, []byte(dockerignore.Render(lines))); {
	case p.Context().Uncertain != "":
		f.Withheld = "an ignore file belongs to the build context, and " + p.Context().Uncertain
	case by != "":
		f.Withheld = fmt.Sprintf("%s keeps %s out of the repository, so that whoever builds may have one of their own. Remove the entry first", by, p.Context().IgnorePath)
	case err != nil:
		return err
	case len(lines) == 0:
		f.Withheld = strings.Join(held, "; ")
	case what != wholly && !slices.ContainsFunc(p.File.Stages, view.RunsInstall):
		f.Withheld = "the image installs nothing, so that its dependencies may come from " + what
	case view.Harm(nil, after) != "":
		f.Withheld = view.Harm(nil, after) + ", which the usual entries would leave out"
	default:
		f.Fix = &fixes.Fix{
			Title:         "Add " + p.Context().IgnorePath,
			Applicability: fixes.Review,
			Changes:       []fixes.Change{{Path: p.Context().IgnorePath, Create: true, Edits: []text.Edit{text.Insert(0, dockerignore.Render(lines))}}},
			Notes:         append(heldNotes(held), view.EnvNotes(lines)...),
		}
	}
	p.Report(f)
	return nil
}

const wholly = "the whole build context"

// unnarrowed says what gets into the image.
func unnarrowed(what string, view *ignores.View) string {
	ignore := view.Context.IgnorePath
	switch {
	case what != wholly:
		return fmt.Sprintf("This copies all of %s, and there is no %s: a local node_modules and .env files in it get into the image.", what, ignore)
	case !view.HasHistory():
		return fmt.Sprintf("This copies the whole build context, and there is no %s: a local node_modules and .env files get into the image.", ignore)
	}
	return fmt.Sprintf("This copies the whole build context, and there is no %s: a local node_modules, the git history and .env files get into the image.", ignore)
}

// heldNotes turns the reasons into sentences. The name of a folder stays as it is.
func heldNotes(held []string) []string {
	var notes []string
	for _, h := range held {
		if !strings.HasPrefix(h, "node_modules") {
			h = strings.ToUpper(h[:1]) + h[1:]
		}
		notes = append(notes, h+".")
	}
	return notes
}
