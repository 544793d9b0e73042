package launch

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// sentTexts returns the scripts that a text runs in other packages of the
// repository, by the flag of a workspace or a folder, or after a cd into one.
func sentTexts(p *fixes.Pass, t *fixes.Target, from StartText) (out []StartText) {
	own := path.Join(t.Dir, from.Folder)
	dir := own
	commands, _ := project.ScriptCommands(from.Text)
	for _, c := range commands {
		if c.Words[0] == "cd" && len(c.Words) == 2 {
			dir = path.Join(dir, c.Words[1])
			continue
		}
		if name, m := sentFrom(p, t, own, dir, c.Words); m != nil {
			out = append(out, inPackage(packageFolder(t, m), TextsOf(m, []string{name}))...)
		}
	}
	return out
}

// packageFolder returns the folder of a package below the target's, "" for another place.
func packageFolder(t *fixes.Target, m *node.Manifest) string {
	folder := path.Dir(m.Path)
	if t.Dir == "" || t.Dir == "." {
		return folder
	}
	if rest, ok := strings.CutPrefix(folder, t.Dir+"/"); ok {
		return rest
	}
	return ""
}

// SentTo returns the script that a command of a package manager runs in another
// package than its own, and that package; nil for other commands.
func SentTo(p *fixes.Pass, own, dir string, words []string) (string, *node.Manifest) {
	name, _, ok := node.ScriptName(words)
	if !ok {
		return "", nil
	}
	if node.RunsElsewhere(words) {
		place := node.Elsewhere(words)
		if m := p.Repo.Packages()[place]; m != nil {
			return name, m
		}
		dir = path.Join(dir, place)
	}
	if dir == own {
		return "", nil
	}
	m, err := p.Repo.Manifest(dir)
	if err != nil {
		return "", nil
	}
	return name, m
}

// sentFrom is SentTo for a command of the target. Where no package.json lies in the
// image's working directory, its folders are those of the image.
func sentFrom(p *fixes.Pass, t *fixes.Target, own, dir string, words []string) (string, *node.Manifest) {
	name, _, ok := node.ScriptName(words)
	if ok && t.Dir == "" && t.Chain.End.WorkdirKnown {
		at := path.Join(t.Chain.End.Workdir, dir)
		if node.RunsElsewhere(words) {
			at = path.Join(at, node.Elsewhere(words))
		}
		if pr := ProjectAt(p, t.Stage, at, nil); pr.Manifest != nil {
			return name, pr.Manifest
		}
	}
	return SentTo(p, own, dir, words)
}
