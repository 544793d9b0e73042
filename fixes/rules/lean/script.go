package lean

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// lacksScript looks at every command of a script of package.json.
func (s *System) lacksScript(p *fixes.Pass, m fixes.Moment, dir string, manifest *node.Manifest, name string, installed map[string]bool, depth int) string {
	for _, script := range []string{"pre" + name, name, "post" + name} {
		text := manifest.Scripts[script]
		if text == "" {
			continue
		}
		run, err := node.ParseScript(text)
		if err != nil || !run.Simple || len(run.Argv) == 0 {
			for _, program := range scriptWord.FindAllString(text, -1) {
				if s.misses(program, installed) {
					return fmt.Sprintf("the script %s runs %s, which %s may not have", script, program, s.name)
				}
			}
			continue
		}
		if reason := s.lacksProgram(p, m, dir, run.Argv, installed, depth+1); reason != "" {
			return reason
		}
	}
	return ""
}

var (
	scriptWord = pattern.New(`[\w./+-]+`)
	// ToolOfFull are programs of the full image that scripts call.
	ToolOfFull = project.WordSet(`bash git python python3 python2 make gcc g++ cc curl wget ssh scp unzip zip file hg svn openssl convert psql mysql pg_config jq rsync patch ps`)
)

// lacksForScriptFile reads a shell script of the repository.
func (s *System) lacksForScriptFile(p *fixes.Pass, m fixes.Moment, dir, word string, installed map[string]bool) string {
	abs := word
	if !path.IsAbs(word) {
		abs = path.Join(dir, word)
	}
	var until *dockerfile.Instruction
	if m.Is("RUN") {
		until = m.Instruction
	}
	name, ok := p.Origin(m.Stage, abs, until)
	if !ok {
		return fmt.Sprintf("what %s at line %d needs is not known", word, m.StartLine)
	}
	data, ok, err := p.Repo.Read(name)
	if err != nil || !ok {
		return fmt.Sprintf("%s could not be read", name)
	}
	first, _, _ := strings.Cut(string(data), "\n")
	if strings.HasPrefix(first, "#!") && !strings.HasSuffix(strings.TrimSpace(first), "sh") && !strings.Contains(first, "node") ||
		strings.Contains(first, "bash") && !s.has("bash", installed) {
		return fmt.Sprintf("%s begins with %s, which %s may not have", name, strings.TrimSpace(first), s.name)
	}
	for _, program := range scriptWord.FindAllString(string(data), -1) {
		if s.misses(program, installed) {
			return fmt.Sprintf("%s names %s, which %s may not have", name, program, s.name)
		}
	}
	return ""
}

// ManifestIn returns the package.json of a folder of the stage's image, nil when
// it is not certain which one that is.
func ManifestIn(p *fixes.Pass, m fixes.Moment, dir string) *node.Manifest {
	var until *dockerfile.Instruction
	if m.Is("RUN") {
		until = m.Instruction
	}
	return deploy.ManifestBefore(p, m.Stage, dir, until)
}
