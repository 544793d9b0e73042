package devneeds

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// workspaceNeeds returns the dev dependency that a script of a workspace needs,
// where a command runs one: it is sent there, stands behind a cd, or the image starts in
// its folder. Where nothing says which of the workspaces is meant, all that have the script
// are looked at.
func workspaceNeeds(p *fixes.Pass, t *fixes.Target, pr *project.Project, lines [][]string, words []string) *project.DevNeed {
	name, _, ok := node.ScriptName(words)
	if !ok {
		return nil
	}
	moved := slices.ContainsFunc(lines, func(l []string) bool { return len(l) > 1 && l[0] == "cd" })
	if !moved && !node.RunsElsewhere(words) && pr.Manifest.Scripts[name] != "" {
		return nil
	}
	var places []string
	if place := node.Elsewhere(words); place != "" {
		places = []string{place}
	}
	for _, l := range lines {
		if len(l) > 1 && l[0] == "cd" && !node.RunsElsewhere(words) {
			places = append(places, belowWorkdir(t, l[1]))
		}
	}
	here := !moved && !node.RunsElsewhere(words) && ofAnother(t, pr, words)
	certain := len(places) > 0 && !slices.ContainsFunc(places, func(place string) bool { return !isWorkspace(p, pr, place) })
	for _, dir := range project.WorkspacesOf(p, pr.Dir, pr.Manifest) {
		m, err := p.Repo.Manifest(dir)
		if err != nil || m == nil || m.Scripts[name] == "" || certain && !choosesOneOf(places, m) || here && dir != path.Dir(t.Scripts.Path) {
			continue
		}
		own := &project.Project{P: p, Dir: dir, Manifest: m, Lock: pr.Lock}
		if need := own.RunNeeds([]string{"npm", "run", name}); need != nil {
			return need
		}
		commands, _ := project.ScriptCommands(m.Scripts[name])
		if need := pr.AnyNeeds(commands, 0); need != nil {
			return need
		}
	}
	return nil
}

// belowWorkdir returns a folder below the image's working directory as it is named from there, other
// folders as they are.
func belowWorkdir(t *fixes.Target, dir string) string {
	dir = path.Clean(dir)
	if end := t.Chain.End; path.IsAbs(dir) && end.WorkdirKnown {
		if rest, ok := strings.CutPrefix(dir, strings.TrimSuffix(end.Workdir, "/")+"/"); ok {
			return rest
		}
	}
	return dir
}

// choosesOneOf reports whether one of several names or folders means a package.
func choosesOneOf(places []string, m *node.Manifest) bool {
	return slices.ContainsFunc(places, func(place string) bool { return launch.ChoosesPackage(place, m) })
}

// isWorkspace reports whether a name or a folder means one of a project's workspaces.
func isWorkspace(p *fixes.Pass, pr *project.Project, place string) bool {
	return slices.ContainsFunc(project.WorkspacesOf(p, pr.Dir, pr.Manifest), func(dir string) bool {
		m, err := p.Repo.Manifest(dir)
		return err == nil && m != nil && launch.ChoosesPackage(place, m)
	})
}
