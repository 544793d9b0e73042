package node

import (
	"path"
	"slices"
	"strings"
)

// Launched is Unwrap for whoever only asks which program runs, not from where: it
// looks behind the flags that send "npm exec", npx and the like to another workspace
// or package, and behind those that fetch a package first (pnpm dlx vite@5). Of no words at all it
// returns none, of others at least one.
func Launched(words []string) []string {
	if len(words) > 1 && words[0] == "corepack" {
		words = words[1:]
	}
	if len(words) < 2 {
		return words
	}
	rest, ok := behindManager(words)
	if !ok {
		return Unwrap(words)
	}
	for len(rest) > 0 && strings.HasPrefix(rest[0], "-") && rest[0] != "--" {
		switch name, _, joined := strings.Cut(rest[0], "="); {
		case (name == "-c" || name == "--call") && !joined && len(rest) > 1:
			if call := strings.Fields(rest[1]); len(call) > 0 {
				return call
			}
			return words
		case !joined && launchValues[name] && len(rest) > 1:
			rest = rest[2:]
		default:
			rest = rest[1:]
		}
	}
	if len(rest) > 0 && rest[0] == "--" {
		rest = rest[1:]
	}
	if len(rest) == 0 {
		return words
	}
	program := rest[0]
	if at := strings.LastIndexByte(program, '@'); at > 0 {
		program = program[:at]
	}
	if other := onlyProgram[program]; other != "" {
		program = other
	}
	return append([]string{program}, rest[1:]...)
}

// launchValues are the flags of npx and its like whose next word is their value.
var launchValues = set("-p --package -w --workspace --prefix -C --dir --cwd -F --filter --registry --cache --userconfig")

// launchVerbs are the commands of package managers that run a program.
var launchVerbs = map[Manager]map[string]bool{
	NPM: set("exec x"), YarnClassic: set("exec dlx"), PNPM: set("exec dlx"), Bun: set("x"),
}

// behindManager returns what stands behind the part of a command that asks a package
// manager to run a program; ok is false where it does not ask so, or where Unwrap
// knows.
func behindManager(words []string) (rest []string, ok bool) {
	switch path.Base(words[0]) {
	case "npx", "pnpx", "bunx":
		return words[1:], true
	}
	manager, known := program(words[0])
	if !known {
		return nil, false
	}
	rest = words[1:]
	sent := false
	if manager == YarnClassic && rest[0] == "workspace" && len(rest) > 2 {
		rest, sent = rest[2:], true
	}
	for len(rest) > 0 {
		word := rest[0]
		switch {
		case strings.HasPrefix(word, "-"):
			sent = sent || elsewhere(manager, word)
			if !strings.Contains(word, "=") && (takesWord(manager, word) || word == "--package") && len(rest) > 1 {
				rest = rest[1:]
			}
		case manager == PNPM && slices.Contains([]string{"recursive", "multi", "m"}, word):
			sent = true
		case launchVerbs[manager][word]:
			return rest[1:], len(rest) > 1
		default: // yarn workspace web vite
			return rest, sent && manager != NPM && word != "run" && lifecycle[word] == "" && !ownCommand[manager][word]
		}
		rest = rest[1:]
	}
	return nil, false
}

// nxServes reports whether Nx is asked for a target that serves for development, of
// one project or of many.
func nxServes(args []string) bool {
	for n, arg := range args {
		name, value, joined := strings.Cut(arg, "=")
		switch {
		case name == "-t" || name == "--target" || name == "--targets":
			if !joined && n+1 < len(args) {
				value = args[n+1]
			}
			return slices.ContainsFunc(strings.Split(value, ","), func(target string) bool { return devWords["nx"][target] })
		case arg == "run" && n+1 < len(args):
			parts := strings.Split(args[n+1], ":")
			return len(parts) > 1 && devWords["nx"][parts[1]]
		}
	}
	return false
}
