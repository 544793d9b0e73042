package rules

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// A startText is shell text that runs when a container of a target starts.
type startText struct {
	// where names it for people: a file, a script of package.json, or the
	// instruction.
	where, text string
	// words reports that no shell reads it: the text is a command in exec form.
	words bool
	// instruction reports that it stands in the Dockerfile's command itself.
	instruction bool
	// script is the script that it is of, nil for other texts.
	script *startScript
	// call reports that a start file in JavaScript runs it.
	call bool
	// folder is that of the package that it is of, below the target's.
	folder string
}

var textsAtStart = &fixes.TargetFact[[]startText]{From: findStartTexts}

// startTexts returns the shell text that starts the target's program: of the
// instructions, of the scripts that they run, and of package.json.
func startTexts(p *fixes.Pass, t *fixes.Target) []startText { return textsAtStart.Of(p, t) }

func findStartTexts(p *fixes.Pass, t *fixes.Target) []startText {
	var out []startText
	for _, c := range []fixes.Command{t.Process.Entrypoint, t.Process.Cmd} {
		if c.At == nil {
			continue
		}
		for n, w := range c.Words {
			if c.Shell || n > 1 && strings.HasPrefix(c.Words[n-1], "-") && strings.HasSuffix(c.Words[n-1], "c") {
				out = append(out, startText{where: c.At.Keyword, text: w, instruction: true})
			}
		}
		if !c.Shell {
			out = append(out, startText{where: c.At.Keyword, text: strings.Join(withoutInits(c.Words), " "), words: true})
		}
	}
	for _, s := range startScripts(p, t) {
		out = append(out, startText{where: s.Word, text: s.Code(), script: s})
	}
	out = append(append(out, composeTexts(p, t)...), serviceTexts(p, t)...)
	out = append(out, packageTexts(p, t, out)...)
	return append(out, calledTexts(p, t, out)...)
}

// composeTexts returns the commands that compose services give the image in the
// place of its own, or run beside it, but for those that people develop with, and the scripts of the
// repository that they name.
func composeTexts(p *fixes.Pass, t *fixes.Target) (out []startText) {
	for _, b := range t.Builds {
		for _, command := range append([][]string{b.Entrypoint, b.Command}, b.Hooks...) {
			if b.Source.Kind != builds.Compose || len(command) == 0 || developing(t, command) {
				continue
			}
			out = append(out, startText{where: "the command in " + b.Source.Path, text: serviceText(command)})
			out = append(out, namedScripts(p, t, b, command)...)
		}
	}
	return out
}

// developing reports whether a service's command is a watcher.
func developing(t *fixes.Target, command []string) bool {
	return slices.ContainsFunc(spelledOut(command), func(words []string) bool {
		return len(words) > 0 && (node.Watcher(words) || scriptWatches(t, words))
	})
}

// packageTexts returns the scripts of package.json that the process or one of
// the texts runs, with their hooks. Of a command that is sent to a workspace they
// are those of that one, or of every package that has the script where it is not
// told which.
func packageTexts(p *fixes.Pass, t *fixes.Target, texts []startText) (out []startText) {
	if t.Manifest == nil {
		return nil
	}
	if name, _, ok := node.ScriptName(t.Program()); ok && node.RunsElsewhere(t.Program()) {
		packages := p.Repo.Packages()
		if own := packages[node.Elsewhere(t.Program())]; own != nil {
			return textsOf(own, []string{name})
		}
		for _, own := range sortedNames(packages) {
			out = append(out, textsOf(packages[own], []string{name})...)
		}
		return out
	}
	var todo []string
	if name, _, ok := node.ScriptOf(t.Program()); ok {
		todo = append(todo, name)
	}
	for _, text := range texts {
		todo = append(todo, scriptsIn(text.text)...)
	}
	return textsOf(t.Manifest, todo)
}

// textsOf returns the named scripts of a package.json with their hooks, and
// those that they call.
func textsOf(m *node.Manifest, todo []string) (out []startText) {
	if m == nil {
		return nil
	}
	seen := map[string]bool{}
	for len(todo) > 0 {
		name := todo[0]
		todo = todo[1:]
		if seen[name] {
			continue
		}
		seen[name] = true
		for _, s := range []string{"pre" + name, name, "post" + name} {
			if text := m.Scripts[s]; text != "" {
				out = append(out, startText{where: "the script " + s, text: text})
				todo = append(todo, scriptsIn(text)...)
			}
		}
	}
	return out
}

