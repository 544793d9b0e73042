package rights

import (
	"path"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

var (
	actionLabel = pattern.New(`com\.github\.actions\.`).Needs("com.github.actions.")
	actionImage = pattern.New(`(?m)(?:^\s+|[{,]\s*)image:\s*['"]?([^\s'"#,}]+)`).Needs("image:")
)

// RunsAsAction holds back: GitHub mounts the workspace of a job into the container of an
// action, as root's, and asks for images that stay root.
func RunsAsAction(p *fixes.Pass, _ *fixes.Target) string {
	for _, i := range p.File.Instructions {
		if i.Is("LABEL") && actionLabel.MatchString(i.Text) {
			return "its labels make it a GitHub Action, whose container has to be root to use the files of the job"
		}
	}
	here := path.Dir(p.File.Path)
	for _, dir := range []string{here, path.Dir(here), "."} {
		for _, base := range []string{"action.yml", "action.yaml"} {
			name := path.Join(dir, base)
			data, ok, err := p.Repo.Read(name)
			if err != nil || !ok {
				continue
			}
			if m := actionImage.FindStringSubmatch(string(data)); m != nil && path.Join(dir, m[1]) == p.File.Path {
				return name + " makes it a GitHub Action, whose container has to be root to use the files of the job"
			}
		}
	}
	return ""
}
