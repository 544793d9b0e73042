package rights

import (
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// OwnerOf returns the owner for --chown of the node user under its names, or of
// another user with the group that the file says goes with it; "" when it says
// none.
func OwnerOf(t *fixes.Target, user string, first *dockerfile.Instruction) string {
	switch user {
	case "node", "node:node":
		return "node:node"
	case "1000", "1000:1000":
		return "1000:1000"
	}
	users, groups, owner := namesBefore(t, user, first)
	if owner != "" {
		return owner
	}
	for _, i := range t.Stage.Instructions {
		f := i.Flag("chown")
		if f == nil || !strings.HasPrefix(f.Value, user+":") || strings.Contains(f.Value, "$") {
			continue
		}
		// Behind the COPY, the names may be made only then.
		group := strings.TrimPrefix(f.Value, user+":")
		if i.Index < first.Index || slices.Contains(users, user) && slices.Contains(groups, group) {
			return f.Value
		}
	}
	return ""
}

// MadeBehind returns the step behind an instruction that makes a user, nil when none does.
func MadeBehind(t *fixes.Target, user string, at *dockerfile.Instruction) *dockerfile.Instruction {
	behind := false
	for _, m := range t.Chain.Steps {
		if behind {
			for _, script := range deploy.ScriptsOf(m) {
				for _, cmd := range script.Commands {
					args, _ := cmd.Args()
					if makesUser[cmd.Name()] && slices.Contains(args, user) {
						return m.Instruction
					}
				}
			}
		}
		behind = behind || m.Instruction == at
	}
	return nil
}

var makesUser = project.WordSet("adduser useradd")

// namesBefore returns the users and groups that are made before an instruction,
// and the user with the group that it is made in, or that a chown gives with it.
func namesBefore(t *fixes.Target, user string, first *dockerfile.Instruction) (users, groups []string, owner string) {
	for _, m := range t.Chain.Steps {
		if m.Instruction == first {
			break
		}
		for _, script := range deploy.ScriptsOf(m) {
			for _, cmd := range script.Commands {
				args, ok := cmd.Args()
				if !ok || len(args) == 0 || cmd.Conditional {
					continue
				}
				switch cmd.Name() {
				case "addgroup", "groupadd":
					groups = append(groups, args[len(args)-1])
				case "adduser", "useradd":
					users = append(users, madeUser(cmd))
					if group := groupFlag(cmd.Name(), args); group != "" && madeUser(cmd) == user {
						owner = user + ":" + group
					}
				case "chown":
					if n := slices.IndexFunc(args, func(a string) bool { return strings.HasPrefix(a, user+":") }); n >= 0 && ownerWords.MatchString(args[n]) {
						owner = args[n]
					}
				}
			}
		}
	}
	return users, groups, owner
}

// groupFlag returns the group that a user is made in. With adduser -G it is the
// group of the user, with useradd -G a further one.
func groupFlag(command string, args []string) string {
	for n, arg := range args {
		name, value, joined := strings.Cut(arg, "=")
		if !joined && n+1 < len(args) {
			value = args[n+1]
		}
		short := strings.HasPrefix(name, "-") && !strings.HasPrefix(name, "--")
		takes := name == "--ingroup" || name == "--gid" && command == "useradd" ||
			short && command == "adduser" && strings.HasSuffix(name, "G") || short && command == "useradd" && strings.HasSuffix(name, "g")
		if takes && userName.MatchString(value) {
			return value
		}
	}
	return ""
}
