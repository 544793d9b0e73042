package rights

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// KeptForDevelopment holds back: a development image often writes into mounted sources.
func KeptForDevelopment(_ *fixes.Pass, t *fixes.Target) string {
	if t.Dev != "" {
		return t.Dev + ": what it mounts and writes is for its users to say"
	}
	if t.Watches != "" {
		return t.Watches
	}
	return ""
}

// StartsNothing holds back: an image without a command is a base or a tool of others,
// unless compose says what it starts.
func StartsNothing(_ *fixes.Pass, t *fixes.Target) string {
	if !launch.NamesCommand(t) && !launch.StartedByServices(t) {
		return "the file names no command, so what its users need is not known"
	}
	if launch.StartsBareNode(t) && launch.ProgramByVariable(t) {
		return "a variable names the program that node starts, so what that writes is not certain. Name the program in CMD"
	}
	if launch.StartsBareNode(t) {
		return launch.BareNode + ", which installs as root. Name the program in CMD"
	}
	return ""
}

// installComment finds comments that explain a USER root by what is installed
// behind it, which says nothing about the user of the program.
var installComment = pattern.New(`(?i)\b(install|apk|apt|packages?|switch|temporar|become|chown|permissions?)`)

// KeptOnPurpose holds back: a comment beside USER root makes it a decision.
func KeptOnPurpose(_ *fixes.Pass, t *fixes.Target) string {
	root := t.Chain.End.UserAt
	if root == nil {
		return ""
	}
	if m := userVariable.FindStringSubmatch(root.Args[0].Text); m != nil {
		if arg, ok := t.Chain.Before(root).Args[m[1]+m[2]]; ok && arg.At != nil {
			return fmt.Sprintf("ARG %s at line %d lets whoever builds the image choose the user. Change its default", m[1]+m[2], arg.At.StartLine)
		}
	}
	last, _ := lastWindow(t.Stage)
	for _, c := range root.Above {
		if strings.Contains(c.Text, "ignore") || last != root && installComment.MatchString(c.Text) {
			continue
		}
		return fmt.Sprintf("the comment above USER root makes it look meant: %q", c.Text)
	}
	return ""
}

// dropper finds programs that start another one as another user.
var dropper = pattern.New(`(^|[\s/"'=;&|(])(gosu|su-exec|setpriv|setuidgid|s6-setuidgid|chpst|runuser|fixuid|su\s+-|sudo\s+(?:-\S+\s+)*-\S*u|su\s+(?:-\S+\s+\S+\s+)*\S+\s+-c|chroot\s+--userspec)($|[\s"';&|)=])`).Needs("su", "gosu", "setpriv", "setuidgid", "chpst", "fixuid", "chroot", "runuser")

// DropsPrivileges holds back: the image starts as root and leaves it by itself.
func DropsPrivileges(p *fixes.Pass, t *fixes.Target) string {
	for _, c := range []fixes.Command{t.Process.Entrypoint, t.Process.Cmd} {
		if m := dropper.FindStringSubmatch(strings.Join(c.Words, " ")); m != nil && c.At != nil {
			return fmt.Sprintf("%s starts as root and gives it up by %s", c.At.Keyword, strings.TrimSpace(m[2]))
		}
	}
	for _, s := range launch.AllScripts(p, t) {
		if !s.Found() {
			return s.Missing(p) + ", so what it does as root is not known"
		}
		if m := dropper.FindStringSubmatch(s.Code()); m != nil {
			return fmt.Sprintf("%s starts as root and gives it up by %s", s.Path, strings.TrimSpace(m[2]))
		}
	}
	return installsDropper(p, t)
}

// installsDropper: the image gets a program that starts another one as another user.
func installsDropper(_ *fixes.Pass, t *fixes.Target) string {
	for _, m := range t.Chain.Steps {
		if m.Is("RUN") && privilegeTool.MatchString(m.Spoken()) {
			return fmt.Sprintf("the image installs %s, so it seems to give up root by itself", privilegeTool.FindString(m.Spoken()))
		}
	}
	return ""
}

// groupRights finds commands that give the group the rights of the owner, or
// files to the group root.
var groupRights = pattern.New(`\bchmod\s+(-\S+\s+)*u?g(=u|\+[rxX]*w[rxX]*)(\s|,)|\bchgrp\s+(-\S+\s+)*(0|root)\b`).Needs("chmod", "chgrp")

// keepsRootGroup reports whether files were given to the group root, as clusters
// need that run an image as a number of their own in that group.
func keepsRootGroup(t *fixes.Target) bool {
	return slices.ContainsFunc(t.Chain.Steps, func(m fixes.Moment) bool { return m.Is("RUN") && groupRights.MatchString(m.Spoken()) })
}

