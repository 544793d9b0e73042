package launch

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/rules/startscript"
)

// maxCalled is how many texts are followed from what an image starts.
const maxCalled = 50

// calledTexts returns what texts of the start call, and what that calls in turn: shell
// scripts, commands of files in JavaScript, and scripts of package.json, of this package
// or another one.
func calledTexts(p *fixes.Pass, t *fixes.Target, texts []StartText) (out []StartText) {
	known := map[string]bool{}
	for _, s := range texts {
		known[s.Text] = true
	}
	for queue := slices.Clone(texts); len(queue) > 0 && len(out) < maxCalled; queue = queue[1:] {
		for _, s := range slices.Concat(scriptsCalled(p, t, queue[0]), ownTexts(p, t, queue[0]), sentTexts(p, t, queue[0])) {
			if s.Text != "" && known[s.Text] {
				continue
			}
			known[s.Text] = true
			out, queue = append(out, s), append(queue, s)
		}
	}
	return out
}

// ownTexts returns the scripts of its own package that a text runs.
func ownTexts(p *fixes.Pass, t *fixes.Target, from StartText) []StartText {
	m := t.Manifest
	if from.Folder != "" {
		m, _ = p.Repo.Manifest(path.Join(t.Dir, from.Folder))
	}
	return inPackage(from.Folder, TextsOf(m, ScriptsIn(from.Text)))
}

// inPackage says of texts of which package they are.
func inPackage(folder string, texts []StartText) []StartText {
	for n := range texts {
		texts[n].Folder = folder
	}
	return texts
}

// scriptsCalled returns the shell scripts that the commands of a text run or read,
// and the commands of files in JavaScript that they run. A script that cannot be found
// counts where the instruction itself names it: others may be looked for, or be there
// for some users only.
func scriptsCalled(p *fixes.Pass, t *fixes.Target, from StartText) (out []StartText) {
	dir := path.Join(t.Chain.End.Workdir, from.Folder)
	for _, words := range deploy.SpelledOut([]string{from.Text}) {
		if words[0] == "cd" && len(words) == 2 {
			dir = below(dir, words[1])
			continue
		}
		out = append(out, fileCalls(p, t, dir, words)...)
		word := project.CalledScript(words)
		if word == "" {
			continue
		}
		if from.Instruction && from.Folder == "" && word == words[0] && !strings.Contains(word, "/") {
			out = append(out, scriptOnPath(p, t, word)...)
			continue
		}
		s := scriptCalled(p, t, from, dir, word)
		if s == nil || !s.Found() && !from.Instruction {
			continue
		}
		out = append(out, StartText{Where: s.Word, Text: s.Code(), Script: s})
	}
	return inPackage(from.Folder, out)
}

// scriptOnPath returns the script that an instruction in shell form names without a folder, as one in
// exec form does: the shell looks for it in the same places.
func scriptOnPath(p *fixes.Pass, t *fixes.Target, word string) []StartText {
	s := startscript.Of(p, t, fixes.Command{At: cmp.Or(t.Process.Last(), t.Stage.From), Words: []string{word}, Known: true})
	if s == nil {
		return nil
	}
	return []StartText{{Where: s.Word, Text: s.Code(), Script: s}}
}

// ownFolder finds the folder of the script itself, or a variable for it, in front
// of a file's name.
var ownFolder = pattern.New(`^(?:\$\{?\w+\}?|\$\(.*\)|` + "`.*`" + `)["']?/`).Needs("/")

// scriptCalled reads a script that a text names: from where it lies in the image, or
// beside the text's own file in the repository.
func scriptCalled(p *fixes.Pass, t *fixes.Target, from StartText, dir, word string) *startscript.Script {
	name := ownFolder.ReplaceAllString(word, "")
	s := startscript.Of(p, t, fixes.Command{At: cmp.Or(t.Process.Last(), t.Stage.From), Words: []string{"sh", below(dir, name)}, Known: true})
	if s != nil && s.Found() {
		s.Word = word
		return s
	}
	if !path.IsAbs(name) && from.Script != nil && !from.Script.Inline {
		beside := path.Join(path.Dir(from.Script.Path), name)
		if src, ok, err := p.Repo.Read(beside); err == nil && ok && !startscript.NodeFile(string(src)) {
			return &startscript.Script{Word: word, Path: beside, Src: string(src)}
		}
	}
	if s == nil || name != word {
		return nil
	}
	s.Word = word
	return s
}

func below(dir, name string) string {
	if path.IsAbs(name) {
		return name
	}
	return path.Join(dir, name)
}

// AllScripts returns the shell scripts that run when a container of the target
// starts: its process, and what that calls.
func AllScripts(p *fixes.Pass, t *fixes.Target) (out []*startscript.Script) {
	for _, s := range StartTexts(p, t) {
		if s.Script != nil {
			out = append(out, s.Script)
		}
	}
	return out
}
