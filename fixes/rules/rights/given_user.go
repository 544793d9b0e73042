package rights

import (
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// A givenUser is the one user that a file makes and gives the program's folder
// to, or the files that it copies there: who makes it and forgets to switch to it.
type givenUser struct {
	name string
	// owner is what the folder is given to, as written; at is where, nil for a step of an
	// image below.
	owner string
	at    *dockerfile.Instruction
	// by is who makes the user: "the file", or another Dockerfile.
	by string
}

// findGivenUser looks for such a user, nil when there is none or more than one.
func findGivenUser(c *fixes.Chain) *givenUser {
	name := ""
	commands := launch.CommandsOf(c)
	for _, l := range c.Lowers() {
		commands = append(commands, launch.CommandsOf(l.Chain)...)
	}
	for _, cmd := range commands {
		if cmd.Name() != "adduser" && cmd.Name() != "useradd" {
			continue
		}
		made := madeUser(cmd)
		if made == "" || name != "" && name != made {
			return nil
		}
		name = made
	}
	if name == "" || name == "root" {
		return nil
	}
	var given *givenUser
	for _, l := range c.Lowers() {
		if owner, _ := givenTo(l.Chain, name, c.End.Workdir); owner != "" {
			given = &givenUser{name: name, owner: owner, by: l.File.Path}
		}
	}
	if owner, at := givenTo(c, name, c.End.Workdir); at != nil {
		return &givenUser{name, owner, at, "the file"}
	}
	if owner, at := copiedFor(c, name); at != nil && given == nil {
		return &givenUser{name, owner, at, "the file"}
	}
	return given
}

// copiedFor returns the owner that the copies into the program's folder name by --chown,
// and the first of them; nil when one of them names somebody else.
func copiedFor(c *fixes.Chain, name string) (owner string, at *dockerfile.Instruction) {
	for _, m := range c.Steps {
		if !m.Is("COPY", "ADD") || m.Flag("chown") == nil || len(m.Args) < 2 || !deploy.InFolder(m.Scene.Abs(m.Args[len(m.Args)-1].Text), c.End.Workdir) {
			continue
		}
		to := m.Flag("chown").Value
		if to != name && !strings.HasPrefix(to, name+":") || !ownerWords.MatchString(to) || at != nil && to != owner {
			return "", nil
		}
		if at == nil {
			owner, at = to, m.Instruction
		}
	}
	return owner, at
}

// givenTo returns the owner, of a name, that a step gives a folder to, and the last such
// step.
func givenTo(c *fixes.Chain, name, folder string) (owner string, at *dockerfile.Instruction) {
	for _, m := range c.Steps {
		for _, cmd := range launch.CommandsAt(m) {
			if to := givesFolder(m, cmd, folder); to == name || strings.HasPrefix(to, name+":") {
				owner, at = to, m.Instruction
			}
		}
	}
	return owner, at
}

var (
	userName   = pattern.New(`^[a-z_][a-z0-9_-]*$`)
	valueFlag  = pattern.New(`^(-[GguhskcdbefpK]|-[a-zA-Z]*[Gguhsd]|--(uid|gid|home|home-dir|shell|ingroup|gecos|groups|comment|base-dir|skel|password))$`)
	valueless  = pattern.New(`^-[SDHrmMNlU]+$`)
	ownerWords = pattern.New(`^[a-z_][\w-]*(:[a-z_][\w-]*)?$`)
)

// madeUser returns the name of the user that adduser or useradd makes, "" when
// it is not certain.
func madeUser(cmd *dockerfile.Command) string {
	args, ok := cmd.Args()
	var names []string
	for n := 0; n < len(args); n++ {
		switch arg := args[n]; {
		case valueless.MatchString(arg):
		case valueFlag.MatchString(arg):
			n++
		case !strings.HasPrefix(arg, "-"):
			names = append(names, arg)
		}
	}
	if !ok || len(names) != 1 || !userName.MatchString(names[0]) {
		return ""
	}
	return names[0]
}

// givesFolder returns the owner that a command gives a folder to, with all that
// is in it or below it.
func givesFolder(m fixes.Moment, cmd *dockerfile.Command, folder string) string {
	args, ok := m.ArgsOf(cmd)
	if cmd.Name() != "chown" || !ok || !cmd.DirKnown || len(args) < 3 || args[0] != "-R" || !ownerWords.MatchString(args[1]) {
		return ""
	}
	at := m.Scene
	at.Workdir = at.Abs(cmd.Dir)
	if !slices.ContainsFunc(args[2:], func(a string) bool { return deploy.InFolder(folder, at.Abs(a)) }) {
		return ""
	}
	return args[1]
}
