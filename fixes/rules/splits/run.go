package splits

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/lean"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// A runKind says which of two stages a RUN belongs into.
type runKind int

const (
	unknownRun runKind = iota
	// emptyRun does nothing that stays.
	emptyRun
	// systemRun installs packages of the system.
	systemRun
	// globalRun installs tools for the whole image.
	globalRun
	// accountRun makes users.
	accountRun
	// folderRun makes folders, or changes owners and modes.
	folderRun
	// buildRun works on the application's files.
	buildRun
)

// kindOfRun says what a RUN is about: the last of the kinds of its commands.
func (s *Split) kindOfRun(m fixes.Moment) (kind runKind, why string) {
	commands := launch.LeanCommands(m)
	if len(commands) == 0 {
		return unknownRun, "its commands could not be read"
	}
	kind = emptyRun
	for _, c := range commands {
		words := c.Leading()
		if len(words) == 0 {
			return unknownRun, "what it runs is not certain"
		}
		k := s.kindOfCommand(m, c, words)
		if k == unknownRun {
			return k, fmt.Sprintf("what %s does is not known", project.Quoted(strings.Join(deploy.WordsOf(c)[:min(len(c.Words), 3)], " ")))
		}
		kind = max(kind, k)
	}
	return kind, ""
}

func (s *Split) kindOfCommand(m fixes.Moment, c *dockerfile.Command, words []string) runKind {
	if s.leavesFolder(m, c, words) {
		return unknownRun
	}
	if i, ok := node.ParseInstall(words); ok {
		if i.Global {
			return globalRun
		}
		return buildRun
	}
	if asksOnly(words) {
		return emptyRun
	}
	switch name := path.Base(words[0]); name {
	case "apk", "apt", "apt-get":
		return systemRun
	case "addgroup", "adduser", "groupadd", "useradd", "usermod", "groupmod":
		return accountRun
	case "mkdir", "chown", "chmod", "chgrp", "touch", "install":
		return folderRun
	case "echo", "true", ":", "set", "printf", "sleep", "cat", "ls", "pwd", "id", "env":
		if c.Redirects {
			return unknownRun
		}
		return emptyRun
	case "cd", "export", "unset":
		return emptyRun
	case "test", "[":
		return emptyRun
	case "rm", "cp", "mv", "find", "sed":
		return s.fileCommand(m, c, words)
	case "corepack":
		return globalRun
	case "npm", "yarn", "pnpm", "bun":
		return managerKind(words)
	case "npx", "pnpx", "bunx", "node", "tsc", "cross-env":
		return buildRun
	}
	if manifest := lean.ManifestIn(s.P, m, m.Scene.Abs(c.Dir)); manifest != nil && manifest.HasBinary(words[0]) || project.BuildsDirectly(words) {
		return buildRun
	}
	return unknownRun
}

// asksOnly reports whether a command only tries whether a program is there: its
// version, or gosu with a program that does nothing.
func asksOnly(words []string) bool {
	last := words[len(words)-1]
	switch path.Base(words[0]) {
	case "gosu", "su-exec":
		return last == "true"
	case "which":
		return true
	}
	return len(words) == 2 && (last == "--version" || last == "-v" || last == "-V")
}

// leavesFolder reports whether a command, or the script of package.json that it
// runs, may write outside of the application's folder.
func (s *Split) leavesFolder(m fixes.Moment, c *dockerfile.Command, words []string) bool {
	line := strings.Join(words, " ")
	manifest := lean.ManifestIn(s.P, m, m.Scene.Abs(c.Dir))
	if name, _, ok := node.ScriptOf(words); ok && manifest != nil {
		line = manifest.Scripts["pre"+name] + ";" + manifest.Scripts[name] + ";" + manifest.Scripts["post"+name]
		return outsideWrite.MatchString(line)
	}
	if _, ok := node.ParseInstall(words); ok && manifest != nil {
		for _, hook := range []string{"preinstall", "install", "postinstall", "prepare"} {
			line += ";" + manifest.Scripts[hook]
		}
	}
	return browserInstall.MatchString(line)
}

var (
	// browserInstall finds what downloads browsers into a home folder.
	browserInstall = pattern.New(`\b(playwright|puppeteer|cypress|browsers)\b.*\binstall\b|install:browsers`)
	outsideWrite   = pattern.New(`\b(playwright|puppeteer|cypress|browsers)\b.*\binstall\b|\s(/usr/|/etc/|/opt/|/var/|~/|\$HOME)|npm (i|install) -g`)
)

// managerKind reads a package manager command that installs nothing.
func managerKind(words []string) runKind {
	switch verb := project.ScriptFile(words[1:]); {
	case slices.Contains(words, "-g") || slices.Contains(words, "--global") || verb == "global":
		return globalRun
	case verb == "config" || verb == "set" || verb == "login" || verb == "adduser":
		return unknownRun // writes into a home folder
	case verb == "cache" || verb == "-v" || verb == "--version" || verb == "":
		return emptyRun
	}
	return buildRun
}

// FileCommand: what works on the application's files belongs to the build, what
// removes caches to nothing.
func (s *Split) fileCommand(m fixes.Moment, c *dockerfile.Command, words []string) runKind {
	if !c.DirKnown {
		return unknownRun
	}
	kind := emptyRun
	edit := sedScript(words)
	for n, word := range deploy.WordsOf(c)[1:] {
		if n+1 == edit {
			continue
		}
		if strings.Contains(word, "$") {
			return unknownRun
		}
		if strings.HasPrefix(word, "-") || !strings.ContainsAny(word, "/.") && path.Base(words[0]) == "sed" {
			continue
		}
		abs := m.Scene.Abs(path.Join(c.Dir, word))
		if path.IsAbs(word) {
			abs = path.Clean(word)
		}
		switch {
		case cacheFolder(abs):
		case deploy.InFolder(abs, s.Target.Chain.End.Workdir) || deploy.InFolder(abs, m.Scene.Workdir):
			kind = buildRun
		case s.copiedOutside(abs):
			kind = buildRun // the file is taken over as the build leaves it
		default:
			return unknownRun
		}
	}
	return kind
}

// sedScript returns the index of the word that tells sed what to do, 0 when it is
// given by a flag or there is none.
func sedScript(words []string) int {
	if path.Base(words[0]) != "sed" {
		return 0
	}
	for n, word := range words[1:] {
		switch {
		case word == "-e" || word == "-f" || strings.HasPrefix(word, "--expression") || strings.HasPrefix(word, "--file"):
			return 0
		case !strings.HasPrefix(word, "-"):
			return n + 1
		}
	}
	return 0
}

func cacheFolder(abs string) bool {
	for _, dir := range []string{"/var/lib/apt/lists", "/var/cache", "/tmp", "/root/.npm", "/root/.cache", "/usr/local/share/.cache", "/var/tmp", "/var/log"} {
		if deploy.InFolder(abs, dir) {
			return true
		}
	}
	return strings.HasPrefix(abs, "/usr/share/doc") || strings.HasPrefix(abs, "/usr/share/man")
}
