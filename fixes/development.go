package fixes

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
)

var devName = pattern.New(`(^|[._-])(dev|develop|developer|development|test|tests|testing|ci|e2e|debug|local|integration|cypress|playwright|storybook|lint)\d*([._-]|$)`)

// workspaceFolder finds the folders in which services that people write code in
// keep their images.
var workspaceFolder = pattern.New(`(^|/)\.(devcontainer|codesandbox|gitpod|codespaces|idx)(/|\.[Dd]ockerfile$)`).Needs(".devcontainer", ".codesandbox", ".gitpod", ".codespaces", ".idx")

// developing are the names of folders and environments for development.
var developing = map[string]bool{"dev": true, "develop": true, "development": true, "local": true, "debug": true}

// dockerFolder finds folders that hold the files of Docker.
var dockerFolder = pattern.New(`^[._-]?(docker|dockerfiles?|docker-compose|compose|containers?|images?)$`)

// devFolder reports whether the folders of a Dockerfile say that it is for tests,
// or that it is for development: the folder that it lies in, or the one that
// sorts the files of Docker by their environment (docker/development/node).
func devFolder(dir string) bool {
	parts := strings.Split(strings.ToLower(dir), "/")
	for n, part := range parts {
		if developing[part] && (n == len(parts)-1 || n > 0 && dockerFolder.MatchString(parts[n-1])) {
			return true
		}
	}
	return slices.ContainsFunc(parts, func(part string) bool {
		switch part {
		case "test", "tests", "__tests__", "e2e", "cypress", "playwright":
			return true
		}
		return false
	})
}

// development returns why a target is not one that is shipped.
func (p *Pass) development(t *Target) string {
	name := p.File.Path
	base := strings.TrimSuffix(strings.TrimPrefix(strings.ToLower(path.Base(name)), "dockerfile"), "dockerfile")
	switch {
	case workspaceFolder.MatchString(name):
		return "it is a development container"
	case t.namedForDevelopment(p.withoutPipeline(t, base)):
		return "its name says that it is for development or tests"
	case devFolder(path.Dir(name)):
		return "its folder is one for development or tests"
	case t.Stage.Name != "" && t.namedForDevelopment(t.Stage.Name):
		return "the stage " + t.Stage.Name + " is for development or tests"
	case t.Chain.Base.Test() && !t.usesBrowser():
		return "its base image is made for development or tests"
	case t.opensShell() && !t.startedByService():
		return "its command only opens a shell"
	case t.idles(t.Program()) && !t.startedByService():
		return "its command only keeps the container running"
	case t.Process.Last() == nil && len(t.Builds) > 0 && !slices.ContainsFunc(t.Builds, func(b builds.Build) bool { return !t.idles(serviceCommand(b)) }):
		return "compose only keeps its container running"
	case t.Process.Last() == nil && len(t.Builds) > 0 && !slices.ContainsFunc(t.Builds, func(b builds.Build) bool { return !installsAlone(b) }):
		return "compose only installs packages with it"
	}
	return p.saysDevelopment()
}

// installsAlone reports whether a service does nothing but install the packages of a project, into
// a volume for those that people work in.
func installsAlone(b builds.Build) bool {
	install, ok := node.ParseInstall(serviceCommand(b))
	return ok && install.Project()
}

// usesBrowser reports whether a program of its own works with the browsers of an image
// that is made for tests: its command is a file of the project, or no run of tests while
// the image is set to production.
func (t *Target) usesBrowser() bool {
	kind := t.Chain.Base.Kind
	if kind != image.Puppeteer && kind != image.Playwright {
		return false
	}
	words := t.Program()
	return startsFile(words) || t.Chain.End.Env["NODE_ENV"].Value == "production" && len(words) > 0 && !testRun.MatchString(strings.Join(words, " "))
}

// testRun finds what starts tests.
var testRun = pattern.New(`(?i)test|e2e|\bplaywright\b|\bspecs?\b`)

// startedByService reports whether a compose service gives the image something
// to do.
func (t *Target) startedByService() bool {
	return slices.ContainsFunc(t.Builds, func(b builds.Build) bool {
		words := serviceCommand(b)
		return len(words) > 0 && !t.idles(words)
	})
}

// namedForDevelopment reports whether a name is one for development or tests.
// Playwright is what some programs use: a command that is no run of tests tells.
func (t *Target) namedForDevelopment(name string) bool {
	name = strings.ToLower(name)
	if startsFile(t.Program()) {
		name = strings.ReplaceAll(name, "playwright", "")
	}
	return devName.MatchString(name)
}

// startsFile reports whether a command is node with a file of a project: no run
// of tests.
func startsFile(argv []string) bool {
	return len(argv) > 1 && path.Base(argv[0]) == "node" && !strings.Contains(strings.Join(argv[1:], " "), "test")
}

