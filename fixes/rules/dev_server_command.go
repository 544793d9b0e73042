package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// devServerCommand reports a development server in an image that nothing marks
// as one for development.
var devServerCommand = &fixes.Rule{
	ID: "dev-server-command", Practice: 5,
	Doc: doc("dev_server_command.md"), Severity: fixes.Warning, Offers: fixes.Advice,
	Check: checkDevServerCommand,
}

func checkDevServerCommand(p *fixes.Pass) error {
	for _, t := range p.Targets() {
		runs := developmentCommand(p, t)
		at := t.Process.Last()
		if !t.Node || runs == "" || t.Dev != "" || at == nil || forDevelopment(p, t) {
			continue
		}
		p.Report(fixes.Finding{
			Span: at.Span, Key: launch.CommandKey(at),
			Message: fmt.Sprintf("The image starts %s, which is made for development: it compiles or watches while it runs, and shows errors to whoever asks. %s", runs, insteadOf(p, t, runs)),
		})
	}
	return nil
}

// developmentCommand names the development server that the target starts, ""
// when it starts none.
func developmentCommand(p *fixes.Pass, t *fixes.Target) string {
	words := behindScript(p, t)
	if len(words) == 0 {
		return ""
	}
	if w := launch.WatcherAtStart.Of(p, t); w != nil && t.Watches == "" {
		return fmt.Sprintf("%s (%s)", strings.Join(w.Words, " "), w.Where)
	}
	argv, by := words, ""
	if t.Manifest != nil {
		if script, resolved := t.Manifest.Runs(words); script != "" && len(resolved) > 0 {
			argv, by = resolved, fmt.Sprintf(" (the script %s)", script)
		}
	}
	argv = node.Unwrap(argv)
	if t.Watches == "" && !compiles(argv) {
		return ""
	}
	return strings.Join(argv, " ") + by
}

// compiles reports whether a command compiles TypeScript at each start.
func compiles(argv []string) bool {
	switch path.Base(argv[0]) {
	case "ts-node", "ts-node-dev", "ts-node-esm", "ts-node-script", "babel-node":
		return true
	}
	for n, word := range argv {
		if (word == "-r" || word == "--require" || word == "--loader") && n+1 < len(argv) && strings.HasPrefix(argv[n+1], "ts-node/") {
			return true
		}
	}
	return false
}

// forDevelopment reports whether another file or stage beside this one is the
// one for production, or all that builds this one is for development.
func forDevelopment(p *fixes.Pass, t *fixes.Target) bool {
	if slices.ContainsFunc(p.Production(), func(other *fixes.Target) bool { return developmentCommand(p, other) == "" }) {
		return true
	}
	for _, name := range p.Repo.Under(path.Dir(p.File.Path)) {
		if name != p.File.Path && path.Dir(name) == path.Dir(p.File.Path) && fixes.IsDockerfile(name) && strings.Contains(strings.ToLower(path.Base(name)), "prod") {
			return true
		}
	}
	return len(t.Builds) > 0 && !slices.ContainsFunc(t.Builds, func(b builds.Build) bool {
		file := strings.ToLower(path.Base(b.Source.Path))
		return !strings.Contains(file, "dev") && !strings.Contains(file, "test") && !strings.Contains(file, "override") && !strings.Contains(file, "local")
	})
}

// insteadOf says what to start, where package.json tells.
func insteadOf(p *fixes.Pass, t *fixes.Target, runs string) string {
	if t.Manifest != nil {
		for _, name := range []string{"start:prod", "start", "serve", "prod", "production"} {
			run, ok := t.Manifest.Resolve(name)
			if ok && len(run.Argv) > 0 && strings.HasPrefix(runs, strings.Join(run.Argv, " ")) {
				continue // this is what it starts today
			}
			if _, written := t.Manifest.Scripts[name]; ok && written && (t.Watches != "" || launch.WatcherAtStart.Of(p, t) == nil) && len(run.Argv) > 0 && !node.Watcher(run.Argv) && !compiles(run.Argv) {
				return fmt.Sprintf("Start %s, as the script %s does.", strings.Join(run.Argv, " "), name)
			}
		}
		if t.Manifest.Scripts["build"] != "" {
			return "Run the script build while the image is made, and start what it writes."
		}
	}
	if file := launch.JavaScript.FindString(runs); strings.HasPrefix(runs, "nodemon ") && file != "" {
		return fmt.Sprintf("Start node %s.", file)
	}
	return "Build the program while the image is made, and start node with what that writes."
}
