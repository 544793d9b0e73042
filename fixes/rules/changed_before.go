package rules

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
)

// changedBefore: an earlier step writes package.json or the lockfile, so that
// what the repository holds proves nothing.
func changedBefore(p *fixes.Pass, i *fixes.Install, lock *node.Lockfile) string {
	for _, m := range p.Chain(i.Stage).Steps {
		for _, script := range scriptsOf(m) {
			for _, c := range script.Commands {
				if c == i.Command {
					return ""
				}
				if name := changesProject(c.Name(), wordsOf(c), path.Base(lock.Path)); name != "" {
					return fmt.Sprintf("a step before it runs %s on %s, so whether both files still agree is not known", c.Name(), name)
				}
			}
		}
		if m.Instruction == i.At {
			break
		}
	}
	return ""
}

// changesProject returns which of the project's two files a command changes.
func changesProject(name string, words []string, lock string) string {
	switch name {
	case "npm": // npm pkg set dependencies.x=1
		if line := strings.Join(words, " "); strings.Contains(line, " pkg ") && strings.Contains(line, "ependencies") {
			return "package.json"
		}
		return ""
	case "rm", "sed", "jq", "mv", "cp", "node", "perl", "json", "npx", "tee", "cat", "echo", "printf", "unlink":
	default:
		return ""
	}
	for _, w := range words[1:] {
		switch base := path.Base(w); {
		case base == lock, base == "package.json":
			return base
		case strings.Contains(w, "*") && globMatchesName(base, lock):
			return lock
		case strings.Contains(w, lock):
			return lock
		case strings.Contains(w, "package.json"):
			return "package.json"
		}
	}
	return ""
}

func globMatchesName(pattern, name string) bool {
	ok, err := path.Match(pattern, name)
	return err == nil && ok
}
