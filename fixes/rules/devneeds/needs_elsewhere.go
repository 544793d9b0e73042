package devneeds

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// scriptWalk follows commands into the packages that they run scripts of.
type scriptWalk struct {
	p       *fixes.Pass
	t       *fixes.Target
	pr      *project.Project
	from    string   // where the image starts
	folders []string // of the project and its workspaces
	known   map[string]bool
}

// needsElsewhere returns the dev dependency of a project that commands need in the
// folder of another package than that in which the image starts, or out of its
// scripts: they are sent there, or stand behind a cd.
func needsElsewhere(p *fixes.Pass, t *fixes.Target, pr *project.Project, lines [][]string) *project.DevNeed {
	if pr.Manifest == nil {
		return nil
	}
	from := pr.Dir
	if t.Scripts != nil {
		from = path.Dir(t.Scripts.Path)
	}
	w := &scriptWalk{p, t, pr, from, append(project.WorkspacesOf(p, pr.Dir, pr.Manifest), pr.Dir), map[string]bool{}}
	return w.needs(lines, from, 0)
}

// behindCd returns commands that run in a folder, "" for the image's own.
func behindCd(dir string, lines [][]string) [][]string {
	if dir == "" {
		return lines
	}
	return append([][]string{{"cd", dir}}, lines...)
}

// needs looks at commands that run one after another, the first of them in a folder.
func (w *scriptWalk) needs(lines [][]string, dir string, depth int) *project.DevNeed {
	if depth > project.MaxScripts {
		return nil
	}
	at := dir
	for _, words := range lines {
		words = project.WithoutInits(fixes.Unwrap(words))
		switch {
		case len(words) == 0:
			continue
		case words[0] == "popd":
			at = dir
			continue
		case (words[0] == "cd" || words[0] == "pushd") && len(words) == 2:
			at = w.moved(at, words[1])
			continue
		}
		if at != dir || depth > 0 {
			if need := w.programNeeds(at, words); need != nil {
				return need
			}
		}
		if need := w.launchedNeeds(words); need != nil {
			return need
		}
		if need := w.calledNeeds(at, words, depth); need != nil {
			return need
		}
	}
	return nil
}

// moved returns the folder of the repository behind a cd.
func (w *scriptWalk) moved(at, to string) string {
	if !path.IsAbs(to) {
		return path.Join(at, to)
	}
	if rest, ok := strings.CutPrefix(to, strings.TrimSuffix(w.t.Chain.End.Workdir, "/")+"/"); ok {
		return path.Join(w.from, rest)
	}
	return at
}

// programNeeds looks at a program that is started in the folder of a package, where
// npm puts the programs of all workspaces into the root's folder too.
func (w *scriptWalk) programNeeds(at string, words []string) *project.DevNeed {
	if !slices.Contains(w.folders, at) {
		return nil
	}
	m, err := w.p.Repo.Manifest(at)
	if err != nil || m == nil {
		return nil
	}
	if need := (&project.Project{P: w.p, Dir: at, Manifest: m, Lock: w.pr.Lock}).RunNeeds(words); need != nil {
		return need
	}
	if _, _, script := node.ScriptName(words); script {
		return nil
	}
	return w.pr.RunNeeds(words)
}

// launchedNeeds looks at a program that a package manager starts in the folder of a
// workspace: npm exec -w web -- vite preview.
func (w *scriptWalk) launchedNeeds(words []string) *project.DevNeed {
	inner := node.Launched(words)
	if !node.RunsElsewhere(words) || len(inner) == len(words) {
		return nil
	}
	for _, folder := range w.folders {
		m, err := w.p.Repo.Manifest(folder)
		if place := node.Elsewhere(words); err != nil || m == nil || place != "" && !launch.ChoosesPackage(place, m) {
			continue
		}
		if need := w.programNeeds(folder, inner); need != nil {
			return need
		}
	}
	return nil
}

// calledNeeds looks at what a command runs in its turn.
func (w *scriptWalk) calledNeeds(at string, words []string, depth int) *project.DevNeed {
	if src, ok := project.ShellText(words); ok {
		return w.text(src, at, depth)
	}
	own, err := w.p.Repo.Manifest(at)
	if err != nil {
		own = nil
	}
	words = launch.LaunchedRunner(words)
	if len(words) == 0 {
		return nil
	}
	runner := node.Launched(words)
	for _, command := range launch.SideBySide(runner) {
		if need := w.text(command, at, depth); need != nil {
			return need
		}
	}
	if need := w.scripts(own, launch.RunTogether(own, runner), depth); need != nil {
		return need
	}
	run := cmp.Or(launch.RunInPackages(words), launch.RunInPackages(runner))
	for _, folder := range w.folders {
		if m, err := w.p.Repo.Manifest(folder); run != nil && err == nil && m != nil && (run.In(m) || folder == w.from) {
			if need := w.scripts(m, run.Scripts, depth); need != nil {
				return need
			}
		}
	}
	if name, m := launch.SentTo(w.p, at, at, words); m != nil {
		return w.scripts(m, []string{name}, depth)
	}
	if name, _, ok := project.ScriptHere(words); ok {
		return w.scripts(own, []string{name}, depth)
	}
	return nil
}

// scripts looks at scripts of a package.json.
func (w *scriptWalk) scripts(m *node.Manifest, names []string, depth int) *project.DevNeed {
	for _, s := range launch.TextsNamed(m, names) {
		if need := w.text(s.Text, path.Dir(m.Path), depth); need != nil {
			return need
		}
	}
	return nil
}

func (w *scriptWalk) text(src, dir string, depth int) *project.DevNeed {
	if w.known[dir+"\n"+src] {
		return nil
	}
	w.known[dir+"\n"+src] = true
	return w.needs(deploy.SpelledOut([]string{src}), dir, depth+1)
}

// ofAnother reports whether a command runs a script of another package.json than the
// project's: that of the folder in which the image starts.
func ofAnother(t *fixes.Target, pr *project.Project, words []string) bool {
	name, _, ok := node.ScriptOf(words)
	return ok && t.Scripts != nil && path.Dir(t.Scripts.Path) != pr.Dir && t.Scripts.Scripts[name] != ""
}
