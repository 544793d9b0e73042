package rules

import (
	"fmt"
	"path"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/devneeds"
	"github.com/nodedock/nodedock/fixes/rules/installs"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// missingLockfile reports installs that have no lockfile to follow.
var missingLockfile = &fixes.Rule{
	ID: "missing-lockfile", Practice: 2,
	Doc: doc("missing_lockfile.md"), Severity: fixes.Warning, Offers: fixes.Review,
	Check: checkMissingLockfile,
}

func checkMissingLockfile(p *fixes.Pass) error {
	installs.AdviseNamed(p)
	seen := map[string]bool{}
	for _, stage := range p.File.Stages {
		for _, i := range p.Installs(stage) {
			key := "lockfile " + i.Dir + " " + i.Manager.Command()
			if !i.Project() || i.Lockfile != "" || seen[key] || !locksAnything(p, i) {
				continue
			}
			where := installs.FindLock(p, i)
			if where.Path != "" && !where.Ignored && !where.Outside || lockMounted(i) || chosenByLockfile(p, i) {
				continue // it is there, and npm-install says that it is not copied
			}
			seen[key] = true
			f := fixes.Finding{Span: devneeds.InstallSpan(i), Key: key}
			if err := adviseLock(p, i, where, &f); err != nil {
				return err
			}
			p.Report(f)
		}
	}
	return nil
}

// locksAnything reports whether the project has dependencies, so that there is
// something to lock. One that is not known counts where it is shipped.
func locksAnything(p *fixes.Pass, i *fixes.Install) bool {
	if i.Manifest == nil {
		return installs.UnknownProject(p, i)
	}
	if len(i.Manifest.All()) > 0 {
		return true
	}
	return len(project.WorkspacesOf(p, i.Dir, i.Manifest)) > 0
}

// chosenByLockfile reports whether a condition chooses the install among those
// of several package managers, by the lockfile that is there.
func chosenByLockfile(p *fixes.Pass, i *fixes.Install) bool {
	for _, other := range p.Installs(i.Stage) {
		if other.At == i.At && other.Manager != i.Manager && i.Command.Conditional {
			return true
		}
	}
	return false
}

func lockMounted(i *fixes.Install) bool {
	for _, name := range i.Manager.Lockfiles() {
		if installs.Mounted(i, name) {
			return true
		}
	}
	return false
}

// adviseLock says why there is no lockfile, and what to do.
func adviseLock(p *fixes.Pass, i *fixes.Install, where installs.LockPlace, f *fixes.Finding) error {
	lock := lockName(i.Manager)
	name := launch.InstallName(i)
	anew := fmt.Sprintf("%s resolves the versions of %s anew at each build", name, path.Join(i.Dir, "package.json"))
	if i.Clean && (i.Manager == node.NPM || i.Manager == node.PNPM) {
		anew = fmt.Sprintf("%s stops without a lockfile beside %s", name, path.Join(i.Dir, "package.json"))
	}
	switch {
	case i.Manifest == nil:
		installs.AdviseUnknown(p, i, f)
		return nil
	case where.Ignored:
		ignore := p.Context().Ignore
		f.Message = fmt.Sprintf("%s keeps %s out of the build, so %s.", ignore.Path, where.Path, anew)
		if f.Withheld = installs.OldNativeIn(p, i, where.Path); f.Withheld != "" {
			return nil
		}
		if f.Withheld = installs.StopsWithLock(p, i, where.Path); f.Withheld != "" {
			return nil
		}
		return installs.OfferUnignore(p, ignore, where.Path, f)
	case where.Outside:
		f.Message = fmt.Sprintf("%s: %s lies outside of the folder that the image is built from, %s. Build it from the folder of the lockfile.", anew, where.Path, installs.Folder(p.Context().Dir))
		return nil
	}
	ignored, err := p.Repo.GitIgnored(path.Join(i.Dir, lock))
	if err != nil {
		return err
	}
	if copied := copiesLock(p, i, lock); copied != nil && ignored == "" {
		f.Message = fmt.Sprintf("The copy at line %d names %s, which is not in the repository, so the build stops there. Run %s install and commit the file.", copied.StartLine, lock, i.Manager.Command())
		return nil
	}
	if other := otherLock(p, i); other != "" {
		f.Message = fmt.Sprintf("%s: the lockfile here is %s, which %s does not read. Install with the package manager that made it.", anew, other, i.Manager.Command())
		return nil
	}
	f.Message = fmt.Sprintf("%s: there is no %s beside it. Run %s install and commit the file.", anew, lock, i.Manager.Command())
	if ignored != "" {
		f.Message = fmt.Sprintf("%s: %s keeps %s out of the repository. Remove the entry and commit the file.", anew, ignored, lock)
	}
	return nil
}

// copiesLock returns the instruction that names a lockfile, which the context does not have, among
// what it copies; nil when none does, or the context is not certain.
func copiesLock(p *fixes.Pass, i *fixes.Install, lock string) *dockerfile.Instruction {
	context := p.Context()
	if context.Uncertain != "" {
		return nil
	}
	for _, m := range p.Chain(i.Stage).Steps {
		if m.StartLine >= i.At.StartLine {
			break
		}
		c, ok := p.ReadCopy(m)
		if !ok || !c.Known || !c.Context() {
			continue
		}
		for _, source := range c.Sources {
			if path.Base(source) == lock && !p.Repo.Exists(path.Join(context.Dir, source)) {
				return m.Instruction
			}
		}
	}
	return nil
}

// lockName returns the name of the lockfile that a manager writes.
func lockName(m node.Manager) string {
	if m == node.NPM {
		return "package-lock.json"
	}
	return m.Lockfiles()[0]
}

// otherLock returns a lockfile of another package manager beside package.json.
func otherLock(p *fixes.Pass, i *fixes.Install) string {
	for _, name := range []string{"package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb"} {
		manager, _ := node.LockManager(name)
		if !devneeds.SameManager(i.Manager, manager) && p.Repo.Exists(path.Join(i.Dir, name)) {
			return path.Join(i.Dir, name)
		}
	}
	return ""
}
