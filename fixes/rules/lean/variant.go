package lean

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// Variants returns the variants of the official image that a file of one
// stage certainly works on, the smallest first: "alpine", "slim", and "" for the
// full image.
//
// The proof for both is that the lockfile names no package with an install script,
// that the program starts no other programs, and that neither it nor what is run
// in the image from outside may lack something there. Slim shares Debian's libraries
// and tools with the full image and only lacks programs; for alpine nothing but
// commands that every variant has may run in the stage.
func Variants(p *fixes.Pass, ref *fixes.ImageRef) []string {
	if len(p.File.Stages) != 1 {
		return []string{""}
	}
	stage := ref.At.Stage
	project := leanProject(p, stage)
	if project == nil {
		return []string{""}
	}
	var variants []string
	for _, s := range []struct {
		name   string
		system *System
	}{{"alpine", AlpineSystem}, {"slim", SlimSystem}} {
		if s.name == "alpine" && (p.Policy.Base.Variant == "slim" || !knownCommands(p, stage, project)) {
			continue
		}
		if s.system.Lacks(p, stage) == "" {
			variants = append(variants, s.name)
		}
	}
	return append(variants, "")
}

// leanProject returns the project of the stage when its packages bring no
// native code that is built, and its sources start no programs.
func leanProject(p *fixes.Pass, stage *dockerfile.Stage) *node.Manifest {
	var manifest *node.Manifest
	for _, i := range p.Installs(stage) {
		if !i.Project() || i.Manifest == nil || i.Lockfile == "" || manifest != nil && manifest != i.Manifest {
			return nil
		}
		lock, err := p.Repo.Lockfile(i.Lockfile)
		if err != nil || lock == nil || !lock.ScriptsKnown || len(lock.InstallScripts()) > 0 {
			return nil
		}
		if slices.ContainsFunc(project.SortedNames(i.Manifest.All()), func(name string) bool { return fromGit(i.Manifest.All()[name]) }) {
			return nil
		}
		manifest = i.Manifest
	}
	if manifest == nil || startsPrograms(p, path.Dir(manifest.Path)) {
		return nil
	}
	return manifest
}

// fromGit reports whether a dependency's range makes npm call git.
func fromGit(r string) bool {
	return strings.HasPrefix(r, "git") || strings.Contains(r, "git+") || strings.Contains(r, "/") && !strings.Contains(r, ":") && !strings.HasPrefix(r, "npm:")
}

// ChildProcess finds code that may start other programs.
var ChildProcess = pattern.New(`child_process|execa|shelljs|\bzx\b|cross-spawn`)

// startsPrograms reports whether a source file below the folder may start
// another program.
func startsPrograms(p *fixes.Pass, dir string) bool {
	for _, name := range p.Sources(dir) {
		data, ok, err := p.Repo.Read(name)
		if err != nil || ok && ChildProcess.Match(data) {
			return true
		}
	}
	return false
}

// portable are programs that every variant has, with the options that matter
// here behaving alike.
var portable = map[string]bool{
	"node": true, "npm": true, "npx": true, "cd": true, "mkdir": true, "rm": true, "cp": true, "mv": true, "chmod": true, "chown": true,
	"echo": true, "true": true, "ls": true, "touch": true, "ln": true, "export": true, "set": true, "test": true, "cat": true, "printf": true,
}

// knownCommands reports whether every command that the stage runs, directly or
// through a script of package.json, is portable.
func knownCommands(p *fixes.Pass, stage *dockerfile.Stage, m *node.Manifest) bool {
	for _, moment := range p.Chain(stage).Steps {
		switch moment.Keyword {
		case "SHELL", "ONBUILD":
			return false
		case "RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK":
			if !knownInstruction(moment, m) {
				return false
			}
		}
	}
	return true
}

func knownInstruction(moment fixes.Moment, m *node.Manifest) bool {
	if moment.Exec {
		c := moment.ExecCommand()
		return c != nil && knownCommand(c, m)
	}
	scripts := moment.Scripts(moment.Scene.Shell)
	if len(scripts) == 0 {
		return false
	}
	for _, s := range scripts {
		for _, c := range s.Commands {
			if !knownCommand(c, m) {
				return false
			}
		}
	}
	return true
}

// echoFlag finds a flag of echo, which the shells print or follow.
var echoFlag = pattern.New(`^-[neE]+$`)

// knownCommand reports whether a command is portable, and the script of
// package.json that it runs, too.
func knownCommand(c *dockerfile.Command, m *node.Manifest) bool {
	args, literal := c.Args()
	if !portable[c.Name()] || !literal || c.Name() == "echo" && len(args) > 0 && echoFlag.MatchString(args[0]) {
		return false
	}
	words := append([]string{c.Name()}, args...)
	script, _, ok := node.ScriptOf(words)
	if !ok {
		return c.Name() != "npx" && !node.RunsElsewhere(words)
	}
	run, found := m.Resolve(script)
	return found && run.Simple && len(run.Argv) > 0 && portable[run.Argv[0]] && run.Argv[0] != "npx"
}