// opensShell reports whether the image's command opens a shell for people, or is one
// that its ENTRYPOINT is given while each service opens a shell in its place.
func (t *Target) opensShell() bool {
	if opens(t.Program()) {
		return true
	}
	return opens(t.Given()) && len(t.Builds) > 0 && !slices.ContainsFunc(t.Builds, func(b builds.Build) bool {
		return !t.idles(serviceCommand(b))
	})
}

// opens reports whether words are a shell with nothing to do: bash, or sh -l.
func opens(argv []string) bool {
	return len(argv) > 0 && shells[path.Base(argv[0])] && !slices.ContainsFunc(argv[1:], func(arg string) bool {
		return !shellMode.MatchString(arg)
	})
}

// shellMode finds the flags of a shell that somebody types in.
var shellMode = pattern.New(`^(-[il]+|--login|--interactive)$`)

// idles is idles for a command that may be a script of package.json.
func (t *Target) idles(argv []string) bool {
	if idles(argv) {
		return true
	}
	name, _, ok := node.ScriptOf(argv)
	if !ok || t.Scripts == nil {
		return false
	}
	run, ok := t.Scripts.Resolve(name)
	return ok && run.Simple && idles(run.Argv)
}

// idles reports whether a command does nothing but wait, so that people work in
// the container.
func idles(argv []string) bool {
	if opens(argv) {
		return true
	}
	if len(argv) < 2 {
		return false
	}
	switch path.Base(argv[0]) {
	case "tail":
		return argv[len(argv)-1] == "/dev/null"
	case "sleep":
		return strings.HasPrefix(argv[1], "inf") || len(argv[1]) > 6 || len(argv) == 2 && seconds.MatchString(argv[1])
	}
	return len(argv) == 3 && shells[path.Base(argv[0])] && argv[1] == "-c" && endlessWait.MatchString(argv[2])
}

var (
	seconds = pattern.New(`^\d+[smhd]?$`)
	// endlessWait finds a loop that does nothing: while true; do sleep 60; done.
	endlessWait = pattern.New(`^\s*while (?:true|:|sleep \S+)\s*;\s*do (?:sleep \S+|:|true)\s*;?\s*done\s*;?\s*$`).Needs("while")
)

var notForProduction = pattern.New(`(?i)\b(do not|don't|never) use (it |this |this image |this file )?(in|for) production\b|\bnot (meant |intended |suitable )?for production\b|\b(for )?(local )?development only\b|^\W*dev(elopment)? (docker|container)file\b`)

// saysDevelopment returns why the comments above the first stage make the file
// one for development.
func (p *Pass) saysDevelopment() string {
	for _, c := range p.File.Comments {
		if c.Span.Start < p.File.Stages[0].From.Span.Start && notForProduction.MatchString(c.Text) {
			return "a comment at its top says that it is not for production"
		}
	}
	return ""
}

// watches returns why the target's command is a watcher or development server.
func (p *Pass) watches(t *Target) string {
	if why := t.watching(t.Program()); why != "" {
		return why
	}
	if t.Process.Entrypoint.At == nil || t.Process.Entrypoint.Shell {
		return ""
	}
	return t.watching(t.Given()) // to an ENTRYPOINT that may run it
}

// Given returns the words of CMD alone, without inits: what an ENTRYPOINT is given.
func (t *Target) Given() []string {
	behind := Target{Process: Process{Entrypoint: Command{Known: true}, Cmd: t.Process.Cmd}, Manifest: t.Manifest, Scripts: t.Scripts}
	return behind.Program()
}

// asksDevelopment reports whether an argument chooses the development mode, as one
// word or as two.
func asksDevelopment(args []string) bool {
	for n, arg := range args {
		name, value, joined := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		if !joined && n+1 < len(args) {
			value = args[n+1]
		}
		if strings.HasPrefix(arg, "-") && (name == "env" || name == "mode" || name == "environment") && (value == "dev" || value == "development") {
			return true
		}
	}
	return false
}

// watching returns why a command of the target is made for development.
func (t *Target) watching(words []string) string {
	if len(words) == 0 {
		return ""
	}
	if node.Watcher(words) || asksDevelopment(words[1:]) {
		return "its command is a development server: " + strings.Join(words, " ")
	}
	if why := t.WatchesElsewhere(words); why != "" || t.Scripts == nil {
		return why
	}
	script, argv := t.Scripts.Runs(words)
	if script != "" && (node.Watcher(argv) || asksDevelopment(argv)) {
		return "its command is a development server: the script " + script + " runs " + strings.Join(argv, " ")
	}
	return t.WatchesElsewhere(argv)
}
