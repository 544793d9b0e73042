package devneeds

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/mounts"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// builtTags are the names that a file gives to the images it builds, as written.
// A build of another stage or of a Dockerfile that is named is left to those who
// follow such lines.
var builtTags = &fixes.Derivation[[]string]{From: func(text string) (names []string) {
	for _, line := range deploy.BuildLine.FindAllString(deploy.OnOneLine(text), -1) {
		if strings.Contains(line, "--target") || strings.Contains(line, " -f") || strings.Contains(line, "--file") {
			continue
		}
		for _, m := range deploy.TagWord.FindAllStringSubmatch(line, -1) {
			names = append(names, m[1])
		}
	}
	return names
}}

// guidesNeedDev looks at what guides and scripts tell people to run in the image:
// "docker exec shop npm run migrate".
func guidesNeedDev(p *fixes.Pass, t *fixes.Target, pr *project.Project) (string, error) {
	names, err := p.Repo.Select(launch.RunsContainers)
	if err != nil {
		return "", err
	}
	ours, likely := launch.OursOf(p, t, deploy.ImageNames(p, t)), deploy.LikelyOurs(p, t)
	for _, name := range names {
		if deploy.OtherReadme(p, name) {
			continue
		}
		lines, err := launch.ContainerLines.Of(p.Repo, name)
		if err != nil {
			return "", err
		}
		built, err := builtTags.Of(p.Repo, name)
		if err != nil {
			return "", err
		}
		mine := func(image, path string) bool {
			return slices.Contains(built, image) || mounts.LooksLikeImage(image) && ours(image, path)
		}
		for _, line := range lines {
			if i := line.Image; i != "" && !strings.Contains(i, "$") && !slices.Contains(built, i) && !likely(i) && !deploy.Unclaimed(p, i) {
				continue
			}
			if need := line.Needs(pr, mine); need != nil {
				return fmt.Sprintf("in a container, %s runs %s. Give that a stage of its own, or move %s to dependencies", name, need, need.Package), nil
			}
		}
	}
	return "", nil
}