var privilegeTool = pattern.New(`\b(gosu|su-exec|fixuid)\b`)

// LeavesChoice holds back: the file makes a user of its own and never switches to it, or
// another image beside this one is published for those who want no root.
func LeavesChoice(p *fixes.Pass, t *fixes.Target) string {
	if earlierUser(p, t.Chain) != "" || findGivenUser(t.Chain) != nil {
		return ""
	}
	if made := hasUserOfItsOwn(p, t); made != "" {
		return made
	}
	for _, s := range p.File.Stages {
		if s != t.Stage && rootless.MatchString(s.Name) {
			return fmt.Sprintf("the stage %s is the one for those who want no root", s.Name)
		}
	}
	for _, name := range p.Repo.Under(path.Dir(p.File.Path)) {
		if name != p.File.Path && fixes.IsDockerfile(name) && rootless.MatchString(path.Base(name)) {
			return fmt.Sprintf("%s is the one for those who want no root", name)
		}
	}
	return ""
}

// hasUserOfItsOwn: the file makes a user of its own.
func hasUserOfItsOwn(_ *fixes.Pass, t *fixes.Target) string {
	for _, cmd := range launch.CommandsOf(t.Chain) {
		switch cmd.Name() {
		case "adduser", "useradd":
			args, _ := cmd.Args()
			return fmt.Sprintf("the file makes a user (%s) and does not switch to it: which one shall run the program is not for nodedock to say", strings.TrimSpace(cmd.Name()+" "+strings.Join(args, " ")))
		}
	}
	return ""
}

var rootless = pattern.New(`(?i)(rootless|non-?root|unprivileged)`)

// LacksNodeUser holds back: the base image has no user "node", or has lost it.
func LacksNodeUser(p *fixes.Pass, t *fixes.Target) string {
	base := t.Chain.Base
	if user := earlierUser(p, t.Chain); user != "" && user != "node" || user == "" && findGivenUser(t.Chain) != nil {
		return ""
	}
	switch {
	case len(t.Chain.Ambiguous) > 0 && !launch.VariantsAgree(p, t.Chain, false):
		return launch.ChosenStage(p, t.Stage)
	case t.Chain.Scratch:
		return "scratch has no users. A number is one there, as in USER 65532:65532, and what the program writes needs that owner"
	case !t.Chain.Known:
		return "the base image is chosen by whoever builds it, so which users it has is not known"
	case base.Kind == image.DistrolessNode && !base.Guess:
		return "" // its nonroot user, by number
	case !base.HasNodeUser && base.OS == "":
		return fmt.Sprintf("which users %s has is not known to nodedock. Make one that may run the program, and switch to it", t.Chain.Ref.Familiar())
	case !base.HasNodeUser:
		return fmt.Sprintf("%s has no node user: make one, and switch to it", t.Chain.Ref.Familiar())
	case base.Guess:
		return fmt.Sprintf("whether %s has the user node of the official image is not known", t.Chain.Ref.Familiar())
	}
	return lostNodeUser(p, t)
}

// lostNodeUser: a step changes the node user, or all users of the image.
func lostNodeUser(p *fixes.Pass, t *fixes.Target) string {
	for _, cmd := range launch.CommandsOf(t.Chain) {
		switch cmd.Name() {
		case "deluser", "userdel", "usermod", "delgroup", "groupdel", "groupmod":
			if args, _ := cmd.Args(); slices.Contains(args, "node") {
				return fmt.Sprintf("%s %s changes the node user", cmd.Name(), strings.Join(args, " "))
			}
		}
	}
	for _, m := range t.Chain.Steps {
		if m.Is("COPY", "ADD") && strings.Contains(m.Text, "/etc/passwd") {
			return "the file replaces /etc/passwd, so whether there is a node user is not known"
		}
		if c, ok := p.ReadCopy(m); ok && replacesUsers(p, c) {
			return fmt.Sprintf("line %d lays the files of another system over the image's, /etc/passwd among them, so whether there is a node user is not known", m.StartLine)
		}
	}
	return ""
}

// replacesUsers reports whether a COPY brings the users of another image: all of
// its files, or all of its settings.
func replacesUsers(p *fixes.Pass, c *fixes.Copy) bool {
	if c.From == nil && !c.Outside || c.From != nil && p.Chain(c.From).Base.HasNodeUser {
		return false
	}
	return slices.ContainsFunc(c.Sources, func(source string) bool {
		from := path.Join("/", source)
		return (from == "/" || from == "/etc") && c.Dest == from
	})
}
