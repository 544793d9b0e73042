package node

import (
	"path"
	"strings"
)

// lifecycle are the scripts that managers run without "run".
var lifecycle = map[string]string{"start": "start", "stop": "stop", "restart": "restart", "test": "test", "t": "test", "tst": "test"}

// ScriptOf returns the script that a package manager command runs, and the
// arguments the script gets. ok is false for other commands, and for those
// that a flag sends to another folder or workspace. For yarn, pnpm and bun the
// name may be that of a program instead: look it up.
func ScriptOf(words []string) (script string, args []string, ok bool) {
	if RunsElsewhere(words) {
		return "", nil, false
	}
	return ScriptName(words)
}

// RunsElsewhere reports whether a package manager command is sent to another
// folder or workspace. npm reads its flags wherever they stand before "--", the
// others before the script's name.
func RunsElsewhere(words []string) bool {
	if len(words) > 0 && words[0] == "corepack" {
		words = words[1:]
	}
	if len(words) < 2 {
		return false
	}
	manager, known := program(words[0])
	if !known {
		return false
	}
	if manager != NPM && words[1] == "workspace" {
		return true
	}
	for n, word := range words[1:] {
		name, _, joined := strings.Cut(word, "=")
		before := n > 0 && valued[words[n]] // the value of a flag
		switch {
		case word == "--":
			return false
		case elsewhere(manager, word):
			return true
		case manager != NPM && !before && !joined && !strings.HasPrefix(name, "-") && name != "run":
			return false
		}
	}
	return false
}

// Elsewhere returns where a package manager command is sent to: a folder, or the
// name of a workspace or its folder. It is "" when that is not one place.
func Elsewhere(words []string) string {
	if len(words) > 0 && words[0] == "corepack" {
		words = words[1:]
	}
	if len(words) < 3 || !RunsElsewhere(words) {
		return ""
	}
	if words[1] == "workspace" {
		return words[2]
	}
	manager, _ := program(words[0])
	place := ""
	for n, word := range words {
		name, text, joined := strings.Cut(word, "=")
		if n == 0 || !elsewhere(manager, word) {
			continue
		}
		if long := short[manager][name]; long != "" {
			name = long
		}
		if !joined && valued[name] && n+1 < len(words) {
			text = words[n+1]
		}
		if place != "" || text == "" || strings.ContainsAny(text, "*!{}[]") || strings.HasSuffix(text, "...") {
			return ""
		}
		place = text
	}
	return place
}

// ScriptName is ScriptOf for whichever folder the command is sent to: the script
// may be another package's.
func ScriptName(words []string) (script string, args []string, ok bool) {
	if len(words) < 2 {
		return "", nil, false
	}
	manager, known := program(words[0])
	if words[0] == "corepack" {
		return ScriptName(words[1:])
	}
	if path.Base(words[0]) == "node" && words[1] == "--run" && len(words) > 2 {
		return words[2], afterDashes(words[3:]), true
	}
	if !known {
		return "", nil, false
	}
	rest := words[1:]
	if manager != NPM && rest[0] == "workspace" && len(rest) > 2 { // yarn workspace NAME SCRIPT
		rest = rest[2:]
	}
	run := false
	for len(rest) > 0 {
		word := rest[0]
		switch {
		case strings.HasPrefix(word, "-"):
			if takesWord(manager, word) && len(rest) > 1 {
				rest = rest[1:]
			}
		case !run && (word == "run" || manager == NPM && (word == "run-script" || word == "rum" || word == "urn")):
			run = true
		case run:
			return word, scriptArgs(manager, rest[1:]), true
		case lifecycle[word] != "":
			return lifecycle[word], scriptArgs(manager, rest[1:]), true
		case manager == NPM || ownCommand[manager][word]:
			return "", nil, false
		default:
			return word, scriptArgs(manager, rest[1:]), true
		}
		rest = rest[1:]
	}
	return "", nil, false
}

