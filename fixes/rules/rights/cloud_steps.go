package rights

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// cloudBuilds are the files of Google Cloud Build with steps in images of a project.
var cloudBuilds = &fixes.Selection{
	Named: func(name string) bool {
		return strings.HasPrefix(strings.ToLower(path.Base(name)), "cloudbuild") && fixes.IsPipeline(name)
	},
	Holds: pattern.New(`\bname["']?\s*:.*PROJECT_ID`).Needs("PROJECT_ID"),
}

// stepImages are the images that the steps of a Cloud Build start as they are: those
// that were made to be steps.
var stepImages = &fixes.Derivation[[]string]{From: func(text string) (out []string) {
	var file struct {
		Steps []struct {
			Name       string `yaml:"name"`
			Entrypoint string `yaml:"entrypoint"`
			Script     string `yaml:"script"`
		} `yaml:"steps"`
	}
	if !project.ReadYAML(text, &file) {
		return nil
	}
	for _, s := range file.Steps {
		if s.Entrypoint == "" && s.Script == "" && strings.Contains(s.Name, "PROJECT_ID") {
			name, _, _ := strings.Cut(path.Base(s.Name), ":")
			out = append(out, name)
		}
	}
	return out
}}

// RunsAsCloudStep holds back: the workspace of a Cloud Build is root's, and so is what the steps
// before have left there.
func RunsAsCloudStep(p *fixes.Pass, t *fixes.Target) string {
	files, err := p.Repo.Select(cloudBuilds)
	if err != nil || len(files) == 0 {
		return ""
	}
	names := append(deploy.ImageNames(p, t), path.Base(path.Dir(p.File.Path)))
	for _, file := range files {
		steps, err := stepImages.Of(p.Repo, file)
		if err == nil && slices.ContainsFunc(steps, func(name string) bool { return slices.Contains(names, name) }) {
			return fmt.Sprintf("%s runs the image as a step of a build, and the workspace of those is root's", file)
		}
	}
	return ""
}
