package ignores

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/source"
)

// needsCalledEnv holds back when a step of a build runs a program of the project
// that loads an environment file: what is in the file is there only then.
func (v *View) needsCalledEnv() (needs string) {
	if v.hides(".env") {
		return ""
	}
	unseen := !slices.ContainsFunc(v.tree, func(name string) bool { return path.Base(name) == "package.json" })
	v.eachCommand(func(place string, c *dockerfile.Command) bool {
		if script, _, ok := node.ScriptName(c.Leading()); ok && unseen {
			needs = fmt.Sprintf("%s runs the script %s of a package.json that is not here, and what it reads is not known", place, script)
			return false
		}
		for _, argv := range v.commandsOf(c) {
			if needs = v.envAsked(place, argv); needs != "" {
				return false
			}
		}
		return true
	})
	return needs
}

// CommandsOf returns the words of a command, and those of the package scripts that
// it runs, with their hooks.
func (v *View) commandsOf(c *dockerfile.Command) [][]string {
	words := c.Leading()
	out := [][]string{words}
	m, err := v.p.Repo.Manifest(v.Context.Dir)
	if err != nil || m == nil {
		return out
	}
	for _, script := range launch.TextsOf(m, launch.ScriptsIn(strings.Join(words, " "))) {
		commands, _ := project.ScriptCommands(script.Text)
		for _, command := range commands {
			out = append(out, command.Words)
		}
	}
	return out
}

// envAsked returns how a command takes what an environment file holds; "" when it
// does not.
func (v *View) envAsked(place string, argv []string) string {
	argv = node.Unwrap(project.BehindWrappers(argv))
	if len(argv) == 0 {
		return ""
	}
	if slices.Contains(argv, "dotenv/config") || dotenvs[path.Base(argv[0])] {
		return fmt.Sprintf("%s runs dotenv, which loads one", place)
	}
	if asked := v.prismaVariable(argv); asked != "" {
		return fmt.Sprintf("%s runs Prisma, which asks for %s, and no Dockerfile sets it, so the build takes it from such a file", place, asked)
	}
	for _, file := range deploy.RunnerFiles(argv) {
		if entry := v.sourceFile(file); entry != "" && v.loadsEnvFile(entry) {
			return fmt.Sprintf("%s runs %s, which loads one", place, entry)
		}
	}
	return ""
}

// dotenvs are the programs that load an environment file for another program.
var dotenvs = map[string]bool{"dotenv": true, "dotenvx": true, "dotenv-cli": true, "env-cmd": true}

// prismaEnv finds the variable without which Prisma does not read its own
// configuration.
var prismaEnv = pattern.New(`\benv(?:<[^>]*>)?\(\s*["'](\w+)["']\s*\)`).Needs("env")

// prismaVariable returns the variable that the configuration of Prisma must have
// and no Dockerfile sets.
func (v *View) prismaVariable(argv []string) string {
	if path.Base(argv[0]) != "prisma" {
		return ""
	}
	for _, ending := range project.ConfigEndings {
		name := path.Join(v.Context.Dir, "prisma.config"+ending)
		found, err := v.p.Repo.FindAll(name, prismaEnv)
		if err == nil && len(found) > 0 && !v.speaksOf(found[0][1]) {
			return found[0][1]
		}
	}
	return ""
}

// sourceFile returns the file of the repository that a command names, or that a
// build makes the named one from; "" for none.
func (v *View) sourceFile(word string) string {
	for _, end := range []string{"", ".js", ".mjs", ".cjs", ".ts", "/index.js", "/index.ts"} {
		if name := v.fileOf(word + end); name != "" && project.IsJavaScript(name) {
			return path.Join(v.Context.Dir, name)
		}
	}
	tree := project.RepoTree{Repo: v.p.Repo}
	config, err := source.ReadTSConfig(tree, v.Context.Dir)
	if err != nil {
		return ""
	}
	return config.Built(tree, v.Context.Dir, path.Join(v.Context.Dir, word))
}

// loadsEnvFile reports whether a program imports what loads an environment file.
func (v *View) loadsEnvFile(entry string) bool {
	program, err := project.FollowProgram(v.p, []string{entry})
	return err == nil && slices.ContainsFunc(program.Packages, envLoader)
}
