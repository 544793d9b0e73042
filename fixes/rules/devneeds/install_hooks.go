package devneeds

import (
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// HookNeedsDev holds back: a script that the install runs would not find its program.
func HookNeedsDev(p *fixes.Pass, i *fixes.Install, pr *project.Project) string {
	if i.IgnoreScripts || ScriptsOff(p, i) {
		return ""
	}
	projects := []*project.Project{pr}
	for _, dir := range project.WorkspacesOf(p, pr.Dir, pr.Manifest) {
		if m, err := p.Repo.Manifest(dir); err == nil && m != nil {
			projects = append(projects, &project.Project{P: p, Dir: dir, Manifest: m, Lock: pr.Lock})
		}
	}
	for _, one := range projects {
		for _, hook := range project.HooksOf(i.Manager) {
			if one == pr && hookRemoved(p, i, hook) {
				continue
			}
			if why := one.HookNeeds(hook); why != "" {
				return why
			}
		}
	}
	return ""
}

// ScriptsOff reports whether the .npmrc in the image keeps the install from running
// scripts.
func ScriptsOff(p *fixes.Pass, i *fixes.Install) bool {
	at, ok := p.Origin(i.Stage, path.Join(i.Workdir, ".npmrc"), i.At)
	if !ok || i.Manager.Yarn() {
		return false
	}
	data, ok, err := p.Repo.Read(at)
	return err == nil && ok && node.ParseNpmrc(data).Get("ignore-scripts") == "true"
}

// hookRemoved reports whether a step before the install takes the script out of
// package.json: "npm pkg delete scripts.prepare".
func hookRemoved(p *fixes.Pass, i *fixes.Install, hook string) bool {
	for _, m := range p.Chain(i.Stage).Steps {
		for _, script := range deploy.ScriptsOf(m) {
			for _, c := range script.Commands {
				if c == i.Command {
					return false
				}
				words := deploy.WordsOf(c)
				if c.Name() == "npm" && slices.Contains(words, "pkg") && slices.Contains(words, "delete") && slices.Contains(words, "scripts."+hook) && !c.Conditional && m.Scene.Abs(c.Dir) == i.Workdir {
					return true
				}
			}
		}
		if m.Instruction == i.At {
			break
		}
	}
	return false
}
