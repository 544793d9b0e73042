package installs

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/devneeds"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/text"
)

// A LockPlace is where the lockfile of an install is.
type LockPlace struct {
	Path string // in the repository, "" when there is none
	// Copied is set when the lockfile lies in the image before the install.
	Copied *string
	// Ignored reports that the ignore file keeps it out of the build.
	Ignored bool
	// Outside reports that it lies outside of the build context.
	Outside bool
	// Bring is the edit that copies it too; nil when there is none, and then
	// why says what to do.
	Bring *text.Edit
	Why   string
	// Uncertain says why it is not certain that the lockfile is the
	// install's, "" when it is.
	Uncertain string
}

// FindLock finds the lockfile that an install of a project would follow: the
// one in the image, beside package.json in the repository, or at the root of
// its workspaces.
func FindLock(p *fixes.Pass, i *fixes.Install) LockPlace {
	if i.Lockfile != "" {
		where := LockPlace{Path: i.Lockfile, Copied: &i.Lockfile, Uncertain: UnsureProject(i)}
		if stage := devneeds.PrunedIn(p, i); stage != "" {
			where.Uncertain = devneeds.MadeThere(path.Base(i.Lockfile), stage)
		}
		if p.Context().Lacks != "" {
			where.Uncertain = p.Context().Uncertain
		}
		return where
	}
	if fromElsewhere(p, i) {
		return LockPlace{Path: "a lockfile", Uncertain: "the project does not come from this repository, and whether a lockfile lies beside its package.json is not known"}
	}
	name, from := handedLock(p, i)
	if name != "" && i.Manifest == nil {
		return LockPlace{Path: name, Uncertain: devneeds.MadeThere(name, from)}
	}
	if i.Manifest == nil || i.Workdir == "" {
		return LockPlace{}
	}
	if stage := devneeds.PrunedIn(p, i); stage != "" {
		if lock := launch.LockBeside(p, i.Dir); lock != nil && slices.Contains(i.Manager.Lockfiles(), path.Base(lock.Path)) {
			return LockPlace{Path: lock.Path, Uncertain: devneeds.MadeThere(path.Base(lock.Path), stage)}
		}
	}
	if name != "" {
		return LockPlace{Path: name, Uncertain: fmt.Sprintf("%s is made in the stage %s, and whether it agrees with package.json is not known", name, from)}
	}
	dirs := []string{i.Dir}
	if root, ok := launch.WorkspaceRoot(p, i.Dir); ok {
		dirs = append(dirs, root)
	}
	for _, dir := range dirs {
		for _, name := range i.Manager.Lockfiles() {
			at := path.Join(dir, name)
			if !p.Repo.Exists(at) {
				continue
			}
			where := LockPlace{Path: at, Outside: !launch.InFolderOrRoot(at, p.Context().Dir), Ignored: p.Ignored(at)}
			switch {
			case p.Context().Uncertain != "":
				where.Uncertain = p.Context().Uncertain
			case dir != i.Dir && above(p, i, dir):
				where.Why = fmt.Sprintf("%s belongs to the workspaces of %s, which lie above it in the image. Run the install there", at, Folder(dir))
			case dir != i.Dir:
				where.Why = fmt.Sprintf("%s belongs to the workspaces of %s, and only %s is copied before this", at, Folder(dir), Folder(i.Dir))
			default:
				where.Bring, where.Why = bringLock(p, i, name)
			}
			return where
		}
	}
	return LockPlace{}
}

// above reports whether the package.json of a folder lies above an install in the image.
func above(p *fixes.Pass, i *fixes.Install, dir string) bool {
	for at := i.Workdir; at != "" && at != "/"; {
		at = path.Dir(at)
		if name, ok := p.Origin(i.Stage, path.Join(at, "package.json"), i.At); ok && name == path.Join(dir, "package.json") {
			return true
		}
	}
	return false
}

// UnsureProject says why it is not certain what an install works on.
func UnsureProject(i *fixes.Install) string {
	switch {
	case i.Workdir == "":
		return "the folder in which it runs is not certain"
	case i.Manifest == nil:
		return i.Unread.Or(fmt.Sprintf("which package.json lies in %s is not certain", i.Workdir))
	}
	return ""
}

