package node

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// A Verb is what an install command is asked to do, whatever alias was used.
type Verb string

// The verbs.
const (
	VerbInstall     Verb = "install"      // the project, or the packages named
	VerbAdd         Verb = "add"          // packages, in Yarn's, pnpm's and Bun's words
	VerbCI          Verb = "ci"           // the project, from its lockfile only
	VerbInstallTest Verb = "install-test" // install, then the tests
	VerbCITest      Verb = "ci-test"      // ci, then the tests
	VerbFocus       Verb = "focus"        // yarn workspaces focus
)

// An Install is a command that installs a project's dependencies or packages.
// Indexes count the words that ParseInstall was given.
type Install struct {
	// Manager is the program that is called. A command does not tell the
	// generations of Yarn apart: it is YarnClassic for both.
	Manager Manager
	Verb    Verb
	// ManagerIndex and VerbIndex are where those words are; VerbIndex is -1
	// for a bare "yarn".
	ManagerIndex, VerbIndex int
	// Clean reports whether the command refuses a lockfile that disagrees
	// with package.json: npm ci, or a frozen flag.
	Clean bool
	// Packages are the arguments that name what to install; the project
	// itself is installed when there are none.
	Packages []string
	Global   bool
	// Prefix is the folder that a flag sends the command to: --prefix, -C,
	// --cwd, --dir.
	Prefix string
	// Workspaces reports whether a flag chooses workspaces.
	Workspaces bool
	// OmitDev and IncludeDev are what flags, or NODE_ENV before the command,
	// say about dev dependencies. When both are given, npm includes.
	OmitDev, IncludeDev bool
	IgnoreScripts       bool
	// Flags are all flags in order.
	Flags []Flag
	// Env are the NAME=value words before the command ("env NODE_ENV=… npm").
	Env map[string]string
}

// Project reports whether the command installs the dependencies of a project
// and names no packages. What only writes the lockfile, or only says what it
// would do, installs nothing.
func (i Install) Project() bool {
	if f, ok := i.Named("--package-lock-only", "--lockfile-only", "--dry-run"); ok && f.On() {
		return false
	}
	return len(i.Packages) == 0 && !i.Global
}

// Flag returns the first flag of the kind.
func (i Install) Flag(kind FlagKind) (Flag, bool) {
	for _, f := range i.Flags {
		if f.Kind == kind {
			return f, true
		}
	}
	return Flag{}, false
}

// Named returns the first flag of one of the names, written as "--name".
func (i Install) Named(names ...string) (Flag, bool) {
	for _, f := range i.Flags {
		for _, name := range names {
			if f.Name == name {
				return f, true
			}
		}
	}
	return Flag{}, false
}

// ParseInstall recognises a command that installs dependencies or packages:
// npm with all its aliases, yarn (also without a verb), pnpm and bun, behind
// corepack, npx, env, sudo and the like. ok is false for any other command.
// The words are those of one simple command, quotes removed.
func ParseInstall(words []string) (install Install, ok bool) {
	i := Install{VerbIndex: -1}
	at := i.skipWrappers(words)
	if at >= len(words) {
		return Install{}, false
	}
	manager, known := program(words[at])
	if !known {
		return Install{}, false
	}
	i.Manager, i.ManagerIndex = manager, at
	rest := i.scan(words, at+1)
	if !i.settleVerb(words, rest) {
		return Install{}, false
	}
	i.conclude()
	return i, true
}

// program returns the manager that a word calls: by its name, its path, or
// with a version as npx takes it ("pnpm@9").
func program(word string) (Manager, bool) {
	name := path.Base(word)
	if at := strings.IndexByte(name, '@'); at > 0 {
		name = name[:at]
	}
	m, ok := programs[name]
	return m, ok
}

// skipWrappers returns the index of the first word behind programs that run
// another, and keeps the variables that env sets.
func (i *Install) skipWrappers(words []string) int {
	at := 0
	for ; at < len(words); at++ {
		word := words[at]
		name, text, assigned := strings.Cut(word, "=")
		switch {
		case wrapper[path.Base(word)] || userWrapper[path.Base(word)]:
		case assigned && !strings.HasPrefix(word, "-"):
			if i.Env == nil {
				i.Env = map[string]string{}
			}
			i.Env[name] = text
		case at > 0 && (strings.HasPrefix(word, "-") || duration.MatchString(word)): // of the wrapper
		case at > 0 && userWrapper[path.Base(words[at-1])]: // the user
		default:
			return at
		}
	}
	return at
}

