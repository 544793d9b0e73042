package nodeenv

import (
	"fmt"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
)

// nodeEnvLine finds NODE_ENV in an environment file.
var nodeEnvLine = pattern.New(`(?m)^\s*(?:export\s+)?NODE_ENV\s*=\s*["']?([A-Za-z]+)`)

// envFileChooses: the program may load NODE_ENV from an environment file that
// is in the image, and a variable of the image would win over the file.
func envFileChooses(p *fixes.Pass, t *fixes.Target) (string, error) {
	for _, file := range envFiles(p, t) {
		data, ok, err := p.Repo.Read(file)
		if err != nil {
			return "", err
		}
		if m := nodeEnvLine.FindSubmatch(data); ok && m != nil && string(m[1]) != "production" {
			return fmt.Sprintf("%s, which is the image's .env, sets NODE_ENV=%s, and a variable of the image would win over it. Change it there", file, m[1]), nil
		}
	}
	return "", nil
}

// envFiles returns the files of the repository that are the .env beside the
// program: as it is copied, or made from another one by cp.
func envFiles(p *fixes.Pass, t *fixes.Target) []string {
	at := t.Chain.End.Abs(".env")
	var files []string
	if name, ok := p.Origin(t.Stage, at, nil); ok && !p.Repo.IsDir(name) {
		files = append(files, name)
	}
	for _, m := range t.Chain.Steps {
		for _, script := range deploy.ScriptsOf(m) {
			for _, c := range script.Commands {
				words := deploy.WordsOf(c)
				if c.Name() != "cp" && c.Name() != "mv" || len(words) < 3 || m.Scene.Abs(words[len(words)-1]) != at {
					continue
				}
				if name, ok := p.Origin(t.Stage, m.Scene.Abs(words[len(words)-2]), m.Instruction); ok {
					files = append(files, name)
				}
			}
		}
	}
	return files
}
