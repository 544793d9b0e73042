package node

import "strings"

// A FlagKind says what a flag of an install command is about.
type FlagKind int

// The kinds of flag.
const (
	OtherFlag     FlagKind = iota
	OmitFlag               // which dependencies to leave out, in any spelling
	IncludeFlag            // which to keep all the same
	FrozenFlag             // whether the lockfile may change
	LocationFlag           // another folder
	WorkspaceFlag          // which workspaces
	GlobalFlag             // not into the project
	ScriptsFlag            // whether install scripts run
	UnlockedFlag           // contradicts a frozen install: --no-package-lock, --no-save, --force of pnpm
)

// A Flag is one flag of an install command.
type Flag struct {
	Kind FlagKind
	// Name is the long name: "-P" of pnpm is "--prod". "--no-x" stays as it is.
	Name string
	// Value is what is given with it, "" for a switch.
	Value string
	// Index is the flag's first word, and Words how many it has: 2 when the
	// value is a word of its own.
	Index, Words int
	// Old reports a spelling that npm 7 and later only keep for old callers:
	// --production and --only.
	Old bool
}

// On reports whether a switch is on: "--production=false" is not.
func (f Flag) On() bool {
	negated := strings.HasPrefix(f.Name, "--no-") && f.Kind == FrozenFlag || f.Name == "--prefer-frozen-lockfile"
	return f.Value != "false" && !negated
}

// dev reports whether an omit or include flag is about dev dependencies.
func (f Flag) dev() bool {
	switch f.Name {
	case "--omit", "--include", "--also":
		return f.Value == "dev" || f.Value == "development"
	case "--only":
		return f.Value == "prod" || f.Value == "production"
	}
	return true
}

// short are the one-letter flags that matter, by manager.
var short = map[Manager]map[string]string{
	NPM:         {"-g": "--global", "-C": "--prefix", "-w": "--workspace", "-ws": "--workspaces", "--ws": "--workspaces", "-f": "--force", "-P": "--save-prod", "-D": "--save-dev", "-h": "--help", "-v": "--version", "-s": "--silent", "-d": "--info", "-q": "--quiet", "-L": "--location", "-E": "--save-exact"},
	YarnClassic: {"-h": "--help", "-v": "--version", "-s": "--silent", "-D": "--dev", "-W": "--ignore-workspace-root-check", "-A": "--all", "-f": "--force"},
	PNPM:        {"-g": "--global", "-C": "--dir", "-P": "--prod", "-D": "--dev", "-r": "--recursive", "-w": "--workspace-root", "-F": "--filter", "-h": "--help", "-v": "--version", "-s": "--silent", "-O": "--optional"},
	Bun:         {"-g": "--global", "-p": "--production", "-d": "--dev", "-h": "--help", "-v": "--version", "-c": "--config", "-f": "--force"},
}

// flagKinds are the flags that mean something here.
var flagKinds = map[string]FlagKind{
	"--omit": OmitFlag, "--production": OmitFlag, "--prod": OmitFlag, "--only": OmitFlag,
	"--include": IncludeFlag, "--also": IncludeFlag,
	"--frozen-lockfile": FrozenFlag, "--no-frozen-lockfile": FrozenFlag, "--prefer-frozen-lockfile": FrozenFlag, "--immutable": FrozenFlag, "--no-immutable": FrozenFlag, "--frozen": FrozenFlag,
	"--prefix": LocationFlag, "--cwd": LocationFlag, "--dir": LocationFlag,
	"--workspace": WorkspaceFlag, "--workspaces": WorkspaceFlag, "--include-workspace-root": WorkspaceFlag, "--filter": WorkspaceFlag, "--filter-prod": WorkspaceFlag,
	"--recursive": WorkspaceFlag, "--workspace-root": WorkspaceFlag, "--all": WorkspaceFlag,
	"--global": GlobalFlag, "--ignore-scripts": ScriptsFlag,
	"--no-package-lock": UnlockedFlag, "--no-shrinkwrap": UnlockedFlag, "--no-save": UnlockedFlag, "--no-lockfile": UnlockedFlag, "--package-lock-only": UnlockedFlag,
}

// valued are the flags whose next word is their value.
var valued = set(`--prefix --cwd --dir --registry --reg --loglevel --cache --userconfig --globalconfig --omit --include --only --also
	--workspace --filter --filter-prod --tag --access --scope --fetch-retries --fetch-timeout --fetch-retry-factor --fetch-retry-mintimeout
	--fetch-retry-maxtimeout --maxsockets --network-timeout --network-concurrency --cache-folder --modules-folder --mutex --script-shell
	--node-options --cpu --os --libc --install-strategy --before --cafile --ca --cert --key --proxy --https-proxy --noproxy --audit-level
	--user-agent --depth --target --target_arch --target_platform --arch --dist-url --python --location --jobs --store-dir
	--virtual-store-dir --reporter --child-concurrency --modules-dir --package-import-method --node-linker --lockfile-dir --global-dir
	--workspace-concurrency --backend --cache-dir --config --mode --otp --auth-type --save-prefix --init-module --use-yarnrc
	--preferred-cache-folder --global-folder --logs-max --heading --local-address --shell --editor --git --min-release-age`)

func set(words string) map[string]bool {
	out := map[string]bool{}
	for _, word := range strings.Fields(words) {
		out[word] = true
	}
	return out
}

// NamesWorkspace reports whether a word of an install is, or holds, the value of
// a flag that names workspaces; before is the word in front of it.
func NamesWorkspace(before, word string) bool {
	name, _, joined := strings.Cut(word, "=")
	if !joined {
		name = before
	}
	return name == "-F" || valued[name] && flagKinds[name] == WorkspaceFlag
}

// parseFlag reads the flag at an index, with its value.
func parseFlag(m Manager, words []string, at int) Flag {
	f := Flag{Index: at, Words: 1}
	name, text, joined := strings.Cut(words[at], "=")
	if long := short[m][name]; long != "" {
		name = long
	}
	if m == NPM && name == "--prod" {
		name = "--production"
	}
	if m == PNPM && name == "--production" {
		name = "--prod"
	}
	f.Name, f.Value = name, text
	takes := valued[name]
	if next := at + 1; !joined && next < len(words) {
		word := words[next]
		if takes && !strings.HasPrefix(word, "-") || !takes && (word == "true" || word == "false") {
			f.Value, f.Words = word, 2
		}
	}
	f.Kind = kindOf(m, f)
	f.Old = f.Kind == OmitFlag && m == NPM && f.Name != "--omit"
	return f
}

// kindOf returns what the flag is about for this manager.
func kindOf(m Manager, f Flag) FlagKind {
	switch {
	case f.Name == "--location":
		if f.Value == "global" {
			return GlobalFlag
		}
		return OtherFlag
	case m == NPM && (f.Name == "--package-lock" || f.Name == "--shrinkwrap") && f.Value == "false":
		return UnlockedFlag
	case m == NPM && (f.Name == "--all" || f.Name == "--prod"), m == YarnClassic && f.Name == "--only":
		return OtherFlag
	}
	return flagKinds[f.Name]
}
