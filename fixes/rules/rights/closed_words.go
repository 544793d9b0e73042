package rights

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// closedMade returns the file that the words of a command make, and its mode; "" for none.
func closedMade(words []string) (mode, file, written string) {
	args := words[1:]
	switch words[0] {
	case "install":
		mode, owner := installMode(args), valueAfter(args, "-o", "--owner")
		if mode == "" || owner != "" && !launch.MeansRoot(owner) || slices.Contains(args, "-d") {
			return "", "", ""
		}
		words := slices.DeleteFunc(plainWords(args), func(w string) bool { return w == mode || w == owner || w == valueAfter(args, "-g", "--group") })
		return mode, destination(words), "install -m " + mode
	case "openssl":
		return "600", keyFile(args), "openssl"
	case "ssh-keygen":
		return "600", valueAfter(args, "-f"), "ssh-keygen"
	}
	return "", "", ""
}

// joinedMode finds a mode among short flags: -Dm600.
var joinedMode = pattern.New(`^-[a-zA-Z]*m([0-7]+)?$`)

// installMode returns the mode that install gives what it makes, "" for its own.
func installMode(args []string) string {
	for n, a := range args {
		if m := joinedMode.FindStringSubmatch(a); m != nil && m[1] != "" {
			return m[1]
		} else if m != nil && n+1 < len(args) {
			return args[n+1]
		}
	}
	return valueAfter(args, "--mode")
}

// keyFile returns the private key that openssl writes, which it keeps for its owner; ""
// when it writes none into a file.
func keyFile(args []string) string {
	if len(args) == 0 || slices.Contains(args, "-pubout") || slices.Contains(args, "-noout") {
		return ""
	}
	switch args[0] {
	case "genrsa", "genpkey", "gendsa", "rsa", "ec", "pkey", "pkcs8":
		return valueAfter(args, "-out")
	case "ecparam":
		if slices.Contains(args, "-genkey") {
			return valueAfter(args, "-out")
		}
	case "pkcs12":
		if slices.Contains(args, "-export") {
			return valueAfter(args, "-out")
		}
	}
	return valueAfter(args, "-keyout")
}

// destination returns the last of the words of a copy, with the name of what it copies
// behind a folder.
func destination(words []string) string {
	if len(words) < 2 {
		return ""
	}
	to := words[len(words)-1]
	if strings.HasSuffix(to, "/") || to == "." {
		return path.Join(to, path.Base(words[0]))
	}
	return to
}

// plainWords returns the words of a command that are no flags.
func plainWords(args []string) []string {
	return slices.DeleteFunc(slices.Clone(args), func(a string) bool { return strings.HasPrefix(a, "-") })
}

// valueAfter returns the value of the first of the flags that a command has: in the next
// word, or behind "=".
func valueAfter(args []string, flags ...string) string {
	for n, a := range args {
		flag, value, joined := strings.Cut(a, "=")
		switch {
		case !slices.Contains(flags, flag):
		case joined:
			return value
		case n+1 < len(args):
			return args[n+1]
		}
	}
	return ""
}
