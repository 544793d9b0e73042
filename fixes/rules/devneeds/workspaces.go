package devneeds

import (
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// belowItsRoot reports whether a package of a workspace may lie below the root of that
// workspace in the image too. Alone in an image it is a project like any other.
func belowItsRoot(p *fixes.Pass, i *fixes.Install, pr *project.Project) bool {
	if _, ok := launch.WorkspaceRoot(p, pr.Dir); !ok {
		return false
	}
	if i.Workdir == "" || worksOnPackages(p) {
		return true
	}
	return slices.ContainsFunc(p.File.Stages, func(stage *dockerfile.Stage) bool {
		for at := i.Workdir; at != "/"; {
			at = path.Dir(at)
			for _, name := range []string{"package.json", "pnpm-workspace.yaml"} {
				if _, ok := p.Origin(stage, path.Join(at, name), nil); ok {
					return true
				}
			}
		}
		return false
	})
}

// worksOnPackages reports whether a step sends a command to one package of a workspace:
// the workspace is in the image then, whatever the build context is taken for.
func worksOnPackages(p *fixes.Pass) bool {
	return slices.ContainsFunc(p.File.Stages, func(stage *dockerfile.Stage) bool {
		return slices.ContainsFunc(launch.CommandsOf(p.Chain(stage)), func(c *dockerfile.Command) bool {
			words := deploy.WordsOf(c)
			global := slices.Contains(words, "-g") || slices.Contains(words, "--global")
			return node.RunsElsewhere(words) && !global || len(words) > 0 && (words[0] == "lerna" || words[0] == "turbo" || words[0] == "nx")
		})
	})
}
