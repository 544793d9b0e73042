package rules

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
)

// movesVersions finds the commands that take newer versions than those of the lockfile.
var movesVersions = pattern.New(`^(?:npm (?:update|up|upgrade|udpate)|yarn (?:upgrade|up)|pnpm (?:update|up|upgrade)|bun update)(?: |$)`)

// reportUpdates reports steps that update the packages of a project with a lockfile while the
// image is built.
func reportUpdates(p *fixes.Pass) {
	for _, stage := range p.File.Stages {
		chain := p.Chain(stage)
		for _, m := range chain.Steps {
			if !chain.Own(m) || !m.Is("RUN") {
				continue
			}
			for _, c := range launch.CommandsAt(m) {
				found, manager := updateAll(deploy.WordsOf(c))
				if found == "" || !c.DirKnown || !locked(p, stage, m, m.Scene.Abs(c.Dir), manager) {
					continue
				}
				p.Report(fixes.Finding{
					Span: m.Span, Key: found,
					Message:  fmt.Sprintf("%s takes the newest versions that package.json allows, whatever the lockfile names: the next build may bring others.", found),
					Withheld: "updates belong in the repository: run it there, commit the lockfile, and install what that names",
				})
			}
		}
	}
}

// updateAll returns the words by which a command updates all packages of a project, and the
// package manager; "" for one that names packages, or is for the whole system.
func updateAll(words []string) (found string, manager node.Manager) {
	if len(words) == 0 {
		return "", ""
	}
	words = append([]string{path.Base(words[0])}, words[1:]...)
	found = strings.TrimSpace(movesVersions.FindString(strings.Join(words, " ")))
	for _, word := range words[min(len(words), 2):] {
		if global := word == "-g" || word == "--global" || word == "--location=global"; global || word != "*" && !strings.HasPrefix(word, "-") {
			return "", ""
		}
	}
	return found, updaters[words[0]]
}

var updaters = map[string]node.Manager{"npm": node.NPM, "yarn": node.YarnClassic, "pnpm": node.PNPM, "bun": node.Bun}

// locked reports whether a lockfile of the manager lies in a folder of the image when a step runs.
func locked(p *fixes.Pass, stage *dockerfile.Stage, m fixes.Moment, dir string, manager node.Manager) bool {
	return slices.ContainsFunc(manager.Lockfiles(), func(name string) bool {
		at, ok := p.Origin(stage, path.Join(dir, name), m.Instruction)
		return ok && p.Repo.Exists(at)
	})
}
