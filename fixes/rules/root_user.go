package rules

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/mounts"
	"github.com/nodedock/nodedock/fixes/rules/rights"
	"github.com/nodedock/nodedock/fixes/text"
)

// rootUser reports a final image that never leaves root.
var rootUser = &fixes.Rule{
	ID: "root-user", Practice: 4,
	Aliases: []string{"DL3002", "DS-0002", "DS002", "AVD-DS-0002", "CKV_DOCKER_3", "CKV_DOCKER_8"},
	Doc:     doc("root_user.md"), Severity: fixes.Warning, Offers: fixes.Review,
	Check: fixes.Agreed(checkRootUser),
}

func checkRootUser(p *fixes.Pass) error {
	reportBunAsRoot(p)
	for _, t := range p.Targets() {
		if !t.Node || t.Chain.Base.PlatformOwnsProcess() || rights.ComposeSetsUser(t) {
			continue
		}
		user, known := rights.EffectiveUser(p, t.Chain)
		if known && !launch.MeansRoot(user) || !known && (t.Chain.End.UserAt != nil || t.Dev != "") {
			continue
		}
		f := rootFinding(t, known)
		if f.Withheld == "" {
			if err := offerUser(p, t, &f); err != nil {
				return err
			}
		}
		p.Report(f)
	}
	return nil
}

// rootFinding says what was found, at the USER or the command of the stage.
func rootFinding(t *fixes.Target, known bool) fixes.Finding {
	at := t.Stage.From
	if last := t.Process.Last(); last != nil && last.Stage == t.Stage {
		at = last
	}
	f := fixes.Finding{Key: strings.TrimSpace("user " + t.Stage.Name), Message: "Nothing here leaves root: whoever breaks into the program is root in the container, with all of its files and any mounted ones."}
	f.Message = swallowed(t, "USER", "") + f.Message
	switch root := t.Chain.End.UserAt; {
	case !known:
		f.Message = fmt.Sprintf("Nothing here sets a user, and which one %s sets is not known: the program may run as root.", t.Chain.Root.Base.Text)
		f.Withheld = fmt.Sprintf("what %s has for users is not known to nodedock. Add a USER that may run the program", t.Chain.Root.Base.Text)
	case root != nil && rights.UnsetUser(t.Chain):
		at = root
		f.Message = fmt.Sprintf("Nothing sets %s, so that USER names nobody and the program runs as root.", root.Args[0].Text)
		f.Withheld = "who was meant is not known. Name the user, or set the variable with ARG or ENV before it"
	case root != nil && root.Stage == t.Stage:
		at = root
		f.Message = "The last USER is root, so the program runs as root: whoever breaks into it owns the container, with all of its files and any mounted ones."
	}
	f.Span = at.Span
	return f
}

// offerUser attaches the change to another user, or the reason against it.
func offerUser(p *fixes.Pass, t *fixes.Target, f *fixes.Finding) error {
	for _, keep := range []func(*fixes.Pass, *fixes.Target) string{
		rights.KeptForDevelopment, launch.ChosenForDevelopment, rights.DevelopedInService, rights.BesideWatcher, rights.RunsAsAction, rights.WorksInWorkflow, rights.RunsAsCloudStep, rights.GetsFiles, rights.StartsNothing, rights.MountedProgram, launch.FetchedProgram, rights.UnseenCode, launch.StartsUnknown, rights.KeptOnPurpose, rights.DropsPrivileges, rights.LeavesChoice, rights.LacksNodeUser, rights.LowersKeepRoot, rights.NeedsRoot, rights.NeedsRights, rights.RightsElsewhere, rights.NeedsRootHome, rights.ClosedFiles, rights.ChangesAtStart, rights.StartedElsewhere, rights.ExecNeedsRoot, rights.TestsWrite, rights.AsksGitAtStart, rights.WritesWhereTold, rights.ChildImages, rights.HeirRuns, rights.ListensLowOnPods, rights.ListensLowOnPlatform, mounts.ListensLowOnHost, launch.TriggersRun, deploy.ClosedSecrets,
	} {
		if f.Withheld = keep(p, t); f.Withheld != "" {
			return nil
		}
	}
	own, withheld, err := rights.OwnershipOf(p, t)
	if err != nil {
		return err
	}
	user := rights.RunAs(p, t)
	if withheld == "" {
		withheld = user.CannotOwn(p, t, own)
	}
	if withheld == "" {
		if withheld, err = rights.HeirNeedsRoot(p, t, own); err != nil {
			return err
		}
	}
	if f.Withheld = withheld; withheld != "" {
		return nil
	}
	notes, err := rights.UserNotes(p, t, own, user)
	if err != nil {
		return err
	}
	f.Fix = &fixes.Fix{
		Title:         fmt.Sprintf("Run as %s", user.Title),
		Applicability: fixes.Review,
		Changes:       []fixes.Change{p.Edit(userEdits(p, t, user, own)...)},
		Notes:         notes,
	}
	return nil
}

// userEdits writes the USER, with what the program must own.
func userEdits(p *fixes.Pass, t *fixes.Target, user rights.RunUser, own *rights.Ownership) []text.Edit {
	var edits []text.Edit
	if user.Owner != "" {
		copies := user.Copies(p, t, own)
		edits = rights.ChownEdits(copies, user.Owner, user.Number)
		edits = append(edits, own.Early(p, user.Owner)...)
	}
	lines := append(own.Late(p, user), p.File.Style.Keyword("USER")+" "+user.Name)
	return append(edits, rights.WindowEdit(p, t, lines))
}