// duration finds how long timeout waits, or how nice a program is.
var duration = pattern.New(`^\d+(\.\d+)?[smhd]?$`)

// wrapper are programs that run the command behind them.
var wrapper = map[string]bool{"corepack": true, "npx": true, "env": true, "sudo": true, "time": true, "nice": true, "ionice": true, "nohup": true, "stdbuf": true, "timeout": true, "exec": true, "command": true, "cross-env": true, "bunx": true}

// userWrapper are programs that run the command behind the name of a user.
var userWrapper = map[string]bool{"gosu": true, "su-exec": true, "setuidgid": true, "s6-setuidgid": true}

// scan reads the flags and returns the indexes of the other words.
func (i *Install) scan(words []string, at int) (rest []int) {
	for ; at < len(words); at++ {
		if words[at] == "--" {
			continue
		}
		if !strings.HasPrefix(words[at], "-") || words[at] == "-" {
			rest = append(rest, at)
			continue
		}
		f := parseFlag(i.Manager, words, at)
		i.Flags = append(i.Flags, f)
		at += f.Words - 1
	}
	return rest
}

// settleVerb finds the verb and the packages.
func (i *Install) settleVerb(words []string, rest []int) bool {
	if len(rest) == 0 {
		_, asks := i.Named("--version", "--help")
		i.Verb = VerbInstall
		return i.Manager == YarnClassic && !asks
	}
	verb := words[rest[0]]
	for len(rest) > 1 && prefixVerb(i.Manager, verb) {
		i.Global = i.Global || verb == "global"
		i.Workspaces = i.Workspaces || verb != "global"
		rest = rest[1:]
		verb = words[rest[0]]
	}
	known, ok := verbs[i.Manager][verb]
	if !ok || known == VerbFocus && !i.Workspaces {
		return false
	}
	i.Verb, i.VerbIndex = known, rest[0]
	for _, n := range rest[1:] {
		if known != VerbFocus {
			i.Packages = append(i.Packages, words[n])
		}
	}
	return true
}

// prefixVerb reports whether a word stands before the verb proper.
func prefixVerb(m Manager, word string) bool {
	switch m {
	case YarnClassic:
		return word == "global" || word == "workspaces"
	case PNPM:
		return word == "recursive" || word == "multi" || word == "m"
	}
	return false
}

// conclude derives the facts from verb, flags and variables.
func (i *Install) conclude() {
	i.Clean = i.Verb == VerbCI || i.Verb == VerbCITest
	i.OmitDev = i.Env["NODE_ENV"] == "production"
	for _, f := range i.Flags {
		switch f.Kind {
		case FrozenFlag:
			if i.Manager != NPM { // to npm it is a setting that it does not know
				i.Clean = f.On()
			}
		case OmitFlag:
			if f.dev() {
				i.OmitDev = f.On()
			}
		case IncludeFlag:
			i.IncludeDev = i.IncludeDev || f.dev()
		case LocationFlag:
			i.Prefix = f.Value
		case GlobalFlag:
			i.Global = i.Global || f.On()
		case WorkspaceFlag:
			i.Workspaces = i.Workspaces || f.On()
		case ScriptsFlag:
			i.IgnoreScripts = f.On()
		}
		if f.Name == "--production" && !f.On() {
			i.IncludeDev = true
		}
	}
	if i.IncludeDev {
		i.OmitDev = false
	}
}

// Lockfiles returns the names of the manager's lockfiles, the one that wins
// first.
func (m Manager) Lockfiles() []string {
	switch m {
	case NPM:
		return []string{"npm-shrinkwrap.json", "package-lock.json"}
	case YarnClassic, YarnBerry:
		return []string{"yarn.lock"}
	case PNPM:
		return []string{"pnpm-lock.yaml"}
	case Bun:
		return []string{"bun.lock", "bun.lockb"}
	}
	return nil
}
