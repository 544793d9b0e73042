package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
)

// hookNeedsDev: a script that the install runs would not find its program.
func hookNeedsDev(p *fixes.Pass, i *fixes.Install, pr *project) string {
	if i.IgnoreScripts || scriptsOff(p, i) {
		return ""
	}
	projects := []*project{pr}
	for _, dir := range workspacesOf(p, pr.dir, pr.manifest) {
		if m, err := p.Repo.Manifest(dir); err == nil && m != nil {
			projects = append(projects, &project{p, dir, m, pr.lock})
		}
	}
	for _, one := range projects {
		for _, hook := range hooksOf(i.Manager) {
			if one == pr && hookRemoved(p, i, hook) {
				continue
			}
			if why := one.hookNeeds(hook); why != "" {
				return why
			}
		}
	}
	return ""
}

// scriptsOff reports whether the .npmrc in the image keeps the install from running
// scripts.
func scriptsOff(p *fixes.Pass, i *fixes.Install) bool {
	at, ok := p.Origin(i.Stage, path.Join(i.Workdir, ".npmrc"), i.At)
	if !ok || i.Manager.Yarn() {
		return false
	}
	data, ok, err := p.Repo.Read(at)
	return err == nil && ok && node.ParseNpmrc(data).Get("ignore-scripts") == "true"
}

// hookRemoved reports whether a step before the install takes the script out of
// package.json: "npm pkg delete scripts.prepare".
func hookRemoved(p *fixes.Pass, i *fixes.Install, hook string) bool {
	for _, m := range p.Chain(i.Stage).Steps {
		for _, script := range scriptsOf(m) {
			for _, c := range script.Commands {
				if c == i.Command {
					return false
				}
				words := wordsOf(c)
				if c.Name() == "npm" && slices.Contains(words, "pkg") && slices.Contains(words, "delete") && slices.Contains(words, "scripts."+hook) && !c.Conditional && m.Scene.Abs(c.Dir) == i.Workdir {
					return true
				}
			}
		}
		if m.Instruction == i.At {
			break
		}
	}
	return false
}

// hooksOf returns the scripts of package.json that an install for production
// runs. Yarn 1 leaves prepare out then.
func hooksOf(m node.Manager) []string {
	if m == node.YarnClassic {
		return []string{"preinstall", "install", "postinstall"}
	}
	hooks := []string{"preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare"}
	if m == node.NPM {
		return append(hooks, "dependencies")
	}
	return hooks
}

// hookNeeds says why a lifecycle script would fail.
func (pr *project) hookNeeds(hook string) string {
	text := pr.manifest.Scripts[hook]
	if text == "" {
		return ""
	}
	commands, ok := scriptCommands(text)
	if !ok {
		return fmt.Sprintf("what the script %s of %s runs is not certain", hook, pr.manifest.Path)
	}
	for _, c := range commands {
		need := pr.needs(c.words, 0)
		switch {
		case need == nil || c.tolerated:
		case gitHooks[need.Package]:
			return fmt.Sprintf("%s runs %s, which is a dev dependency: the install %s stop. Write \"%s\": \"%s || true\" in package.json", quoted(hook), need.Package, would(c.words), hook, strings.ReplaceAll(text, `"`, `\"`))
		case need.Certain():
			return fmt.Sprintf("%s runs %s: the install would stop. Move %s to dependencies, or run the script as a step of its own", quoted(hook), need, need.Package)
		default:
			return fmt.Sprintf("%s runs %s", quoted(hook), need)
		}
	}
	return ""
}

// gitHooks are packages that set up git hooks, which no image needs.
var gitHooks = map[string]bool{"husky": true, "simple-git-hooks": true, "lefthook": true, "pre-commit": true, "@commitlint/cli": true, "is-ci": true, "ghooks": true}

// would says how certain it is that a script without its package fails: code
// that node is given may look before it loads.
func would(words []string) string {
	if words = behindWrappers(words); len(words) > 0 && path.Base(words[0]) == "node" {
		return "may"
	}
	return "would"
}