var scriptCall = pattern.New(`\b(?:npm|pnpm|yarn)(?:\s+-\S+)*\s+(?:run(?:-script)?\s+)?([\w:.-]+)`)

// scriptsIn returns the names of package.json scripts that a text may run.
func scriptsIn(text string) []string {
	var out []string
	for _, m := range scriptCall.FindAllStringSubmatch(text, -1) {
		out = append(out, m[1])
	}
	return out
}

var (
	// rootCommand finds what only root may do.
	rootCommand = pattern.New(`(?m)(?:^|[;&|(]|\bthen\b|\bdo\b|\belse\b)\s*(chown|chmod|apk|apt-get|apt|useradd|adduser|usermod|groupmod|mount|umount|iptables|service|crond|cron|nginx|sysctl|update-ca-certificates|redis-server|sshd|litefs|haproxy|caddy|tailscaled|modprobe|mknod|Xorg|startx|xinit|ip6tables|nft|wg-quick|ip\s+(?:-\w+\s+)*(?:ro?|route|link|addr(?:ess)?|rule)\s+(?:add|del(?:ete)?|replace|change|set|flush))\b`).Needs("mod", "mk", "Xorg", "startx", "xinit", "ip", "nft", "wg-", "ch", "ap", "user", "group", "mount", "iptables", "service", "cron", "nginx", "sysctl", "update-ca", "redis", "sshd", "litefs", "haproxy", "caddy", "tailscaled")
	// fileCommand finds what changes files at the start, of which somebody
	// else may be the owner.
	fileCommand = pattern.New(`(?m)(?:^|[;&|(]|\bthen\b|\bdo\b|\belse\b|-exec|xargs)\s*(sed\s+(?:-\w+\s+)*-i|sed\s+-\w*i|cp|mv|ln|mkdir|touch|tee|rm|envsubst|install|unzip|tar|curl\s+\S*\s*-[oO]|wget|git|npm\s+(?:ci|i|install)\b|yarn\s+install|pnpm\s+(?:i|install)\b)`)
	// inTemporary finds commands that only change what anybody may.
	inTemporary = pattern.New(`(?m)\b(?:mkdir|touch|rm)(?:\s+-\S+)*(?:[ \t]+["']?/(?:tmp|dev/shm)/[^\s;&|]*)+[ \t]*([;&|)]|$)`).Needs("/tmp/", "/dev/shm/")
	// buildCommand finds what compiles the program at each start.
	buildCommand = pattern.New(`(?:^|[;&|(\s])((?:npx\s+)?(?:nest|@nestjs/cli)\s+(?:start|build)|tsc\b|tsup\b|webpack\b|rollup\b|(?:next|vite|nuxt|remix|gatsby|react-scripts|vue-cli-service|ng)\s+build|prisma\s+generate|babel\s+\S+\s+(?:-d|--out-dir)|\w+\s+run(?:-script)?\s+build\b|yarn\s+build\b)`).Needs("nest", "tsc", "tsup", "webpack", "rollup", "build", "prisma", "babel")
	// taskRunner finds what runs scripts of packages, with a cache and logs of its
	// own beside each of them.
	taskRunner = pattern.New(`(?:^|[;&|(\s/])((?:turbo|nx)\s+(?:run\s+)?[a-z][\w:.-]*)`)
	// configBundler finds what compiles its configuration, at each start, into a
	// file beside it or in node_modules.
	configBundler = pattern.New(`\bvite\s+preview\b`)
	redirection   = pattern.New(`>{1,2}\s*["']?([^\s"'&|;)]+)`).Needs(">")
)

// managerRights finds what a package manager does for the whole system.
var managerRights = pattern.New(`(?m)\b(?:npm|yarn|pnpm)\s+(?:config\s+set|set|install|i|add|global\s+add)\b(?:[^;&|\n]*\s)?(?:-g|--global)\b|\byarn\s+global\s+add\b`)

// browserSystem finds what adds the system packages that a browser needs.
var browserSystem = pattern.New(`(?m)\b((?:playwright|patchright)(?:@\S+)?\s+(?:install-deps\b|install\b[^;&|\n]*\s--with-deps\b))`).Needs("install")

