package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/pid1"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/text"
)

// noInitProcess reports a program that runs as PID 1 without an init process.
var noInitProcess = &fixes.Rule{
	ID: "no-init-process", Practice: 5,
	Doc: doc("no_init_process.md"), Severity: fixes.Warning, Offers: fixes.Review,
	Check: checkNoInitProcess,
}

func checkNoInitProcess(p *fixes.Pass) error {
	if err := reportBunWithoutInit(p); err != nil {
		return err
	}
	seen := map[*dockerfile.Instruction]bool{}
	for _, t := range p.Production() {
		at := t.Process.Entrypoint.At
		if at == nil || !t.Process.Entrypoint.Set() {
			at = t.Process.Cmd.At
		}
		if at == nil {
			if err := pid1.CommandFromOutside(p, t); err != nil {
				return err
			}
			continue
		}
		if seen[at] || t.Chain.Base.PlatformOwnsProcess() || pid1.InitOf(p, t) != "" {
			continue
		}
		outside, err := pid1.InitFromOutside(p, t)
		if err != nil {
			return err
		}
		if outside {
			continue
		}
		seen[at] = true
		f := fixes.Finding{Span: at.Span, Key: launch.CommandKey(at), Message: firstProcess(t) + " runs as PID 1 without an init process: a signal that it does not handle is ignored there, and processes that it leaves behind are never cleared away."}
		if f.Withheld = initBelow(t); f.Withheld == "" {
			f.Fix, f.Withheld = initFix(p, t)
		}
		p.Report(f)
	}
	return nil
}

// firstProcess names what is PID 1.
func firstProcess(t *fixes.Target) string {
	if argv, ok := t.Process.Argv(); ok {
		if argv = pid1.BehindEnv(fixes.Unwrap(argv)); len(argv) > 0 && argv[0] != "" && !project.IsJavaScript(argv[0]) && !strings.HasPrefix(argv[0], "-") {
			return path.Base(argv[0])
		}
		return "node"
	}
	for _, c := range []fixes.Command{t.Process.Entrypoint, t.Process.Cmd} {
		if c.At == nil || !c.Set() {
			continue
		}
		if !c.Shell && project.IsJavaScript(c.Words[0]) {
			return "node"
		}
		if !c.Shell {
			return path.Base(c.Words[0])
		}
		if script := pid1.ScriptOf(c.At, t.Chain.Before(c.At).Shell); pid1.ReplacesShell(script) {
			return script.Commands[len(script.Commands)-1].Words[1].Text
		}
		return "The shell"
	}
	return "The program"
}

// initFix installs an init where the image is made and puts it in front.
func initFix(p *fixes.Pass, t *fixes.Target) (fix *fixes.Fix, withheld string) {
	if withheld = pid1.LooksAtFirst(p, t); withheld != "" {
		return nil, withheld
	}
	for _, s := range deploy.StartScripts(p, t) {
		if !s.Found() {
			return nil, s.Missing(p) + ", so whether it starts an init itself is not known"
		}
		if s.HandlesSignals() {
			return nil, fmt.Sprintf("%s handles signals itself (trap)", s.Word)
		}
	}
	if daemon := becomesDaemon(t); daemon != "" {
		return nil, daemon + " goes into the background, so that the container ends: start pm2-runtime in its place"
	}
	at, before, withheld := pid1.InitPlace(p, t)
	if withheld != "" {
		return nil, withheld
	}
	words, install, withheld := pid1.InitInstall(p, t, at)
	if withheld != "" {
		return nil, withheld
	}
	if pid1.StartsBeside(p, t) {
		words = pid1.ForChildAlone(words)
	}
	edits := []text.Edit{before(words)}
	if install != nil {
		edits = append(edits, *install)
	}
	return &fixes.Fix{
		Title:         fmt.Sprintf("Run %s as the init process", words[0]),
		Applicability: fixes.Review,
		Changes:       []fixes.Change{p.Edit(edits...)},
	}, ""
}

// initBelow: an image of the repository that the target is built on gets the init, before
// the ENTRYPOINT that both have.
func initBelow(t *fixes.Target) string {
	if t.Process.Entrypoint.At != nil {
		return ""
	}
	for _, l := range t.Chain.Lowers() {
		for _, own := range l.Production() {
			if entry := own.Process.Entrypoint; own.Stage != l.Chain.Stage || entry.At == nil || !entry.Set() {
				continue
			}
			if fix, _ := initFix(l.Pass, own); fix != nil {
				return fmt.Sprintf("the init goes before the ENTRYPOINT at %s:%d, which this image has too", l.File.Path, own.Process.Entrypoint.At.StartLine)
			}
		}
	}
	return ""
}

// becomesDaemon returns the command of pm2 that the target starts and that ends
// at once, "" when there is none.
func becomesDaemon(t *fixes.Target) string {
	words := t.Program()
	if t.Manifest != nil {
		if _, argv := t.Manifest.Runs(words); len(argv) > 0 {
			words = argv
		}
	}
	words = node.Unwrap(words)
	if len(words) < 2 || path.Base(words[0]) != "pm2" || slices.Contains(words, "--no-daemon") || slices.Contains(words, "--attach") {
		return ""
	}
	switch words[1] {
	case "start", "restart", "reload", "resurrect":
		return strings.Join(words[:2], " ")
	}
	return ""
}
