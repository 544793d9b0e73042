package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// runLine finds commands that start a container, or something in one.
var runLine = pattern.New(`\b(?:(?:docker|podman)(?:[- ]compose)?\s+(?:container\s+)?(?:-\S+\s+)*(run|exec)|(?:kubectl\s+|oc[ \t]+)(?:[^\n;&|]*?\s)??(exec))\s+([^\n]*)`).Needs("docker", "podman", "kubectl", "oc ", "oc\t")

var runsContainers = &fixes.Selection{Named: mayRunContainers, Fits: func(text string) bool {
	return runLine.MatchString(text) || remoteLine.MatchString(text) || overriddenCommand.MatchString(text)
}}

func mayRunContainers(name string) bool {
	return runsContainersName(name) || fixes.MayGuide(name) || fixes.IsDeploy(name)
}

// A containerLine is what a command runs in a container: the words behind run or
// exec.
type containerLine struct {
	verb    string
	compose bool
	image   string // what a flag names
	words   []string
}

var containerLines = &fixes.Derivation[[]containerLine]{From: func(text string) (out []containerLine) {
	text = onOneLine(text)
	for _, m := range runLine.FindAllStringSubmatch(text, -1) {
		words := strings.Fields(strings.NewReplacer(`"`, " ", "'", " ", "`", " ").Replace(m[3]))
		out = append(out, containerLine{verb: m[1] + m[2], compose: strings.Contains(m[0], "compose"), words: words})
	}
	return append(out, remoteLines(text)...)
}}

// builtTags are the names that a file gives to the images it builds, as written.
// A build of another stage or of a Dockerfile that is named is left to those who
// follow such lines.
var builtTags = &fixes.Derivation[[]string]{From: func(text string) (names []string) {
	for _, line := range buildLine.FindAllString(onOneLine(text), -1) {
		if strings.Contains(line, "--target") || strings.Contains(line, " -f") || strings.Contains(line, "--file") {
			continue
		}
		for _, m := range tagWord.FindAllStringSubmatch(line, -1) {
			names = append(names, m[1])
		}
	}
	return names
}}

var (
	buildLine = pattern.New(`(?:\bcd\s+[^\s;&|]+\s*(?:&&|;|\n)[\s$]*)?\b(?:docker|podman)(?:\s+(?:buildx|image|builder))?\s+build\b[^\n;&|]*`).Needs("build")
	tagWord   = pattern.New(`\s(?:-t|--tag)[\s=]["']?([^\s"']+)`)
)

// guidesNeedDev looks at what guides and scripts tell people to run in the image:
// "docker exec shop npm run migrate".
func guidesNeedDev(p *fixes.Pass, t *fixes.Target, pr *project) (string, error) {
	names, err := p.Repo.Select(runsContainers)
	if err != nil {
		return "", err
	}
	ours, likely := oursOf(p, t, imageNames(p, t)), likelyOurs(p, t)
	for _, name := range names {
		if otherReadme(p, name) {
			continue
		}
		lines, err := containerLines.Of(p.Repo, name)
		if err != nil {
			return "", err
		}
		built, err := builtTags.Of(p.Repo, name)
		if err != nil {
			return "", err
		}
		mine := func(image, path string) bool {
			return slices.Contains(built, image) || looksLikeImage(image) && ours(image, path)
		}
		for _, line := range lines {
			if i := line.image; i != "" && !strings.Contains(i, "$") && !slices.Contains(built, i) && !likely(i) && !unclaimed(p, i) {
				continue
			}
			if need := line.needs(pr, mine); need != nil {
				return fmt.Sprintf("in a container, %s runs %s. Give that a stage of its own, or move %s to dependencies", name, need, need.Package), nil
			}
		}
	}
	return "", nil
}

// otherReadme reports whether a file is a guide for other Dockerfiles only.
func otherReadme(p *fixes.Pass, name string) bool {
	return fixes.MayGuide(name) && !fixes.IsGuideOf(name, p.File.Path)
}

// needs returns what a command in a container needs. That of "docker run" must be
// one of the target's; what "exec" and compose name is not known here, and what runs
// elsewhere may name nothing.
func (c containerLine) needs(pr *project, ours func(image, path string) bool) *devNeed {
	for n, w := range c.words {
		if n == 0 && c.verb != "remote" || !managers[path.Base(w)] && path.Base(w) != "node" && !strings.Contains(w, "node_modules/.bin/") {
			continue
		}
		if c.verb == "run" && !c.compose && !ours(c.words[n-1], "") {
			return nil
		}
		return pr.runNeeds(c.words[n:])
	}
	return nil
}
