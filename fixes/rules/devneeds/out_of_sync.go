package devneeds

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/text"
)

// OutOfSync holds back: the install would stop, because the lockfile does not agree with
// package.json.
func OutOfSync(p *fixes.Pass, i *fixes.Install, lock *node.Lockfile) string {
	if other := otherManager(i, lock); other != "" {
		return other
	}
	if why := notLocked(p, i, lock, ".", i.Manifest); why != "" {
		return why
	}
	for _, dir := range project.WorkspacesOf(p, i.Dir, i.Manifest) {
		m, err := p.Repo.Manifest(dir)
		if err != nil || m == nil || !CountsWorkspaces(lock) && !WorkspaceSeen(p, i, dir) {
			continue
		}
		rel := strings.TrimPrefix(dir, i.Dir+"/")
		if why := notLocked(p, i, lock, rel, m); why != "" {
			return why
		}
		if why := removesWorkspace(p, i, rel); why != "" {
			return why
		}
		if why := outgrown(p, i, lock, rel, m); why != "" {
			return why
		}
		if !lock.Names(rel, m.Name) {
			return fmt.Sprintf("it would stop: %s does not name the workspace %s. Update the lockfile first", path.Base(lock.Path), m.Name)
		}
	}
	for _, dir := range FoldersLinked(p, i, lock) {
		m, err := p.Repo.Manifest(path.Join(i.Dir, dir))
		if err != nil || m == nil {
			continue
		}
		if ok, reason := lock.InSyncAt(dir, m); !ok {
			return fmt.Sprintf("it would stop: in %s, %s. Update the lockfile first", dir, reason)
		}
	}
	if name, folder := lock.LinkedOutside(i.Manifest); name != "" {
		return fmt.Sprintf("%s has a link to %s for %s, which lies outside of the project, and package.json asks for a release. Write the lockfile anew first", path.Base(lock.Path), folder, name)
	}
	six := NPMMajor(p, i.Stage, i.At) == 6
	if i.Manager != node.NPM || lock.Version == "1" && !six {
		return "" // what a later npm makes of version 1 is looked at elsewhere
	}
	if ok, reason := lock.Agrees(i.Manifest, !six); !ok {
		return fmt.Sprintf("it would stop: %s. Update the lockfile first", reason)
	}
	return ""
}

// FoldersLinked returns the folders of the project that a lockfile of npm stands for and that
// are no workspaces: file:x. What a folder outside of it depends on is left to whoever installs there.
func FoldersLinked(p *fixes.Pass, i *fixes.Install, lock *node.Lockfile) []string {
	if i.Manager != node.NPM || len(lock.Links) == 0 {
		return nil
	}
	workspaces := project.WorkspacesOf(p, i.Dir, i.Manifest)
	return slices.DeleteFunc(slices.Clone(lock.Links), func(dir string) bool {
		at := path.Join(i.Dir, dir)
		return strings.HasPrefix(dir, "../") || slices.Contains(workspaces, at) || !p.Repo.Exists(path.Join(at, "package.json"))
	})
}

// otherManager: package.json names another package manager than the command.
func otherManager(i *fixes.Install, lock *node.Lockfile) string {
	if i.Manifest.PackageManager == "" {
		return ""
	}
	manager, _, ok := node.ParsePackageManager(i.Manifest.PackageManager)
	name, _, _ := strings.Cut(i.Manifest.PackageManager, "+")
	switch {
	case !ok:
		return ""
	case !SameManager(i.Manager, manager):
		return fmt.Sprintf("package.json names %s as its package manager, and this installs with %s", name, i.Manager.Command())
	case manager.Yarn() && lock.Manager.Yarn() && manager != lock.Manager:
		return fmt.Sprintf("package.json names %s as its package manager, and yarn.lock is of another generation of Yarn", name)
	}
	return ""
}

// CountsWorkspaces reports whether the program of a lockfile minds that a workspace
// which it names is not there.
func CountsWorkspaces(lock *node.Lockfile) bool {
	return lock.Manager == node.YarnBerry || lock.Manager == node.Bun
}

// WorkspaceSeen reports whether the package.json of a workspace lies beside the
// project when it is installed.
func WorkspaceSeen(p *fixes.Pass, i *fixes.Install, dir string) bool {
	at := path.Join(i.Workdir, strings.TrimPrefix(dir, i.Dir+"/"), "package.json")
	from, ok := p.SeenBy(i, at)
	return ok && from == path.Join(dir, "package.json")
}

// VerbIndex returns the index of the word behind which a flag is written: the
// verb, or the manager for a bare "yarn".
func VerbIndex(i *fixes.Install) int {
	if i.VerbIndex >= 0 {
		return i.VerbIndex
	}
	return i.ManagerIndex
}

// InstallSpan returns the place of the words that name the command.
func InstallSpan(i *fixes.Install) text.Span {
	first, last := i.Command.Words[i.ManagerIndex], i.Command.Words[VerbIndex(i)]
	if i.Script.Heredoc && !i.At.Exec || first.Span.Len() == 0 || last.Span.Len() == 0 || last.Span.End < first.Span.Start {
		return i.At.Span
	}
	return text.Span{Start: first.Span.Start, End: last.Span.End}
}

// SameManager reports whether a lockfile is one that the command reads.
func SameManager(command, lock node.Manager) bool {
	return command == lock || command.Yarn() && lock.Yarn()
}
