package launch

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// ProjectTools install, build, test or publish the project of the folder they are
// run in, and hand NODE_ENV on to all that they start.
const ProjectTools = "npm npx yarn yarnpkg pnpm pnpx bun bunx corepack ng nx lerna turbo rush gatsby vue nest expo eas ionic cordova firebase serverless sls cdk sst amplify wrangler vercel netlify semantic-release release-it"

var isProjectTool = project.WordSet(ProjectTools)

// HandsToTool returns the tool for projects that an image starts with whatever words
// its users run it with, "" when there is none, or when something says those words.
func HandsToTool(t *fixes.Target) string {
	c := t.Process.Entrypoint
	if c.At == nil || c.Shell || StartedByServices(t) {
		return ""
	}
	words := fixes.Unwrap(c.Words)
	if len(words) == 0 || !isProjectTool[path.Base(words[0])] || slices.ContainsFunc(slices.Concat(words[1:], t.Process.Cmd.Words), saysWhat) {
		return ""
	}
	return path.Base(words[0])
}

// saysWhat reports whether a word behind a tool leaves no choice to who runs it.
func saysWhat(word string) bool {
	return !strings.HasPrefix(word, "-") && word != "run" && word != "exec" && word != "help" && word != "version"
}

// InstalledGlobally reports whether a RUN of the image installs the package of
// that name for the whole image.
func InstalledGlobally(p *fixes.Pass, t *fixes.Target, name string) bool {
	installs := p.Inherited(t.Stage)
	for _, l := range t.Chain.Lowers() {
		installs = append(installs, l.Inherited(l.Chain.Stage)...)
	}
	return slices.ContainsFunc(installs, func(i *fixes.Install) bool {
		return i.Global && slices.ContainsFunc(i.Packages, func(pkg string) bool {
			return HasProgram(pkg, name)
		})
	})
}
