package rights

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// A RunUser is the user that a fix switches to.
type RunUser struct {
	Title string // for people
	Name  string // for USER
	// Owner is for --chown and chown; "" when files are not to change hands.
	// number is the same where no users are looked at.
	Owner, Number string
	// since is behind what the user is made and gets files by; nil for users
	// that are there from the start.
	since *dockerfile.Instruction
	// shellless reports that no RUN can give folders to the user.
	shellless string
}

// RunAs chooses the user: one that the file had before it went back to root,
// else the nonroot user of distroless, else the node user of the official image.
func RunAs(p *fixes.Pass, t *fixes.Target) RunUser {
	if before := earlierUser(p, t.Chain); before != "" && before != "node" {
		return RunUser{Title: before, Name: before}
	}
	if u := findGivenUser(t.Chain); u != nil && earlierUser(p, t.Chain) == "" {
		return RunUser{Title: u.name + ", whom " + u.by + " makes", Name: u.name, Owner: u.owner, Number: u.owner, since: u.at}
	}
	if t.Chain.Base.Kind == image.DistrolessNode {
		// Every image of the project has this user, whatever its tag
		// (github.com/GoogleContainerTools/distroless, common/variables.bzl).
		const nonroot = "65532:65532"
		return RunUser{Title: "the nonroot user of the image, by number", Name: nonroot, Owner: nonroot, Number: nonroot, shellless: t.Chain.Ref.Familiar()}
	}
	user := RunUser{Title: "the node user", Name: "node", Owner: "node:node", Number: "1000:1000"}
	switch numeric, group := p.Policy.User == "numeric", keepsRootGroup(t); {
	case numeric && group:
		user.Title, user.Name, user.Owner = user.Title+", by number", user.Number, user.Number[:len("1000:")]+"0"
	case numeric:
		user.Title, user.Name, user.Owner = user.Title+", by number", user.Number, user.Number
	case group:
		user.Owner = "node:root"
	}
	return user
}

// CannotOwn returns why the user cannot be given the folders that it must write.
func (u RunUser) CannotOwn(p *fixes.Pass, t *fixes.Target, own *Ownership) string {
	for _, f := range own.folders {
		if f.volume != nil && u.since != nil && f.volume.Index < u.since.Index {
			return fmt.Sprintf("%s is made behind the VOLUME %s, so that it cannot be given that folder", u.Name, f.path)
		}
	}
	if u.Owner == "" {
		for _, f := range own.folders {
			if f.all && f.path == t.Chain.End.Workdir {
				return fmt.Sprintf("the program may write among its files in %s, and a step or a copy leaves some of them to root", f.path)
			}
			if !ownsFolder(p, t, u.Name, f.path, f.since) {
				return fmt.Sprintf("the program may write to %s, and nothing gives that folder to %s", f.path, u.Name)
			}
		}
	}
	if u.shellless == "" || len(own.folders) == 0 {
		return ""
	}
	return fmt.Sprintf("the program may write to %s, and %s has no shell to give it to another user: make it in the build stage and copy it with --chown", own.folders[0].path, u.shellless)
}

// Copies returns the copies that are to get the user for their owner.
func (u RunUser) Copies(p *fixes.Pass, t *fixes.Target, own *Ownership) []*dockerfile.Instruction {
	all := AppCopies(p, t, own.deep())
	if u.since == nil {
		return all
	}
	return slices.DeleteFunc(all, func(i *dockerfile.Instruction) bool { return i.Index < u.since.Index || i.Flag("link") != nil })
}

// ownsFolder reports whether the file gives a folder to a user: by chown, by the
// owner of a copy, or because it is made while the user is in force, all from the step on
// that makes the folder.
func ownsFolder(p *fixes.Pass, t *fixes.Target, user, folder string, since int) bool {
	name, _, _ := strings.Cut(user, ":")
	return slices.ContainsFunc(t.Chain.Steps[since:], func(m fixes.Moment) bool {
		switch {
		case m.Is("RUN"):
			return launch.GivenBy(p, t, m, name, folder)
		case m.Is("WORKDIR"):
			at, ok := m.Scene.Expand(m.Args[0].Text)
			return ok && m.Scene.Abs(at) == folder && launch.InForce(p, t, m, name)
		}
		c, ok := p.ReadCopy(m)
		return ok && c.Known && c.Dir && deploy.InFolder(folder, c.Dest) && m.Flag("chown") != nil && launch.IsOwner(m.Flag("chown").Value, name)
	})
}
