package writes

import (
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/source"
)

// toolFolder finds the folders of tooling that a program has modules of its own in, too: the tools
// of an assistant, the scripts of an editor.
var toolFolder = pattern.New(`(^|/)(scripts|tools|seeds?|migrations|bench|benchmarks)/`).Needs("/")

// importedTools returns the files that write and whose folder is one for tooling by its name, and
// which the target's program imports all the same.
func importedTools(p *fixes.Pass, t *fixes.Target, dir string) (tools []string, err error) {
	for _, name := range p.Sources(dir) {
		if rel := strings.TrimPrefix(name, dir+"/"); !toolFolder.MatchString(rel) || !project.IsTooling(rel) {
			continue
		}
		writes, err := p.Repo.Matches(name, WriteCall)
		if err != nil {
			return nil, err
		}
		if writes {
			tools = append(tools, name)
		}
	}
	if len(tools) == 0 {
		return nil, nil
	}
	entries, err := launch.ProgramEntries(p, t)
	if err != nil || len(entries) == 0 {
		return nil, err
	}
	program, err := project.FollowBy(p, entries, source.FollowFar)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(tools, func(name string) bool { return !slices.Contains(program.Files, name) }), nil
}
