package rules

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// runLine finds commands that start a container, or something in one.
var runLine = pattern.New(`\b(?:docker|podman)(?:[- ]compose)?\s+(?:container\s+)?(?:-\S+\s+)*(run|exec)\s+([^\n]*)`).Needs("docker", "podman")

// guidesNeedDev looks at what guides and scripts tell people to run in the image:
// "docker exec shop npm run migrate".
func guidesNeedDev(p *fixes.Pass, t *fixes.Target, pr *project) (string, error) {
	ours := oursOf(p, t, imageNames(t))
	for _, name := range p.Repo.Wanted() {
		if base := path.Base(name); !fixes.IsGuideOf(name, p.File.Path) && !fixes.IsPipeline(name) && path.Ext(base) != ".sh" && base != "package.json" {
			continue
		}
		data, ok, err := p.Repo.Read(name)
		if err != nil {
			return "", err
		}
		if !ok || !strings.Contains(string(data), " run ") && !strings.Contains(string(data), " exec ") {
			continue
		}
		for _, m := range runLine.FindAllStringSubmatch(onOneLine(string(data)), -1) {
			words := strings.Fields(strings.NewReplacer(`"`, " ", "'", " ", "`", " ").Replace(m[2]))
			if need := inContainer(pr, m[1], words, strings.Contains(m[0], "compose"), ours); need != nil {
				return fmt.Sprintf("in a container, %s runs %s. Give that a stage of its own, or move %s to dependencies", name, need, need.Package), nil
			}
		}
	}
	return "", nil
}

// inContainer returns what a command in a container needs. That of "docker run" must
// be one of the target's; what "exec" and compose name is not known here.
func inContainer(pr *project, verb string, words []string, compose bool, ours func(image, path string) bool) *devNeed {
	for n, w := range words {
		if n == 0 || !managers[path.Base(w)] {
			continue
		}
		if verb == "run" && !compose && !(looksLikeImage(words[n-1]) && ours(words[n-1], "")) {
			return nil
		}
		return pr.runNeeds(words[n:])
	}
	return nil
}
