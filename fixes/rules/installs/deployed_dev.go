package installs

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/devneeds"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/text"
)

// ReportDeployedDev reports packages that "pnpm deploy" copies into a shipped image
// with their dev dependencies (pnpm.io/cli/deploy).
func ReportDeployedDev(p *fixes.Pass) error {
	for _, stage := range p.File.Stages {
		for _, d := range p.Deploys(stage) {
			if len(d.Manifest.Dev) == 0 || leavesDevOut(d) {
				continue
			}
			dir := path.Dir(d.Manifest.Path)
			pr := &project.Project{P: p, Dir: dir, Manifest: d.Manifest, Lock: launch.LockBeside(p, dir)}
			f := fixes.Finding{
				Span: d.At.Span, Key: "deployed " + d.Dest,
				Message: fmt.Sprintf("pnpm deploy installs the dev dependencies of %s too, and they are part of the image that is shipped.", d.Manifest.Path),
			}
			for _, t := range p.Production() { // what one image needs, all keep
				if f.Withheld != "" || !shipsDeployed(p, t, d) {
					continue
				}
				if err := offerProd(p, t, d, pr, &f); err != nil {
					return err
				}
			}
			if why, err := keptForOthers(p, d, pr); err != nil {
				return err
			} else if f.Fix != nil && why != "" {
				f.Withheld = why
			}
			if f.Withheld != "" {
				f.Fix = nil
			}
			if f.Withheld != "" || f.Fix != nil {
				p.Report(f)
			}
		}
	}
	return nil
}

// leavesDevOut reports whether a deploy installs for production.
func leavesDevOut(d *fixes.Deploy) bool {
	if v := d.Scene.Env["NODE_ENV"]; v.Value == "production" || !v.Known && v.At != nil {
		return true
	}
	words, ok := d.Command.Args()
	return !ok || len(d.Command.Assigns) > 0 || slices.ContainsFunc(words, func(w string) bool {
		return w == "-P" || strings.HasPrefix(w, "--prod") || w == "--no-dev" || strings.HasPrefix(w, "--dev")
	})
}

// shipsDeployed reports whether the packages of a deploy are in a target's image.
func shipsDeployed(p *fixes.Pass, t *fixes.Target, d *fixes.Deploy) bool {
	return slices.ContainsFunc(t.Chain.Steps, func(m fixes.Moment) bool {
		if m.Instruction == d.At {
			return true
		}
		c, ok := p.ReadCopy(m)
		return ok && c.From == d.At.Stage && slices.ContainsFunc(c.Sources, func(source string) bool {
			source = path.Join("/", source)
			return deploy.InFolder(d.Dest, source) || source == path.Join(d.Dest, "node_modules")
		})
	})
}

// keptForOthers: a stage that nothing here builds gets the same packages, and its
// program needs dev dependencies.
func keptForOthers(p *fixes.Pass, d *fixes.Deploy, pr *project.Project) (string, error) {
	for _, t := range p.Beside() {
		if !shipsDeployed(p, t, d) {
			continue
		}
		if why, err := (moduleHolder{target: t}).needsDev(p, pr); why != "" || err != nil {
			return fmt.Sprintf("%s has the same modules: %s", launch.StageName(p, t.Stage), why), err
		}
	}
	return "", nil
}

// offerProd attaches the flag for production, or the reason against it.
func offerProd(p *fixes.Pass, t *fixes.Target, d *fixes.Deploy, pr *project.Project, f *fixes.Finding) (err error) {
	if launch.Purpose(t) == "" {
		f.Withheld = "nothing here says what the image runs, so what it needs is not known. Add a CMD"
		return nil
	}
	if f.Withheld, err = devneeds.DevAtRunTime(p, devneeds.AsInstalled(t, pr), pr); f.Withheld != "" || err != nil {
		return err
	}
	if use := devneeds.DevUseAfter(p, d.At.Stage, d.Dest, d.At, d.Command); use != nil {
		f.Withheld = use.String()
		return nil
	}
	for _, hook := range project.HooksOf(node.PNPM) {
		if f.Withheld = pr.HookNeeds(hook); f.Withheld != "" {
			return nil
		}
	}
	verb := slices.IndexFunc(d.Command.Words, func(w dockerfile.ShellWord) bool { return w.Text == "deploy" })
	if f.Withheld = wordEditable(&fixes.Install{At: d.At, Script: d.Script, Command: d.Command}, verb); f.Withheld != "" {
		return nil
	}
	if d.At.Exec {
		f.Withheld = "it stands in exec form. Add --prod to it"
		return nil
	}
	f.Fix = &fixes.Fix{
		Title: "Deploy without dev dependencies: pnpm deploy --prod", Applicability: fixes.Review,
		Changes: []fixes.Change{p.Edit(text.Insert(d.Command.Words[verb].Span.End, " --prod"))},
	}
	return nil
}
