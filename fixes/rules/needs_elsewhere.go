package rules

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
)

// scriptWalk follows commands into the packages that they run scripts of.
type scriptWalk struct {
	p       *fixes.Pass
	t       *fixes.Target
	pr      *project
	from    string   // where the image starts
	folders []string // of the project and its workspaces
	known   map[string]bool
}

// needsElsewhere returns the dev dependency of a project that commands need in the
// folder of another package than that in which the image starts, or out of its
// scripts: they are sent there, or stand behind a cd.
func needsElsewhere(p *fixes.Pass, t *fixes.Target, pr *project, lines [][]string) *devNeed {
	if pr.manifest == nil {
		return nil
	}
	from := pr.dir
	if t.Scripts != nil {
		from = path.Dir(t.Scripts.Path)
	}
	w := &scriptWalk{p, t, pr, from, append(workspacesOf(p, pr.dir, pr.manifest), pr.dir), map[string]bool{}}
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
func (w *scriptWalk) needs(lines [][]string, dir string, depth int) *devNeed {
	if depth > maxScripts {
		return nil
	}
	at := dir
	for _, words := range lines {
		words = withoutInits(fixes.Unwrap(words))
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
func (w *scriptWalk) programNeeds(at string, words []string) *devNeed {
	if !slices.Contains(w.folders, at) {
		return nil
	}
	m, err := w.p.Repo.Manifest(at)
	if err != nil || m == nil {
		return nil
	}
	if need := (&project{w.p, at, m, w.pr.lock}).runNeeds(words); need != nil {
		return need
	}
	if _, _, script := node.ScriptName(words); script {
		return nil
	}
	return w.pr.runNeeds(words)
}

// launchedNeeds looks at a program that a package manager starts in the folder of a
// workspace: npm exec -w web -- vite preview.
func (w *scriptWalk) launchedNeeds(words []string) *devNeed {
	inner := node.Launched(words)
	if !node.RunsElsewhere(words) || len(inner) == len(words) {
		return nil
	}
	for _, folder := range w.folders {
		m, err := w.p.Repo.Manifest(folder)
		if place := node.Elsewhere(words); err != nil || m == nil || place != "" && !choosesPackage(place, m) {
			continue
		}
		if need := w.programNeeds(folder, inner); need != nil {
			return need
		}
	}
	return nil
}

// calledNeeds looks at what a command runs in its turn.
func (w *scriptWalk) calledNeeds(at string, words []string, depth int) *devNeed {
	if src, ok := shellText(words); ok {
		return w.text(src, at, depth)
	}
	own, err := w.p.Repo.Manifest(at)
	if err != nil {
		own = nil
	}
	words = launchedRunner(words)
	if len(words) == 0 {
		return nil
	}
	runner := node.Launched(words)
	for _, command := range sideBySide(runner) {
		if need := w.text(command, at, depth); need != nil {
			return need
		}
	}
	if need := w.scripts(own, runTogether(own, runner), depth); need != nil {
		return need
	}
	run := cmp.Or(runInPackages(words), runInPackages(runner))
	for _, folder := range w.folders {
		if m, err := w.p.Repo.Manifest(folder); run != nil && err == nil && m != nil && (run.in(m) || folder == w.from) {
			if need := w.scripts(m, run.scripts, depth); need != nil {
				return need
			}
		}
	}
	if name, m := sentTo(w.p, at, at, words); m != nil {
		return w.scripts(m, []string{name}, depth)
	}
	if name, _, ok := scriptHere(words); ok {
		return w.scripts(own, []string{name}, depth)
	}
	return nil
}

// scripts looks at scripts of a package.json.
func (w *scriptWalk) scripts(m *node.Manifest, names []string, depth int) *devNeed {
	for _, s := range textsNamed(m, names) {
		if need := w.text(s.text, path.Dir(m.Path), depth); need != nil {
			return need
		}
	}
	return nil
}

func (w *scriptWalk) text(src, dir string, depth int) *devNeed {
	if w.known[dir+"\n"+src] {
		return nil
	}
	w.known[dir+"\n"+src] = true
	return w.needs(spelledOut([]string{src}), dir, depth+1)
}

// ofAnother reports whether a command runs a script of another package.json than the
// project's: that of the folder in which the image starts.
func ofAnother(t *fixes.Target, pr *project, words []string) bool {
	name, _, ok := node.ScriptOf(words)
	return ok && t.Scripts != nil && path.Dir(t.Scripts.Path) != pr.dir && t.Scripts.Scripts[name] != ""
}
