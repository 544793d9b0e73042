package credentials

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/ignores"
	"github.com/nodedock/nodedock/fixes/secret"
)

var NpmrcRedirect = pattern.New(`>>?\s*["']?([^\s"'<>|&;]*\.npmrc)\b`)

// npmrcWritten returns the .npmrc, as the RUN names it, into which it writes
// credentials; "~/.npmrc" for npm config set.
func npmrcWritten(i *dockerfile.Instruction, shell []string) (name string, ok bool) {
	for _, script := range i.Scripts(shell) {
		for _, c := range script.Commands {
			if setsCredential(c) {
				return settingsOf(c), true
			}
		}
	}
	sources := []string{i.Text}
	for _, h := range i.Heredocs {
		sources = append(sources, h.Content)
	}
	for _, src := range sources {
		if m := NpmrcRedirect.FindStringSubmatch(src); m != nil && credentialText.MatchString(strings.Join(sources, "\n")) {
			return m[1], true
		}
	}
	return "", false
}

// settingsOf returns where a package manager's "config set" writes to.
func settingsOf(c *dockerfile.Command) string {
	if c.Name() == "yarn" {
		return yarnSettings
	}
	return "~/.npmrc"
}

// yarnSettings is where yarn config set writes to, for people: which file that
// is depends on its version.
const yarnSettings = "yarn's settings"

var credentialText = pattern.New(`_auth|_password|authToken|/run/secrets/|(?i)\$\{?\w*(token|secret|password|npmrc|auth)`)

// setsCredential reports whether a command puts a credential into a package
// manager's configuration.
func setsCredential(c *dockerfile.Command) bool {
	switch c.Name() {
	case "npm", "pnpm", "yarn":
	default:
		return false
	}
	set := false
	for n, w := range c.Words[1:] {
		set = set || n < 2 && w.Text == "set"
		if set && (strings.Contains(w.Text, "_auth") || strings.Contains(w.Text, "_password") || strings.Contains(w.Text, "npmAuthToken")) {
			return true
		}
	}
	return false
}

// removesNpmrc returns the commands of a RUN that remove a .npmrc.
func removesNpmrc(i *dockerfile.Instruction, shell []string) []*dockerfile.Command {
	var out []*dockerfile.Command
	for _, script := range i.Scripts(shell) {
		for _, c := range script.Commands {
			if n := c.Name(); n != "rm" && n != "unlink" && n != "shred" {
				continue
			}
			if slices.ContainsFunc(c.Words[1:], func(w dockerfile.ShellWord) bool { return path.Base(w.Text) == ".npmrc" }) {
				out = append(out, c)
			}
		}
	}
	return out
}

// usesPackages reports whether a RUN calls a package manager, which reads
// .npmrc.
func usesPackages(i *dockerfile.Instruction, shell []string) bool {
	return slices.ContainsFunc(ignores.CommandsIn(i, shell), func(c *dockerfile.Command) bool {
		switch c.Name() {
		case "npm", "npx", "yarn", "yarnpkg", "pnpm", "pnpx", "bun", "lerna", "turbo", "nx":
			return !setsCredential(c)
		case "corepack":
			return len(c.Words) > 1 && c.Words[1].Text != "enable" && c.Words[1].Text != "disable"
		}
		return false
	})
}

// runsScript reports whether a RUN calls something that may call a package
// manager in its turn: a script, make, or text that is no POSIX shell.
func runsScript(i *dockerfile.Instruction, shell []string) bool {
	commands := ignores.CommandsIn(i, shell)
	return len(commands) == 0 || slices.ContainsFunc(commands, func(c *dockerfile.Command) bool {
		switch name := c.Name(); name {
		case "sh", "bash", "ash", "make", "just", "task", "source", ".", "":
			return true
		default:
			return strings.HasSuffix(name, ".sh") || strings.HasPrefix(c.Words[0].Text, "./")
		}
	})
}

// npmrcVariables returns the variables that the committed .npmrc files of the
// context take credentials from.
func npmrcVariables(p *fixes.Pass) ([]string, error) {
	var out []string
	for _, name := range p.Repo.Under(p.Context().Dir) {
		if base := path.Base(name); base != ".npmrc" && base != ".yarnrc.yml" || p.Ignored(name) {
			continue
		}
		data, ok, err := p.Repo.Read(name)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		if path.Base(name) == ".npmrc" {
			out = append(out, node.ParseNpmrc(data).Variables...)
			continue
		}
		for _, m := range yamlVariable.FindAllStringSubmatch(string(data), -1) {
			out = append(out, m[1])
		}
	}
	return out, nil
}

var yamlVariable = pattern.New(`\$\{([A-Za-z_]\w*)`)

// npmrcIn says what is known of a .npmrc that is copied: whether it is in the
// repository, and whether a credential is written out in it.
func npmrcIn(p *fixes.Pass, name string) (committed, literal bool, err error) {
	data, ok, err := p.Repo.Read(name)
	if err != nil || !ok {
		return false, false, err
	}
	_, _, _, token := secret.Token(string(data))
	return true, token || literalNpmrc(data), nil
}

// literalNpmrc reports whether a .npmrc has a credential in it that is no
// variable and no stand-in.
func literalNpmrc(data []byte) bool {
	return node.ParseNpmrc(data).Literal && secret.Credential(string(data))
}
