package launch

import (
	"path"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
)

// ProgramEntries returns the files in the repository that the target's process
// starts from; none when that is not certain. For what a build makes they are
// the sources.
func ProgramEntries(p *fixes.Pass, t *fixes.Target) ([]string, error) {
	words, dir := deploy.ProgramWords(p, t)
	var entries []string
	files, err := deploy.RunFiles(p, t, words, dir)
	if err != nil {
		return nil, err
	}
	for n, word := range files {
		abs := word
		if !path.IsAbs(word) {
			abs = path.Join(dir, word)
		}
		if abs == dir && t.Manifest != nil && t.Manifest.Main != "" { // node .
			abs = path.Join(dir, t.Manifest.Main)
		} else if path.Ext(abs) == "" { // node apps/shop
			abs = mainOf(p, t, abs)
		}
		name, err := deploy.SourceOf(p, t, abs)
		if err != nil {
			return nil, err
		}
		switch {
		case name != "":
			entries = append(entries, name)
		case n == 0:
			return builtFrom(p, t) // the program itself is not known
		}
	}
	return entries, nil
}

// mainOf returns the file that package.json in a folder of the target's image names for the
// folder's program; the path as it is where there is none, or a file that node takes first.
func mainOf(p *fixes.Pass, t *fixes.Target, abs string) string {
	at, ok := p.Origin(t.Stage, path.Join(abs, "package.json"), nil)
	if _, file := p.Origin(t.Stage, abs+".js", nil); !ok || file && p.Repo.Exists(path.Dir(at)+".js") {
		return abs
	}
	if m, err := p.Repo.Manifest(path.Dir(at)); err == nil && m != nil && m.Main != "" {
		return path.Join(abs, m.Main)
	}
	return abs
}

// CommandKey names an ENTRYPOINT or CMD within its file.
func CommandKey(i *dockerfile.Instruction) string {
	if i.Stage != nil && i.Stage.Name != "" {
		return i.Keyword + " of " + i.Stage.Name
	}
	return i.Keyword
}
