package launch

import (
	"cmp"
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// A StartedWatcher is a development server among several commands that the image
// starts: where it is named, and its words.
type StartedWatcher struct {
	Where string
	Words []string
}

// WatcherAtStart is the development server among the commands that a target starts.
var WatcherAtStart = &fixes.TargetFact[*StartedWatcher]{From: findStartedWatcher}

// findStartedWatcher follows what every start of the image runs, from its command
// through shell scripts and scripts of package.json, until it meets a development
// server, one that writes before others. What stands under a condition is another
// start's.
func findStartedWatcher(p *fixes.Pass, t *fixes.Target) (found *StartedWatcher) {
	var queue []StartText
	for _, s := range StartTexts(p, t) {
		if s.Instruction || s.Words || slices.Contains(deploy.StartScripts(p, t), s.Script) {
			queue = append(queue, s)
		}
	}
	known := map[string]bool{}
	for ; len(queue) > 0 && len(known) < maxCalled; queue = queue[1:] {
		s := queue[0]
		if known[s.Folder+"\n"+s.Text] {
			continue
		}
		known[s.Folder+"\n"+s.Text] = true
		dir := path.Join(t.Dir, s.Folder)
		for _, words := range certainCommands(s.Text) {
			if (words[0] == "cd" || words[0] == "pushd") && len(words) == 2 {
				dir = path.Join(dir, words[1])
				continue
			}
			called, script := calledAt(p, t, s, dir, words)
			if !script && !s.Words && node.Watcher(LaunchedRunner(words)) {
				w := &StartedWatcher{s.Where, node.Launched(LaunchedRunner(words))}
				if CompilingWatcher(t, w.Words) {
					return w
				}
				found = cmp.Or(found, w)
			}
			queue = append(queue, called...)
		}
	}
	return found
}

// calledAt returns the texts that a command of a start text runs; script reports that
// it runs those of a package.json.
func calledAt(p *fixes.Pass, t *fixes.Target, from StartText, dir string, words []string) (out []StartText, script bool) {
	words = LaunchedRunner(project.WithoutInits(project.BareProgram(words)))
	if len(words) == 0 {
		return nil, false
	}
	runner := node.Launched(words)
	var own *node.Manifest
	if m, err := p.Repo.Manifest(path.Join(t.Dir, from.Folder)); err == nil {
		own = m
	}
	if src, ok := project.ShellText(words); ok {
		return []StartText{{Where: from.Where, Text: src, Folder: from.Folder}}, false
	}
	if names := RunTogether(own, runner); len(names) > 0 {
		return inPackage(from.Folder, TextsNamed(own, names)), true
	}
	if commands := SideBySide(runner); len(commands) > 0 {
		for _, c := range commands {
			out = append(out, StartText{Where: from.Where, Text: c, Folder: from.Folder})
		}
		return out, true
	}
	if run := cmp.Or(RunInPackages(words), RunInPackages(runner)); run != nil {
		packages := p.Repo.Packages()
		for _, of := range project.SortedNames(packages) {
			if run.In(packages[of]) {
				out = append(out, inPackage(packageFolder(t, packages[of]), TextsNamed(packages[of], run.Scripts))...)
			}
		}
		return out, len(out) > 0 || !node.Watcher(words)
	}
	if name, m := sentFrom(p, t, path.Join(t.Dir, from.Folder), dir, words); m != nil {
		return inPackage(packageFolder(t, m), TextsNamed(m, []string{name})), true
	}
	if name, _, ok := node.ScriptOf(words); ok && own != nil && own.Scripts[name] != "" {
		return inPackage(from.Folder, TextsNamed(own, []string{name})), true
	}
	if file := project.CalledScript(words); file != "" {
		if s := scriptCalled(p, t, from, path.Join(t.Chain.End.Workdir, from.Folder), file); s != nil && s.Found() {
			return []StartText{{Where: s.Word, Text: s.Code(), Script: s, Folder: from.Folder}}, false
		}
	}
	return nil, false
}
