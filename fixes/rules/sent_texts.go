package rules

import (
	"path"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
)

// maxSent is how many scripts of other packages are followed.
const maxSent = 50

// sentTexts returns the scripts that texts run in other packages of the
// repository, by the flag of a workspace or a folder, or after a cd into one, and
// those that these run in turn.
func sentTexts(p *fixes.Pass, t *fixes.Target, texts []startText) (out []startText) {
	seen := map[startText]bool{}
	for len(texts) > 0 && len(out) < maxSent {
		text := texts[0]
		texts = texts[1:]
		commands, _ := scriptCommands(text.text)
		dir := t.Dir
		for _, c := range commands {
			if c.words[0] == "cd" && len(c.words) == 2 {
				dir = path.Join(dir, c.words[1])
				continue
			}
			name, m := sentTo(p, t, dir, c.words)
			for _, s := range textsOf(m, []string{name}) {
				if !seen[s] {
					seen[s] = true
					out, texts = append(out, s), append(texts, s)
				}
			}
		}
	}
	return out
}

// sentTo returns the script that a command of a package manager runs in another
// package than that of the target, and that package; nil for other commands.
func sentTo(p *fixes.Pass, t *fixes.Target, dir string, words []string) (string, *node.Manifest) {
	name, _, ok := node.ScriptName(words)
	if !ok {
		return "", nil
	}
	if node.RunsElsewhere(words) {
		place := node.Elsewhere(words)
		if m := workspaces(p)[place]; m != nil {
			return name, m
		}
		dir = path.Join(dir, place)
	}
	if dir == t.Dir {
		return "", nil
	}
	m, err := p.Repo.Manifest(dir)
	if err != nil {
		return "", nil
	}
	return name, m
}
