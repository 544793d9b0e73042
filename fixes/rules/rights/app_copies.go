package rights

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/mounts"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/text"
)

// AppCopies returns the COPY and ADD instructions that bring the program into
// the target's image and leave it to root. With inherited, those of the stages
// that it is built from count too.
func AppCopies(p *fixes.Pass, t *fixes.Target, inherited bool) []*dockerfile.Instruction {
	var out []*dockerfile.Instruction
	for n, m := range t.Chain.Steps {
		c, ok := p.ReadCopy(m)
		if !ok || !inherited && !t.Chain.Own(m) || m.Flag("chown") != nil || !c.Known || c.Outside ||
			len(m.Heredocs) > 0 || !m.Args[0].Located || m.Is("ADD") && unpacks(c) ||
			!appFolder(c, t.Chain.End.Workdir) || usesGit(t.Chain.Steps[n+1:], c.Dest) || buildAsksGit(p, c, t.Chain.Steps[n+1:]) {
			continue
		}
		out = append(out, m.Instruction)
	}
	return out
}

// sharedFolder finds folders of the system in which programs have theirs.
var sharedFolder = pattern.New(`^/(usr|usr/src|var|home|opt|srv|mnt|media|tmp)$`)

// appFolder reports whether a copy goes to where the program lives: the working
// directory or a folder that holds it, or, where none is set, a folder that is not the system's. A file in
// the root folder is none.
func appFolder(c *fixes.Copy, workdir string) bool {
	if deploy.InFolder(c.Dest, workdir) || deploy.InFolder(workdir, c.Dest) && !mounts.SystemFolder.MatchString(c.Dest) && !sharedFolder.MatchString(c.Dest) {
		return true
	}
	if workdir != "/" {
		return false
	}
	return !mounts.SystemFolder.MatchString(c.Dest) && (c.Dir || strings.Count(c.Dest, "/") > 1 || path.Ext(c.Dest) == "" && !project.LooksLikeScript(c.Dest))
}

// unpacks reports whether an ADD unpacks what it adds, or clones it.
func unpacks(c *fixes.Copy) bool {
	return slices.ContainsFunc(c.Sources, func(s string) bool {
		if downloads(s) {
			return false
		}
		return strings.Contains(s, "://") || strings.HasPrefix(s, "git@") || strings.Contains(path.Base(s), ".tar") || strings.HasSuffix(s, ".tgz")
	})
}

// downloads reports whether the source of an ADD is a file of the web, which is left to
// root alone (0600) and not unpacked.
func downloads(source string) bool {
	name, _, _ := strings.Cut(source, "#")
	return (strings.HasPrefix(name, "http://") || strings.HasPrefix(name, "https://")) && !strings.HasSuffix(name, ".git")
}

// usesGit reports whether a later RUN may ask git about the copied folder: git
// refuses a work tree that belongs to somebody else.
func usesGit(later []fixes.Moment, _ string) bool {
	return slices.ContainsFunc(later, func(m fixes.Moment) bool {
		if !m.Is("RUN") {
			return false
		}
		for _, script := range m.Scripts(m.Scene.Shell) {
			for _, c := range script.Commands {
				if c.Name() == "git" {
					return true
				}
			}
		}
		return strings.Contains(m.Spoken(), "$(git ")
	})
}

// ChownEdits gives the copies an owner. A copy with --link is made without
// looking at the image's users, so the owner is a number there.
func ChownEdits(copies []*dockerfile.Instruction, owner, number string) []text.Edit {
	var edits []text.Edit
	for _, i := range copies {
		who := owner
		if i.Flag("link") != nil {
			who = number
		}
		edits = append(edits, text.Insert(i.KeywordSpan.End, " --chown="+who))
	}
	return edits
}
