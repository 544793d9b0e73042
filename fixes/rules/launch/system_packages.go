package launch

import (
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
)

// AddsSystemPackages reports whether a command installs packages of the system.
func AddsSystemPackages(name string, args []string) bool {
	switch name {
	case "apk":
		return slices.Contains(args, "add")
	case "apt-get", "apt":
		return slices.Contains(args, "install")
	}
	return false
}

// InstallName returns the command as people say it: "npm install".
func InstallName(i *fixes.Install) string {
	if i.VerbIndex < 0 {
		return i.Manager.Command()
	}
	return i.Manager.Command() + " " + i.Command.Words[i.VerbIndex].Text
}

// LeanCommands returns the commands of an instruction in either form. HEALTHCHECK
// NONE has none, and is harmless.
func LeanCommands(m fixes.Moment) []*dockerfile.Command {
	if c := m.ExecCommand(); c != nil {
		return []*dockerfile.Command{c}
	}
	var out []*dockerfile.Command
	for _, script := range m.Scripts(m.Scene.Shell) {
		out = append(out, script.Commands...)
	}
	return out
}

// HasProgram reports whether a package, as an install names it, brings the program of a name.
func HasProgram(pkg, name string) bool {
	for _, own := range []string{name, node.PackageOf(name)} {
		if pkg == own || strings.HasPrefix(pkg, own+"@") {
			return true
		}
	}
	return false
}

// SystemPackages returns the names of the system packages that a RUN installs
// and leaves in the image, without versions. A word that is not literal stays
// as it is written.
func SystemPackages(m fixes.Moment) []string {
	var out, removed []string
	virtual := map[string][]string{}
	for _, script := range m.Scripts(m.Scene.Shell) {
		for _, c := range script.Commands {
			names, group, verb := packageCommand(c)
			switch {
			case verb == "remove":
				removed = append(removed, withoutVersions(names)...)
			case group != "":
				virtual[group] = withoutVersions(names)
				out = append(out, virtual[group]...)
			case verb == "add":
				out = append(out, withoutVersions(names)...)
			}
		}
	}
	for _, name := range removed {
		removed = append(removed, virtual[name]...)
	}
	return slices.DeleteFunc(out, func(name string) bool { return slices.Contains(removed, name) })
}

// packageCommand reads an apk, apt or apt-get command: the packages it adds or
// removes, as they are written, and the name that "apk add --virtual" gives them.
func packageCommand(c *dockerfile.Command) (names []string, group, verb string) {
	program := c.Name()
	if program != "apk" && program != "apt" && program != "apt-get" || len(c.Words) < 2 {
		return nil, "", ""
	}
	words := c.Words[1:]
	for n := 0; n < len(words); n++ {
		word := words[n].Text
		switch {
		case strings.HasPrefix(word, "--virtual="):
			group = strings.TrimPrefix(word, "--virtual=")
		case word == "--virtual" || program == "apk" && word == "-t":
			if n+1 < len(words) {
				group = words[n+1].Text
			}
			n++
		case packageFlagTakesValue(program, word):
			n++
		case strings.HasPrefix(word, "-"):
		case verb == "":
			verb = packageVerb(word)
		default:
			names = append(names, word)
		}
	}
	return names, group, verb
}

func packageFlagTakesValue(program, word string) bool {
	switch word {
	case "--repository", "-X", "--keys-dir", "--root", "-p", "--arch":
		return program == "apk"
	case "-o", "--option", "-t", "--target-release", "-c":
		return program != "apk"
	}
	return false
}

func packageVerb(word string) string {
	switch word {
	case "add", "install":
		return "add"
	case "del", "remove", "purge", "autoremove":
		return "remove"
	}
	return "other"
}

// withoutVersions removes versions and repositories from package words.
func withoutVersions(words []string) []string {
	out := make([]string, len(words))
	for n, word := range words {
		out[n] = word
		if at := strings.IndexAny(word, "=<>~@"); at > 0 {
			out[n] = word[:at]
		}
	}
	return out
}

// VersionedPackage returns a package word of a RUN that names a version.
func VersionedPackage(m fixes.Moment) string {
	for _, script := range m.Scripts(m.Scene.Shell) {
		for _, c := range script.Commands {
			names, _, verb := packageCommand(c)
			if verb != "add" {
				continue
			}
			for n, plain := range withoutVersions(names) {
				if names[n] != plain {
					return names[n]
				}
			}
		}
	}
	return ""
}
