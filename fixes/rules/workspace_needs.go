package rules

import (
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
)

// workspaceNeeds returns the dev dependency that a script of a workspace needs,
// where a command runs one: it is sent there, or stands behind a cd. Which of the
// workspaces is meant is not asked: all that have the script are looked at.
func workspaceNeeds(p *fixes.Pass, pr *project, lines [][]string, words []string) *devNeed {
	name, _, ok := node.ScriptName(words)
	if !ok {
		return nil
	}
	moved := slices.ContainsFunc(lines, func(l []string) bool { return len(l) > 1 && l[0] == "cd" })
	if !moved && !node.RunsElsewhere(words) && pr.manifest.Scripts[name] != "" {
		return nil
	}
	for _, dir := range workspacesOf(p, pr.dir, pr.manifest) {
		m, err := p.Repo.Manifest(dir)
		if err != nil || m == nil || m.Scripts[name] == "" {
			continue
		}
		own := &project{p, dir, m, pr.lock}
		if need := own.runNeeds([]string{"npm", "run", name}); need != nil {
			return need
		}
		commands, _ := scriptCommands(m.Scripts[name])
		if need := pr.anyNeeds(commands, 0); need != nil {
			return need
		}
	}
	return nil
}
