package rights

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/source"
)

// nextOutput finds the folder in a value of distDir: the value itself, or what stands in for a variable.
var nextOutput = pattern.New("^(?:process\\.env\\S+\\s*(?:\\|\\||\\?\\?)\\s*)?['\"`]([\\w./-]+)['\"`]$")

// nextFolder returns where Next.js keeps its cache when the image builds it as
// root, and the step that does, "" otherwise. What is copied from a build stage
// has its owner already.
func nextFolder(p *fixes.Pass, t *fixes.Target) (folder string, step int) {
	if t.Manifest == nil || !t.Manifest.Next {
		return "", 0
	}
	for n, m := range slices.Backward(t.Chain.Steps) {
		if m.Is("RUN") && (strings.Contains(m.Spoken(), "build") || slices.ContainsFunc(launch.CommandsAt(m), callsScript)) {
			return path.Join(t.Chain.End.Workdir, nextBuilds(p, t)), n
		}
	}
	return "", 0
}

// nextBuilds returns the name of the folder that Next.js builds into, "." where its configuration leaves
// that open.
func nextBuilds(p *fixes.Pass, t *fixes.Target) string {
	_, dir := deploy.ProgramManifest(p, t)
	for _, ext := range project.ConfigEndings {
		data, ok, err := p.Repo.Read(path.Join(dir, launch.NextConfig+ext))
		if err != nil || !ok || !bytes.Contains(data, []byte("distDir")) {
			continue
		}
		for v := range source.Take(data).Placed("distDir") {
			if m := nextOutput.FindStringSubmatch(v.Value); m != nil {
				return m[1]
			}
			return "."
		}
	}
	return ".next"
}

// callsScript reports whether a command is a shell script, which may do anything.
func callsScript(c *dockerfile.Command) bool {
	if strings.HasSuffix(c.Name(), ".sh") {
		return true
	}
	args, _ := c.Args()
	return slices.Contains([]string{"sh", "bash", "ash"}, c.Name()) && len(args) > 0 && strings.HasSuffix(args[0], ".sh")
}
