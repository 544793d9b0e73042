package rules

import (
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// A givenUser is the one user that a file makes and gives the program's folder
// to: who makes it and forgets to switch to it.
type givenUser struct {
	name string
	// owner is what the folder is given to, as written; at is where.
	owner string
	at    *dockerfile.Instruction
}

// findGivenUser looks for such a user, nil when there is none or more than one.
func findGivenUser(c *fixes.Chain) *givenUser {
	name := ""
	for _, cmd := range commandsOf(c) {
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
	for _, m := range c.Steps {
		for _, script := range scriptsOf(m) {
			for _, cmd := range script.Commands {
				if owner := givesFolder(m, cmd, c.End.Workdir); owner == name || strings.HasPrefix(owner, name+":") {
					given = &givenUser{name, owner, m.Instruction}
				}
			}
		}
	}
	return given
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
	args, ok := cmd.Args()
	if cmd.Name() != "chown" || !ok || !cmd.DirKnown || len(args) < 3 || args[0] != "-R" || !ownerWords.MatchString(args[1]) {
		return ""
	}
	at := m.Scene
	at.Workdir = at.Abs(cmd.Dir)
	if !slices.ContainsFunc(args[2:], func(a string) bool { return inFolder(folder, at.Abs(a)) }) {
		return ""
	}
	return args[1]
}
