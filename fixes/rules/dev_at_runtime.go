package rules

import (
	"cmp"
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/node"
)

// devAtRunTime returns why the program of a target needs a dev dependency while
// it runs, "" when nothing in the repository shows that it does.
func devAtRunTime(p *fixes.Pass, t *fixes.Target, pr *project) (string, error) {
	if why := commandsNeedDev(p, t, pr); why != "" {
		return why, nil
	}
	if why := servicesNeedDev(p, t, pr); why != "" {
		return why, nil
	}
	if why := taskNeedsDev(p, t); why != "" {
		return why, nil
	}
	if why, err := platformsNeedDev(p, t, pr); why != "" || err != nil {
		return why, err
	}
	if why, err := optionsNeedDev(p, t, pr); why != "" || err != nil {
		return why, err
	}
	if by, err := developedIn(p, t); err != nil {
		return "", err
	} else if by != "" {
		return by + " makes the image one to develop in. Give that a stage of its own", nil
	}
	if why, err := jobsNeedDev(p, t, pr); why != "" || err != nil {
		return why, err
	}
	if why := childNeedsDev(p, t, pr); why != "" {
		return why, nil
	}
	if why, err := childProgramNeedsDev(p, t, pr); why != "" || err != nil {
		return why, err
	}
	if why, err := guidesNeedDev(p, t, pr); why != "" || err != nil {
		return why, err
	}
	if why, err := filesNeedDev(p, t, pr); why != "" || err != nil {
		return why, err
	}
	call, err := testsIn(p, t)
	if call == nil || err != nil {
		return "", err
	}
	return call.String() + ", and those need dev dependencies. Give them a stage of their own", nil
}

// filesNeedDev looks at what the program loads: its configuration and its sources.
func filesNeedDev(p *fixes.Pass, t *fixes.Target, pr *project) (string, error) {
	if why, err := startConfigs(p, t, pr); why != "" || err != nil {
		return why, err
	}
	return devImport(p, t, pr)
}

// commandsNeedDev looks at what the image itself starts, its scripts included.
func commandsNeedDev(p *fixes.Pass, t *fixes.Target, pr *project) string {
	return cmp.Or(startNeedsDev(p, t, pr), linksToDev(p, t, pr), scriptUnread(p, t))
}

// linksToDev: a step links to a file of a dev dependency, which somebody means to use
// in the image.
func linksToDev(p *fixes.Pass, t *fixes.Target, pr *project) string {
	for _, m := range t.Chain.Steps {
		for _, script := range scriptsOf(m) {
			for _, c := range script.Commands {
				if c.Name() != "ln" {
					continue
				}
				if need := pr.takesFile(wordsOf(c)); need != nil {
					return fmt.Sprintf("line %d links to a file of %s, which is a dev dependency. Move it to dependencies if it is needed there", m.StartLine, need.Package)
				}
			}
		}
	}
	return ""
}

// startNeedsDev looks at what the image itself starts.
func startNeedsDev(p *fixes.Pass, t *fixes.Target, pr *project) string {
	lines := startLines(p, t)
	for _, words := range lines {
		if need := workspaceNeeds(p, t, pr, lines, fixes.Unwrap(words)); need != nil {
			return fmt.Sprintf("the image starts %s. Move %s to dependencies if it is needed there", need, need.Package)
		}
		if ofAnother(t, pr, fixes.Unwrap(words)) {
			continue
		}
		if need := pr.runNeeds(fixes.Unwrap(words)); need != nil {
			return fmt.Sprintf("the image starts %s. Move %s to dependencies if it is needed there", need, need.Package)
		}
		if by := runBy(p, t, fixes.Unwrap(words)); by != nil {
			if need := pr.runNeeds(fixes.Unwrap(by)); need != nil {
				return fmt.Sprintf("the image starts %s. Move %s to dependencies if it is needed there", need, need.Package)
			}
		}
		if watches(pr, words) {
			return fmt.Sprintf("the image may start %s, and people develop with that. Give it a stage of its own", strings.Join(words, " "))
		}
	}
	if need := needsElsewhere(p, t, pr, lines); need != nil {
		return fmt.Sprintf("the image starts %s. Move %s to dependencies if it is needed there", need, need.Package)
	}
	if runsGivenScript(t, lines) {
		if why := givenScriptNeedsDev(pr); why != "" {
			return why
		}
	}
	return buildsAtStart(p, t)
}

// watches reports whether a command is a development server, or the script of
// one: which packages that wants, such as types and plugins, no command says.
func watches(pr *project, words []string) bool {
	words = fixes.Unwrap(words)
	if len(words) == 0 {
		return false
	}
	script, argv := pr.manifest.Runs(words)
	return node.Watcher(words) || script != "" && node.Watcher(argv)
}