// changesAtStart: what runs at the start needs root, or changes files of which
// it is not certain that another user may.
func changesAtStart(p *fixes.Pass, t *fixes.Target) string {
	if startsBuild(t) {
		return "what it starts is the script build of package.json, which writes among its files"
	}
	for _, s := range startTexts(p, t) {
		if m := rootCommand.FindStringSubmatch(s.text); m != nil {
			return fmt.Sprintf("%s runs %s, which needs root", s.where, m[1])
		}
		if m := cmp.Or(managerRights.FindString(s.text), browserSystem.FindString(s.text)); m != "" {
			return fmt.Sprintf("%s runs %s, which needs root", s.where, m)
		}
		if calls, migrates := callsPrisma(s.text); calls && !migrates {
			return fmt.Sprintf(writesEngines, s.where)
		}
		if m := taskOf(s); m != "" {
			return fmt.Sprintf("%s starts a task (%s), and what that writes is not known", s.where, m)
		}
		if m := taskRunner.FindStringSubmatch(s.text); m != nil {
			return fmt.Sprintf("%s runs %s, which keeps a cache and logs beside every package", s.where, m[1])
		}
		if m := buildCommand.FindStringSubmatch(s.text); m != nil && !compilesBelow(p, t, s.text) {
			return fmt.Sprintf("%s builds the program at each start (%s), which writes among its files", s.where, m[1])
		}
		if m := fileCommand.FindStringSubmatch(inTemporary.ReplaceAllString(s.text, "$1")); m != nil {
			return fmt.Sprintf("%s changes files at each start (%s), and whose they are is not certain", s.where, strings.Join(strings.Fields(m[1]), " "))
		}
		if s.words {
			continue
		}
		for _, m := range redirections(s.text) {
			if !strings.HasPrefix(m[1], "/dev/") && !strings.HasPrefix(m[1], "/tmp/") && !strings.HasPrefix(m[1], "/proc/") {
				return fmt.Sprintf("%s writes to %s at each start, and who may is not certain", s.where, m[1])
			}
		}
	}
	return unknownProgram(p, t)
}

// startsBuild reports whether the process is what the script build of
// package.json runs, under its own name or without the package manager.
func startsBuild(t *fixes.Target) bool {
	run, ok := t.Manifest.Resolve("build")
	words := t.Program()
	if name, _, is := node.ScriptOf(words); is && name == "build" {
		return true
	}
	return ok && len(run.Argv) > 1 && slices.Equal(run.Argv, words)
}

// unknownProgram returns why a process that is neither Node nor a script may
// need root.
func unknownProgram(p *fixes.Pass, t *fixes.Target) string {
	argv, ok := t.Process.Argv()
	if !ok {
		argv = bareProgram(t.Program()) // of a shell
	}
	if argv = fixes.Unwrap(withoutInits(argv)); len(argv) == 0 {
		return ""
	}
	word := argv[0]
	if run := foreignScript(p, t, argv); run != "" {
		return fmt.Sprintf("%s runs %s, which is not a program of this project, so whether it needs root is not known", strings.Join(argv, " "), run)
	}
	switch base := path.Base(word); {
	case base == "node" || base == "nodejs" || managers[base] || base == "pm2-runtime" || base == "env" || isShell(word) || isJavaScript(word) || looksLikeScript(word) || strings.HasPrefix(word, "-"),
		t.Manifest != nil && t.Manifest.HasBinary(base), installedGlobally(p, t, base), len(startScripts(p, t)) > 0,
		t.Process.Entrypoint.At == nil && strings.Contains(word, "/"):
		return ""
	}
	return fmt.Sprintf("%s is not a program of this project, so whether it needs root is not known", word)
}

// foreignScript returns the program that a script of package.json runs and no
// dependency there can have brought, "" for none: a step of the build installed it
// by its name.
func foreignScript(p *fixes.Pass, t *fixes.Target, argv []string) string {
	name, _, ok := node.ScriptOf(argv)
	if !ok || t.Manifest == nil {
		return ""
	}
	run, ok := t.Manifest.Resolve(name)
	if !ok || !run.Simple || len(run.Argv) == 0 {
		return ""
	}
	word := run.Argv[0]
	if path.Base(word) != word || managers[word] || word == "node" || word == "bun" || isShell(word) || t.Manifest.HasBinary(word) || systemProgram([]string{word}) {
		return ""
	}
	for dependency := range t.Manifest.All() {
		if strings.Contains(dependency, word) {
			return ""
		}
	}
	if len(t.Manifest.All()) > 0 && !slices.ContainsFunc(p.Inherited(t.Stage), func(i *fixes.Install) bool { return !i.Global && len(i.Packages) > 0 }) {
		return ""
	}
	return word
}

// startsCorepack reports whether corepack was set up in the image.
func startsCorepack(c *fixes.Chain) bool {
	return slices.ContainsFunc(commandsOf(c), func(c *dockerfile.Command) bool { return c.Name() == "corepack" })
}
