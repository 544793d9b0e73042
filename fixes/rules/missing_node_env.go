package rules

import (
	"cmp"
	"fmt"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/nodeenv"
	"github.com/nodedock/nodedock/fixes/source"
)

// missingNodeEnv reports shipped images without NODE_ENV.
var missingNodeEnv = &fixes.Rule{
	ID: "missing-node-env", Practice: 3,
	Doc: doc("missing_node_env.md"), Severity: fixes.Warning, Offers: fixes.Review,
	Check: fixes.Agreed(checkMissingNodeEnv),
}

func checkMissingNodeEnv(p *fixes.Pass) error {
	reportBunWithoutEnv(p)
	for _, t := range p.Production() {
		if _, set := t.Chain.End.Env["NODE_ENV"]; set || launch.BuiltWithNodeEnv(t) != "" || nodeenv.CommandSetsNodeEnv(p, t) || nodeenv.FileGivesNodeEnv(p, t) {
			continue
		}
		at := t.Process.Last()
		if at == nil || at.Stage != t.Stage {
			at = t.Stage.From
		}
		f := fixes.Finding{
			Span: at.Span, Key: "NODE_ENV " + t.Stage.Name,
			Message: "The image runs Node without NODE_ENV=production: frameworks use their development mode.",
		}
		base, sets := nodeenv.UncertainBase(p, t)
		if sets {
			continue
		}
		if base = cmp.Or(launch.ProgramOfBase(p, t), base); base != "" {
			f.Message = fmt.Sprintf("Nothing here sets NODE_ENV, and whether %s does is not known: frameworks may use their development mode.", base)
		}
		f.Message = swallowed(t, "ENV", "NODE_ENV") + f.Message
		if by := nodeenv.ProductionAlready(p, t); by != "" {
			f.Severity = fixes.Info
			f.Message = fmt.Sprintf("Nothing here sets NODE_ENV but %s, for itself: what else runs in the container goes without it.", by)
		}
		if err := offerNodeEnv(p, t, &f); err != nil {
			return err
		}
		p.Report(f)
	}
	return nil
}

// offerNodeEnv attaches the ENV, or the reason against it.
func offerNodeEnv(p *fixes.Pass, t *fixes.Target, f *fixes.Finding) (err error) {
	if f.Withheld = nodeenv.Reason(p, t); f.Withheld != "" {
		return nil
	}
	for _, changed := range []func(*fixes.Pass, *fixes.Target) (string, error){nodeenv.ChangedByEnv, nodeenv.HeirChangedByEnv} {
		if f.Withheld, err = changed(p, t); f.Withheld != "" || err != nil {
			return err
		}
	}
	var notes []string
	if nodeenv.ProductionAlready(p, t) == "" {
		if notes, err = nodeEnvNotes(p, t); err != nil {
			return err
		}
	}
	f.Fix = &fixes.Fix{
		Title: "Set NODE_ENV=production", Applicability: fixes.Review, Notes: notes,
		Changes: []fixes.Change{p.Edit(p.File.InsertAfter(nodeenv.Place(p, t), p.File.Style.Keyword("ENV")+" NODE_ENV=production"))},
	}
	return nil
}

// nodeEnvNotes says where a reviewer should look, as the program has not run for production so far.
func nodeEnvNotes(p *fixes.Pass, t *fixes.Target) ([]string, error) {
	notes, err := nodeEnvReaders(p, t)
	if err != nil {
		return nil, err
	}
	cookies, err := nodeenv.CookieNote(p, t)
	if cookies != "" {
		notes = append(notes, cookies)
	}
	return notes, err
}

// readsNodeEnv finds where a program reads NODE_ENV.
var readsNodeEnv = pattern.New(`process\.env(?:\.|\[['"])NODE_ENV\b`).Needs("NODE_ENV")

// nodeEnvReaders names files of the program that do something else in
// production, so that a reviewer looks there.
func nodeEnvReaders(p *fixes.Pass, t *fixes.Target) ([]string, error) {
	var names []string
	for _, name := range launch.SourcesOf(p, t) {
		data, ok, err := p.Repo.Read(name)
		if err != nil {
			return nil, err
		}
		if ok && readsNodeEnv.Match(data) && !source.Read(data).Broken {
			names = append(names, name)
		}
	}
	switch {
	case len(names) == 0:
		return nil, nil
	case len(names) > 3:
		names = append(names[:2:2], fmt.Sprintf("%d more", len(names)-2))
	}
	return []string{fmt.Sprintf("NODE_ENV is read in %s: the program has run without production so far.", launch.And(names))}, nil
}