// startLines returns the commands that the image itself starts: its program, all
// those of a shell, and those of its start scripts.
func startLines(p *fixes.Pass, t *fixes.Target) [][]string {
	lines := [][]string{t.Program()}
	for _, c := range []fixes.Command{t.Process.Entrypoint, t.Process.Cmd} {
		if c.At == nil {
			continue
		}
		for _, script := range c.At.Scripts(t.Chain.Before(c.At).Shell) {
			for _, command := range script.Commands {
				lines = append(lines, wordsOf(command))
			}
		}
	}
	for _, s := range startTexts(p, t) {
		if s.call || s.script != nil {
			lines = append(lines, spelledOut([]string{s.text})...)
		}
	}
	return withHandedOn(append(lines, managedLines(p, t, lines)...))
}

// servicesNeedDev looks at what compose files and pipelines start in it.
func servicesNeedDev(p *fixes.Pass, t *fixes.Target, pr *project) string {
	for _, b := range t.Builds {
		lines := append(serviceLines(t, b), spelledOut(b.Healthcheck)...)
		for _, hook := range b.Hooks {
			lines = append(lines, spelledOut(hook)...)
		}
		for _, script := range append(namedScripts(p, t, b, b.Entrypoint), namedScripts(p, t, b, b.Command)...) {
			lines = append(lines, spelledOut([]string{script.text})...)
		}
		for _, words := range withHandedOn(lines) {
			if need := pr.runNeeds(fixes.Unwrap(words)); need != nil {
				return fmt.Sprintf("%s starts the image with %s. Move %s to dependencies if it is needed there", b.Source.Path, need, need.Package)
			}
			if watches(pr, words) {
				return fmt.Sprintf("%s starts the image with %s, and people develop with that. Give it a stage of its own", b.Source.Path, strings.Join(words, " "))
			}
		}
		if need := needsElsewhere(p, t, pr, behindCd(b.Workdir, lines)); need != nil {
			return fmt.Sprintf("%s starts the image with %s. Move %s to dependencies if it is needed there", b.Source.Path, need, need.Package)
		}
		for _, run := range b.Runs {
			if need := needsElsewhere(p, t, pr, spelledOut(run.Words)); need != nil {
				return fmt.Sprintf("%s starts the image with %s. Give that a stage of its own", run.Source, need)
			}
			for _, words := range spelledOut(run.Words) {
				if need := pr.runNeeds(fixes.Unwrap(words)); need != nil {
					return fmt.Sprintf("%s starts the image with %s. Give that a stage of its own", run.Source, need)
				}
			}
		}
	}
	return ""
}

// withHandedOn adds to each command those that it may start in its place: the
// words behind a start script or a waiting program, from a package manager on.
func withHandedOn(lines [][]string) [][]string {
	for _, words := range lines {
		for n := 1; n < len(words); n++ {
			if managers[path.Base(words[n])] {
				lines = append(lines, words[n:])
				break
			}
		}
	}
	return lines
}

// spelledOut returns the commands of a service's command, which is one text or
// its words, and with a shell among them those that it is given.
func spelledOut(command []string) (lines [][]string) {
	if len(command) != 1 {
		return withShellText(command)
	}
	commands, _ := scriptCommands(command[0])
	for _, c := range commands {
		lines = append(lines, withShellText(c.words)...)
	}
	return lines
}

// withShellText returns a command, and what it is where it is a shell with a text.
func withShellText(words []string) [][]string {
	if len(words) == 0 {
		return nil
	}
	lines := [][]string{words}
	if src, ok := shellText(words); ok {
		lines = append(lines, spelledOut([]string{src})...)
	}
	return lines
}

// shellText returns the text that a shell is given: sh -c "a && b".
func shellText(words []string) (src string, ok bool) {
	if !posixShells[path.Base(words[0])] {
		return "", false
	}
	for n, w := range words[1:] {
		if strings.HasPrefix(w, "-") && !strings.HasPrefix(w, "--") && strings.HasSuffix(w, "c") && n+2 < len(words) {
			return words[n+2], true
		}
	}
	return "", false
}

var posixShells = map[string]bool{"sh": true, "ash": true, "dash": true, "bash": true}

// purpose returns what a target's image is made to run, as far as the
// Dockerfile or a compose file says; "" for an image that only says what its
// base says.
func purpose(t *fixes.Target) string {
	if namesCommand(t) {
		return t.Process.Last().Text
	}
	for _, b := range t.Builds {
		if len(b.Command) > 0 {
			return strings.Join(b.Command, " ")
		}
		if len(b.Entrypoint) > 0 {
			return strings.Join(b.Entrypoint, " ")
		}
	}
	if base := t.Chain.Base; base.Kind == image.DistrolessNode || base.PlatformOwnsProcess() {
		return "what the platform starts"
	}
	return ""
}

// programArgv returns the words of the target's program behind its scripts.
func programArgv(t *fixes.Target, pr *project) []string {
	words := t.Program()
	if script, argv := pr.manifest.Runs(words); script != "" {
		return argv
	}
	return words
}
