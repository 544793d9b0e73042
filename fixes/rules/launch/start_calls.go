package launch

import (
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// fileCalls returns the commands that a start file in JavaScript runs, before the
// program or as it, where words run such a file in a folder of the image.
func fileCalls(p *fixes.Pass, t *fixes.Target, dir string, words []string) (out []StartText) {
	for _, file := range deploy.RunnerFiles(node.Unwrap(project.WithoutInits(project.BareProgram(words)))) {
		name, ok := p.Origin(t.Stage, below(dir, file), nil)
		if !ok || !project.IsJavaScript(name) {
			continue
		}
		data, ok, err := p.Repo.Spelled(name)
		if err != nil || !ok {
			continue
		}
		for _, m := range deploy.ShellCall.FindAllStringSubmatch(string(data), -1) {
			out = append(out, StartText{Where: name, Text: m[1], Call: true})
		}
		for _, m := range deploy.ListCall.FindAllStringSubmatch(string(data), -1) {
			out = append(out, StartText{Where: name, Text: m[1] + " " + strings.Join(strings.Fields(deploy.Marks.Replace(m[2])), " "), Call: true})
		}
	}
	return out
}
