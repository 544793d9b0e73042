package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// movesVersions finds the commands that take newer versions than those of the lockfile.
var movesVersions = pattern.New(`^(?:npm (?:update|up|upgrade|udpate)|yarn (?:upgrade|up)|pnpm (?:update|up|upgrade)|bun update)(?: |$)`)

// reportUpdates reports steps that update the packages of the project while the image is built.
func reportUpdates(p *fixes.Pass) {
	for _, stage := range p.File.Stages {
		chain := p.Chain(stage)
		for _, m := range chain.Steps {
			if !chain.Own(m) || !m.Is("RUN") {
				continue
			}
			for _, c := range launch.CommandsAt(m) {
				words := slices.Clone(deploy.WordsOf(c))
				if len(words) == 0 || slices.Contains(words, "-g") || slices.Contains(words, "--global") {
					continue
				}
				words[0] = path.Base(words[0])
				found := strings.TrimSpace(movesVersions.FindString(strings.Join(words, " ")))
				if found == "" {
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
