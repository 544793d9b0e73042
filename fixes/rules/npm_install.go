package rules

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/devneeds"
	"github.com/nodedock/nodedock/fixes/rules/installs"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/text"
)

// npmInstall reports installs that may leave the lockfile's versions.
var npmInstall = &fixes.Rule{
	ID: "npm-install", Practice: 2,
	Doc: doc("npm_install.md"), Severity: fixes.Warning, Offers: fixes.Review,
	Check: fixes.Agreed(checkNpmInstall),
}

func checkNpmInstall(p *fixes.Pass) error {
	reportOnbuildInstall(p)
	reportStartInstalls(p)
	reportUpdates(p)
	for _, stage := range p.File.Stages {
		for _, i := range p.Installs(stage) {
			if !i.Project() || followsLockfile(i) && !lacksLockfile(p, i) || followsInCI(p, i) || i.OmitDev && i.Verb == node.VerbFocus {
				continue
			}
			where := installs.FindLock(p, i)
			if where.Path == "" || where.Ignored || where.Outside || where.Copied == nil && installs.Mounted(i, path.Base(where.Path)) {
				continue // nothing to follow: see missing-lockfile
			}
			f := fixes.Finding{Span: devneeds.InstallSpan(i), Key: installs.InstallKey(p, i), Message: unlockedMessage(i, path.Base(where.Path))}
			if err := offerFrozen(p, i, where, &f); err != nil {
				return err
			}
			p.Report(f)
		}
	}
	return nil
}

// followsLockfile reports whether the install refuses to leave its lockfile.
func followsLockfile(i *fixes.Install) bool { return i.Clean || i.Verb == node.VerbFocus }

// lacksLockfile reports whether a frozen install of Yarn 1 certainly runs without the yarn.lock
// of the repository: it resolves all versions anew then, where others stop
// (github.com/yarnpkg/yarn/issues/5840).
func lacksLockfile(p *fixes.Pass, i *fixes.Install) bool {
	if !i.Manager.Yarn() || i.Verb == node.VerbFocus || i.Lockfile != "" || len(i.Command.Guards) > 0 {
		return false
	}
	where := installs.FindLock(p, i)
	if where.Path == "" || where.Uncertain != "" {
		return false
	}
	lock, err := p.Repo.Lockfile(where.Path)
	return err == nil && lock != nil && lock.Manager == node.YarnClassic
}

// followsInCI reports whether the environment makes pnpm or a later Yarn refuse to
// leave the lockfile, which both do where a build system runs them.
func followsInCI(p *fixes.Pass, i *fixes.Install) bool {
	if i.Manager != node.PNPM && launch.LockedGeneration(p, i) != node.YarnBerry || i.Lockfile == "" {
		return false
	}
	if flag, ok := i.Flag(node.FrozenFlag); ok && !flag.On() {
		return false
	}
	value, known := "", true
	if v, set := p.Chain(i.Stage).Before(i.At).Env["CI"]; set {
		value, known = v.Value, v.Known
	}
	for _, a := range i.Command.Assigns {
		if a.Name == "CI" {
			value, known = a.Value.Text, a.Value.Literal
		}
	}
	return known && (value == "true" || value == "1") && installs.ThawedBySettings(p, i, nil) == ""
}

func unlockedMessage(i *fixes.Install, lock string) string {
	if i.Clean {
		return fmt.Sprintf("%s resolves all versions anew: %s is not in the image, and Yarn 1 installs without it all the same.", launch.InstallName(i), lock)
	}
	return fmt.Sprintf("%s may resolve versions that %s does not name.", launch.InstallName(i), lock)
}

// offerFrozen attaches the install that follows the lockfile, or the reason
// against it.
func offerFrozen(p *fixes.Pass, i *fixes.Install, where installs.LockPlace, f *fixes.Finding) error {
	switch {
	case where.Uncertain != "":
		f.Withheld = where.Uncertain
		return nil
	case where.Copied == nil && where.Bring == nil:
		f.Withheld = where.Why
		return nil
	}
	lock, err := p.Repo.Lockfile(where.Path)
	if err != nil {
		return err
	}
	if lock == nil {
		f.Withheld = where.Path + " cannot be read"
		return nil
	}
	if where.Copied == nil {
		if f.Withheld = installs.ForeignHost(p, i, lock); f.Withheld != "" {
			return nil
		}
	}
	for _, keep := range []func(*fixes.Pass, *fixes.Install, *node.Lockfile) string{
		installs.MeantAsWritten, installs.KeptAsWritten, installs.ThawedBySettings, installs.LockSettingsMissing, installs.MadeOtherwise, installs.YarnSettingsOtherwise, installs.ChangedBefore, installs.EmptiesModules, devneeds.OutOfSync, installs.FoldersOtherwise, installs.PeersMissing, installs.PeerUnfit, installs.OptionalMissing, installs.SettingsMissing, installs.WorkspacesMissing, installs.MembersUnlocked, installs.CannotFreeze, installs.OldNative,
	} {
		if f.Withheld = keep(p, i, lock); f.Withheld != "" {
			return nil
		}
	}
	var flags, notes []string
	if installs.WithoutPeers(p, i, lock) {
		flags = append(flags, "--legacy-peer-deps")
		notes = append(notes, fmt.Sprintf("%s was written by npm 6, which installed no peers: --legacy-peer-deps keeps it so. It can go once npm install has written the lockfile anew.", path.Base(lock.Path)))
	}
	if omit := installs.OmitAlong(p, i, lock); omit != "" {
		flags = append(flags, omit)
	}
	if i.Clean {
		f.Fix = &fixes.Fix{Title: fmt.Sprintf("Copy %s before %s", path.Base(lock.Path), launch.InstallName(i)), Applicability: fixes.Review, Changes: []fixes.Change{p.Edit(*where.Bring)}}
		return nil
	}
	command, edits := frozenEdits(i, lock, flags)
	if where.Copied == nil {
		edits = append(edits, *where.Bring)
	}
	f.Fix = &fixes.Fix{
		Title: "Install what " + path.Base(lock.Path) + " names, with " + command, Applicability: fixes.Review,
		Changes: []fixes.Change{p.Edit(edits...)}, Notes: notes,
	}
	if where.Copied == nil {
		f.Fix.Title += ", and copy it first"
	}
	return nil
}

// frozenEdits returns the command as it will be called, and the edits; more are
// flags that are written with it.
func frozenEdits(i *fixes.Install, lock *node.Lockfile, more []string) (command string, edits []text.Edit) {
	var flags []string
	command = launch.InstallName(i)
	switch {
	case i.Manager == node.NPM:
		verb := "ci"
		if i.Verb == node.VerbInstallTest {
			verb = "cit" // the same, and then the tests
		}
		command, edits = "npm "+verb, []text.Edit{installs.ReplaceVerb(i, verb)}
	case lock.Manager == node.YarnBerry:
		flags = append(flags, "--immutable")
	default:
		flags = append(flags, "--frozen-lockfile")
	}
	flags = append(flags, more...)
	if len(flags) == 0 {
		return command, edits
	}
	return command + " " + strings.Join(flags, " "), append(edits, installs.AddFlag(i, flags...))
}