// elsewhere reports whether a flag sends the command to another folder.
func elsewhere(m Manager, word string) bool {
	name, _, _ := strings.Cut(word, "=")
	if long := short[m][name]; long != "" {
		name = long
	}
	kind := flagKinds[name]
	return strings.HasPrefix(word, "-") && (kind == LocationFlag || kind == WorkspaceFlag || kind == GlobalFlag)
}

// ownCommand are the commands of yarn, pnpm and bun that are no scripts.
var ownCommand = map[Manager]map[string]bool{
	YarnClassic: set("install add audit autoclean bin cache check config create dedupe dlx exec generate-lock-entry global help import info init licenses link list login logout node npm outdated owner pack plugin policies publish rebuild remove search set stage team unlink unplug up upgrade upgrade-interactive version versions why workspace workspaces"),
	PNPM:        set("install i add remove rm uninstall un update up upgrade link unlink import rebuild rb prune fetch dedupe audit list ls outdated why licenses exec dlx create publish pack config store root bin setup server env self-update deploy patch patch-commit patch-remove cat-file cat-index find-hash init recursive multi m approve-builds ignored-builds install-test it ci"),
	Bun:         set("install i add a remove rm update link unlink pm x build init create upgrade test repl outdated publish patch info exec audit why"),
}

// takesWord reports whether the word behind a flag is its value.
func takesWord(m Manager, flag string) bool {
	if long := short[m][flag]; long != "" {
		flag = long
	}
	return valued[flag]
}

// scriptArgs returns what a script gets: npm passes only what follows "--".
func scriptArgs(m Manager, rest []string) []string {
	if m == NPM {
		return afterDashes(rest)
	}
	if len(rest) > 0 && rest[0] == "--" {
		return rest[1:]
	}
	return rest
}

// afterDashes returns the words npm passes on: those after "--", and before it
// the ones that are neither flags nor their values.
func afterDashes(rest []string) []string {
	var out []string
	for n, word := range rest {
		if word == "--" {
			return append(out, rest[n+1:]...)
		}
		if !strings.HasPrefix(word, "-") && (n == 0 || !takesWord(NPM, rest[n-1])) {
			out = append(out, word)
		}
	}
	return out
}

// Unwrap removes npx, "npm exec", "yarn exec", "pnpm exec" and the like before
// a program's words. Words that run a package of a given version, or with
// --package, stay as they are.
func Unwrap(words []string) []string {
	if len(words) < 2 {
		return words
	}
	rest := words[1:]
	switch path.Base(words[0]) {
	case "npx", "bunx":
	case "npm", "pnpm":
		if rest[0] != "exec" && rest[0] != "x" {
			if path.Base(words[0]) == "pnpm" && !ownCommand[PNPM][rest[0]] && lifecycle[rest[0]] == "" && rest[0] != "run" && !strings.HasPrefix(rest[0], "-") {
				return rest
			}
			return words
		}
		rest = rest[1:]
	case "yarn":
		switch {
		case rest[0] == "exec" || rest[0] == "run" && len(rest) > 1:
			rest = rest[1:]
		case ownCommand[YarnClassic][rest[0]] || lifecycle[rest[0]] != "" || strings.HasPrefix(rest[0], "-"):
			return words
		}
	case "bun":
		if rest[0] != "x" {
			return words
		}
		rest = rest[1:]
	default:
		return words
	}
	for len(rest) > 0 && npxSwitch[rest[0]] {
		rest = rest[1:]
	}
	if len(rest) == 0 || strings.HasPrefix(rest[0], "-") || strings.LastIndexByte(rest[0], '@') > 0 {
		return words
	}
	if program := onlyProgram[rest[0]]; program != "" {
		return append([]string{program}, rest[1:]...)
	}
	return rest
}

// npxSwitch are flags of npx that change nothing about an installed program.
var npxSwitch = set("-y --yes --no --no-install --no-yes -q --quiet -- --bun")