// bringLock returns the edit that lets the COPY of package.json copy the
// lockfile too, or why there is none.
func bringLock(p *fixes.Pass, i *fixes.Install, lock string) (*text.Edit, string) {
	m, c, n := ManifestCopy(p, i)
	by := fmt.Sprintf("%s is not copied before this. ", lock)
	switch {
	case c == nil || !c.Context() && !lockInStage(p, c, n, path.Join(i.Dir, lock)):
		return nil, by + "Copy it beside package.json"
	case m.Stage != i.Stage:
		return nil, by + fmt.Sprintf("Copy it beside package.json in the stage %s", m.Stage.Name)
	case m.Flag("parents") != nil || m.Flag("exclude") != nil || len(m.Heredocs) > 0 || !m.Args[n].Located || m.Args[n].Raw != m.Args[n].Text && !m.Exec:
		return nil, by + "Add it to the COPY of package.json"
	}
	last := m.Args[len(m.Args)-1]
	dest, ok := folderOf(c, last.Text)
	if rewritten := dest != last.Text; !ok || rewritten && (!last.Located || last.Raw != last.Text && !m.Exec) {
		return nil, by + fmt.Sprintf("COPY names %s, not a folder with a slash at its end: copy both into the folder", last.Text)
	}
	source := path.Join(path.Dir(c.Sources[n]), lock)
	if strings.HasPrefix(c.Sources[n], "./") {
		source = "./" + source
	}
	written := " " + source
	if m.Exec {
		written, dest = fmt.Sprintf(", %q", source), fmt.Sprintf("%q", dest)
	}
	edit := text.Insert(m.Args[n].Span.End, written)
	if rewritten := dest != last.Raw; rewritten && last.Located {
		// One edit over the words between: the rest of them stays as it is.
		edit = text.Edit{Span: text.Span{Start: m.Args[n].Span.End, End: last.Span.End}, New: written + string(p.File.Src[m.Args[n].Span.End:last.Span.Start]) + dest}
	}
	return &edit, ""
}

// ManifestCopy returns the last COPY before an install that names its
// package.json, by itself or by a pattern, and which of its words does.
func ManifestCopy(p *fixes.Pass, i *fixes.Install) (m fixes.Moment, c *fixes.Copy, word int) {
	target := path.Join(i.Workdir, "package.json")
	for _, step := range p.Chain(i.Stage).Steps {
		if step.Instruction == i.At {
			break
		}
		read, ok := p.ReadCopy(step)
		if !ok || !read.Known {
			continue
		}
		for n, source := range read.Sources {
			if (path.Base(source) == "package.json" || strings.Contains(source, "*") && launch.GlobMatchesName(path.Base(source), "package.json")) && (path.Join(read.Dest, "package.json") == target || read.Dest == target) {
				m, c, word = step, read, n
			}
		}
	}
	return m, c, word
}

// handedLock returns the lockfile that an install gets from another stage, in
// which a step made it, and the name of that stage.
func handedLock(p *fixes.Pass, i *fixes.Install) (lock, stage string) {
	if i.Workdir == "" {
		return "", ""
	}
	for _, step := range p.Chain(i.Stage).Steps {
		if step.Instruction == i.At {
			break
		}
		c, ok := p.ReadCopy(step)
		if !ok || !c.Known || c.From == nil {
			continue
		}
		for _, source := range c.Sources {
			name := path.Base(source)
			if at := path.Join(i.Workdir, name); slices.Contains(i.Manager.Lockfiles(), name) && (c.Dest == at || c.Dest == i.Workdir) {
				return name, c.From.Name
			}
		}
	}
	return "", ""
}

// fromElsewhere reports whether an install of a shipped image works on a
// project that the build fetched.
func fromElsewhere(p *fixes.Pass, i *fixes.Install) bool {
	if i.Manifest != nil || i.Lockfile != "" {
		return false
	}
	shipped := slices.ContainsFunc(p.Production(), func(t *fixes.Target) bool { return t.Stage == i.Stage })
	return shipped && slices.ContainsFunc(p.Chain(i.Stage).Steps, func(m fixes.Moment) bool {
		return m.Is("RUN") && strings.Contains(m.Spoken(), "git clone") && m.StartLine <= i.At.StartLine
	})
}
