package rules

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/source"
)

// missingNodeEnv reports shipped images without NODE_ENV.
var missingNodeEnv = &fixes.Rule{
	ID: "missing-node-env", Practice: 3,
	Doc: doc("missing_node_env.md"), Severity: fixes.Warning, Offers: fixes.Review,
	Check: checkMissingNodeEnv,
}

func checkMissingNodeEnv(p *fixes.Pass) error {
	for _, t := range p.Production() {
		if _, set := t.Chain.End.Env["NODE_ENV"]; set || builtWithNodeEnv(t) != "" || commandSetsNodeEnv(p, t) {
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
		if err := offerNodeEnv(p, t, &f); err != nil {
			return err
		}
		p.Report(f)
	}
	return nil
}

// startInstall finds an install of a whole project in what runs at the start.
var startInstall = pattern.New(`(?m)(?:^|[;&|(\s])(?:npm (?:ci|i|install)|pnpm (?:i|install)|yarn(?: install)?)\s*(?:$|[;&|)])`)

// offerNodeEnv attaches the ENV, or the reason against it.
func offerNodeEnv(p *fixes.Pass, t *fixes.Target, f *fixes.Finding) error {
	if purpose(t) == "" {
		f.Withheld = "nothing here says what the image runs: it may be a base or a tool. Add a CMD"
		return nil
	}
	if on := triggeredRun(t); on != nil {
		f.Withheld = fmt.Sprintf("ONBUILD at line %d runs in the builds of others, which NODE_ENV=production would change: an install leaves dev dependencies out then", on.StartLine)
		return nil
	}
	if bringsNoProgram(p, t) {
		f.Withheld = fmt.Sprintf("nothing in this file brings the program into %s, so what it needs there is not known. Set NODE_ENV where it is run", t.Chain.End.Workdir)
		return nil
	}
	if script := runsGivenWords(p, t); script != "" {
		f.Withheld = fmt.Sprintf("%s runs what it is given, and NODE_ENV=production would change what that installs. Set NODE_ENV where the image is run", script)
		return nil
	}
	if by := serviceForDevelopment(t); by != "" {
		f.Withheld = fmt.Sprintf("%s starts the same image with a development server, which NODE_ENV=production would change. Set NODE_ENV where the image runs for production", by)
		return nil
	}
	if where := branchWatches(p, t); where != "" {
		f.Withheld = where + " starts a development server in one of its branches, which NODE_ENV=production would change. Set NODE_ENV where the image runs for production"
		return nil
	}
	if by := testsInImage(p, t); by != "" {
		f.Withheld = by + ", and those expect another NODE_ENV. Give them a stage of their own"
		return nil
	}
	if arg, ok := t.Chain.End.Args["NODE_ENV"]; ok && arg.At != nil {
		f.Withheld = fmt.Sprintf("ARG NODE_ENV at line %d chooses it for the build only. Add ENV NODE_ENV=$NODE_ENV behind it if the program is to have the same value", arg.At.StartLine)
		return nil
	}
	if f.Withheld = startsUnknown(p, t); f.Withheld != "" {
		return nil
	}
	if i, ok := node.ParseInstall(t.Program()); ok && i.Project() {
		f.Withheld = fmt.Sprintf("the image installs its dependencies at each start (%s), and NODE_ENV=production would leave some of them out. Install them in the build", strings.Join(t.Program(), " "))
		return nil
	}
	for _, s := range startTexts(p, t) {
		if m := startInstall.FindString(s.text); m != "" {
			f.Withheld = fmt.Sprintf("%s installs dependencies at each start (%s), and NODE_ENV=production would leave some of them out. Install them in the build", s.where, strings.TrimSpace(m))
			return nil
		}
	}
	if b, ok := sourcesMounted(t); ok && strings.Contains(strings.Join(b.Command, " "), "install") {
		f.Withheld = fmt.Sprintf("%s mounts the sources over %s and installs at the start, and NODE_ENV=production would leave dev dependencies out", b.Source.Path, t.Chain.End.Workdir)
		return nil
	}
	if f.Withheld = heirNeedsDev(p, t.Stage); f.Withheld != "" {
		return nil
	}
	chosen, err := envFileChooses(p, t)
	if f.Withheld = chosen; chosen != "" || err != nil {
		return err
	}
	if f.Withheld, err = settingsByEnv(p, t); f.Withheld != "" || err != nil {
		return err
	}
	for _, changes := range []func(*fixes.Pass, *fixes.Target) (string, error){tablesByEnv, securedByEnv, variableByEnv} {
		if f.Withheld, err = changes(p, t); f.Withheld != "" || err != nil {
			return err
		}
	}
	after := nodeEnvPlace(p, t)
	notes, err := nodeEnvReaders(p, t)
	if err != nil {
		return err
	}
	cookies, err := cookieNote(p, t)
	if err != nil {
		return err
	}
	if cookies != "" {
		notes = append(notes, cookies)
	}
	f.Fix = &fixes.Fix{
		Title: "Set NODE_ENV=production", Applicability: fixes.Review, Notes: notes,
		Changes: []fixes.Change{p.Edit(p.File.InsertAfter(after, p.File.Style.Keyword("ENV")+" NODE_ENV=production"))},
	}
	return nil
}

// triggeredRun returns an ONBUILD of the target that runs something in the builds
// of images that are made from this one, nil when there is none.
func triggeredRun(t *fixes.Target) *dockerfile.Instruction {
	for _, m := range t.Chain.Steps {
		if m.Trigger != nil && m.Trigger.Is("RUN") {
			return m.Instruction
		}
	}
	return nil
}

// nodeEnvReaders names files of the program that do something else in
// production, so that a reviewer looks there.
func nodeEnvReaders(p *fixes.Pass, t *fixes.Target) ([]string, error) {
	var names []string
	for _, name := range sourcesOf(p, t) {
		data, ok, err := p.Repo.Read(name)
		if err != nil {
			return nil, err
		}
		if ok && strings.Contains(string(data), "process.env.NODE_ENV") && !source.Read(data).Broken {
			names = append(names, name)
		}
	}
	switch {
	case len(names) == 0:
		return nil, nil
	case len(names) > 3:
		names = append(names[:2:2], fmt.Sprintf("%d more", len(names)-2))
	}
	return []string{fmt.Sprintf("NODE_ENV is read in %s: the program has run without production so far.", and(names))}, nil
}
