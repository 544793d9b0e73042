package rights

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/mounts"
	"github.com/nodedock/nodedock/fixes/rules/writes"
)

// closedMemory: a tmpfs belongs to root and has the mode of the folder that the image has
// at its place. Where the image has none, everybody may write to it.
func (o *Ownership) closedMemory(p *fixes.Pass, t *fixes.Target) string {
	_, dir := deploy.ProgramManifest(p, t)
	for _, v := range o.memory {
		target := path.Clean(v.Target)
		made := slices.ContainsFunc(o.folders, func(f ownedFolder) bool {
			// Next.js makes its cache in the folder that it builds into.
			return f.make && (f.path == target || f.path == path.Dir(target) && path.Base(target) == "cache")
		})
		rel, below := strings.CutPrefix(target, t.Chain.End.Workdir+"/")
		switch open := opensMemory(v.Rights); {
		case open:
			continue
		case v.Rights != "" && o.written && below:
			return fmt.Sprintf("%s mounts a tmpfs at %s that only root may write to (%s). Give it a uid", v.By, target, v.Rights)
		}
		if made || o.written && below && (p.Repo.IsDir(path.Join(dir, rel)) || anyStageMakes(p, rel)) {
			return fmt.Sprintf("%s mounts a tmpfs at %s, which belongs to root there. Give it a mode or a uid", v.By, target)
		}
	}
	return ""
}

// opensMemory reports whether the rights of a tmpfs let another user write to it: it is
// theirs, or its mode says so.
func opensMemory(rights string) bool {
	if uid, ok := strings.CutPrefix(rights, "uid="); ok {
		return uid != "0"
	}
	mode, err := strconv.ParseUint(strings.TrimPrefix(rights, "mode="), 8, 32)
	return rights != "" && (err != nil || mode&0o002 != 0)
}

// anyStageMakes reports whether a step of any stage makes a folder of a name, which a COPY may bring.
func anyStageMakes(p *fixes.Pass, rel string) bool {
	return slices.ContainsFunc(p.File.Stages, func(s *dockerfile.Stage) bool {
		return slices.ContainsFunc(launch.CommandsOf(p.Chain(s)), func(c *dockerfile.Command) bool {
			args, _ := c.Args()
			return c.Name() == "mkdir" && slices.ContainsFunc(args, func(arg string) bool { return path.Base(arg) == path.Base(rel) })
		})
	})
}

// linksOutside: what the program writes among its files goes through a link to a folder
// that stays root's.
func (o *Ownership) linksOutside(t *fixes.Target) string {
	if !o.written {
		return ""
	}
	for _, m := range t.Chain.Steps {
		for _, c := range launch.CommandsAt(m) {
			args, ok := c.Args()
			words := slices.DeleteFunc(slices.Clone(args), func(a string) bool { return strings.HasPrefix(a, "-") })
			if c.Name() != "ln" || !ok || !c.DirKnown || len(words) != 2 || !slices.ContainsFunc(args, func(a string) bool { return strings.HasPrefix(a, "-") && strings.Contains(a, "s") }) {
				continue
			}
			at := m.Scene
			at.Workdir = at.Abs(c.Dir)
			to, link := path.Clean(words[0]), at.Abs(words[1])
			if path.IsAbs(to) && deploy.InFolder(link, t.Chain.End.Workdir) && !deploy.InFolder(to, t.Chain.End.Workdir) && !strings.Contains(to+link, "node_modules") &&
				!mounts.SystemFolder.MatchString(to) && !deploy.InFolder(to, "/tmp") && !o.covers(to) && !writes.Chowned(t.Chain, to) {
				return fmt.Sprintf("%s is a link to %s, which belongs to root", link, to)
			}
		}
	}
	return ""
}

// takesWriting finds symbolic modes that take the right to write from the owner.
var takesWriting = pattern.New(`^(a|u|ugo)?(-[rxX]*w|=[rxX]+$)`)

// closedToOwner: a mode takes the right to write from everybody; only root writes all the
// same.
func (o *Ownership) closedToOwner(p *fixes.Pass, t *fixes.Target) string {
	if !o.written {
		return ""
	}
	dir := t.Chain.End.Workdir
	for _, m := range t.Chain.Steps {
		c, copies := p.ReadCopy(m)
		for _, set := range modesSet(p, m) {
			n, ok := set.octal()
			closed := ok && n&0o200 == 0 || !ok && takesWriting.MatchString(set.mode)
			whole := set.folders || set.path == dir || copies && c.From != nil && c.Dir
			if closed && whole && (deploy.InFolder(set.path, dir) || deploy.InFolder(dir, set.path)) && !strings.Contains(set.path, "node_modules") {
				return fmt.Sprintf("%s leaves nobody but root the right to write to %s, and the program writes among its files", set.written, set.path)
			}
		}
	}
	return ""
}
