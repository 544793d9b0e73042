package launch

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// Split returns the container, service or image of a line and the command in it; none
// for a line that names the user itself.
func (c ContainerLine) Split() (where string, command []string) {
	for n, w := range c.Words {
		switch {
		case w == "-u", strings.HasPrefix(w, "--user"), strings.HasPrefix(w, "-u="):
			return "", nil
		case strings.HasPrefix(w, "-"), n > 0 && runValues[c.Words[n-1]]:
		default:
			return w, c.Words[n+1:]
		}
	}
	return "", nil
}

// runValues are flags of "docker run" and "exec" whose value is a word of its own.
var runValues = project.WordSet("-e --env -w --workdir -v --volume -p --publish --name --network --env-file --mount --entrypoint -h --hostname --index")

// IsOf reports whether what a line names is the target's: its service, its image, or
// some container, where there is one program.
func (c ContainerLine) IsOf(p *fixes.Pass, t *fixes.Target, where string, ours func(image, path string) bool) bool {
	if c.compose {
		return slices.ContainsFunc(t.Builds, func(b builds.Build) bool { return b.Source.Kind == builds.Compose && b.Service == where })
	}
	if c.verb == "run" {
		return ours(where, "")
	}
	return deploy.OnlyProgram(p)
}

// RunLine finds commands that start a container, or something in one.
var RunLine = pattern.New(`\b(?:(?:docker|podman)(?:[- ]compose)?\s+(?:container\s+)?(?:-\S+\s+)*(run|exec)|(?:kubectl\s+|oc[ \t]+)(?:[^\n;&|]*?\s)??(exec))\s+([^\n]*)`).Needs("docker", "podman", "kubectl", "oc ", "oc\t")

// RunsContainers are files with a command that starts something in a container.
var RunsContainers = &fixes.Selection{Named: deploy.MayRunContainers, Fits: func(text string) bool {
	return RunLine.MatchString(text) || remoteLine.MatchString(text) || overriddenCommand.MatchString(text)
}}

// A ContainerLine is what a command runs in a container: the words behind run or
// exec.
type ContainerLine struct {
	verb    string
	compose bool
	Image   string // what a flag names
	Words   []string
}

// ContainerLines returns the commands of a text that start something in a container.
var ContainerLines = &fixes.Derivation[[]ContainerLine]{From: func(text string) (out []ContainerLine) {
	text = deploy.OnOneLine(text)
	for _, m := range RunLine.FindAllStringSubmatch(text, -1) {
		words := strings.Fields(strings.NewReplacer(`"`, " ", "'", " ", "`", " ").Replace(m[3]))
		out = append(out, ContainerLine{verb: m[1] + m[2], compose: strings.Contains(m[0], "compose"), Words: words})
	}
	return append(out, remoteLines(text)...)
}}

// Needs returns what a command in a container needs. That of "docker run" must be
// one of the target's; what "exec" and compose name is not known here, and what runs
// elsewhere may name nothing.
func (c ContainerLine) Needs(pr *project.Project, ours func(image, path string) bool) *project.DevNeed {
	for n, w := range c.Words {
		if n == 0 && c.verb != "remote" || !deploy.Managers[path.Base(w)] && path.Base(w) != "node" && !strings.Contains(w, "node_modules/.bin/") {
			continue
		}
		if c.verb == "run" && !c.compose && !ours(c.Words[n-1], "") {
			return nil
		}
		return pr.RunNeeds(c.Words[n:])
	}
	return nil
}
