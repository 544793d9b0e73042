package installs

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// ChangedBefore holds back: an earlier step writes package.json or the lockfile, so that
// what the repository holds proves nothing.
func ChangedBefore(p *fixes.Pass, i *fixes.Install, lock *node.Lockfile) string {
	for _, m := range p.Chain(i.Stage).Steps {
		for _, script := range deploy.ScriptsOf(m) {
			for _, c := range script.Commands {
				if c == i.Command {
					return ""
				}
				words := deploy.WordsOf(c)
				switch {
				case c.Name() == "rm":
					words = removedFrom(i.Workdir, m, c)
				case c.Name() == "cp" && copiesElsewhere(i.Workdir, m, c):
					continue
				}
				if name := writtenInto(p, c, path.Base(lock.Path)); name != "" {
					return fmt.Sprintf("a step before it writes %s, so whether both files still agree is not known", name)
				}
				if name := changesProject(c.Name(), words, path.Base(lock.Path)); name != "" {
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

// writtenInto returns which of the project's two files a command sends its output to.
func writtenInto(p *fixes.Pass, c *dockerfile.Command, lock string) string {
	if !c.Redirects || !c.Located {
		return ""
	}
	rest := string(p.File.Src[c.Span.End:min(len(p.File.Src), c.Span.End+maxRedirection)])
	if end := strings.IndexAny(rest, ";&|\n"); end >= 0 {
		rest = rest[:end]
	}
	for _, m := range launch.Redirections(rest) {
		if base := path.Base(m[1]); base == lock || base == "package.json" {
			return base
		}
	}
	return ""
}

// maxRedirection is how far behind a command its redirections are looked for.
const maxRedirection = 200

// removedFrom returns the words of an rm without the files that certainly lie in
// another folder: rm -rf /var/lib/apt/lists/* takes nothing of the project.
func removedFrom(dir string, m fixes.Moment, c *dockerfile.Command) []string {
	return slices.DeleteFunc(deploy.WordsOf(c), func(w string) bool {
		folder := path.Dir(w)
		if !path.IsAbs(w) {
			folder = m.Scene.Abs(path.Join(c.Dir, folder))
		}
		known := path.IsAbs(w) || c.DirKnown && m.Scene.WorkdirKnown
		return w != "rm" && known && !strings.ContainsAny(folder, "*?[$") && folder != dir
	})
}

// copiesElsewhere reports whether a cp certainly writes neither into a folder nor
// to a file in it: what it reads stays as it is.
func copiesElsewhere(dir string, m fixes.Moment, c *dockerfile.Command) bool {
	words := deploy.WordsOf(c)
	dest := words[len(words)-1]
	if slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, "-t") || strings.HasPrefix(w, "--t") }) || strings.ContainsAny(dest, "*?[$") {
		return false
	}
	if !path.IsAbs(dest) {
		if !c.DirKnown || !m.Scene.WorkdirKnown {
			return false
		}
		dest = m.Scene.Abs(path.Join(c.Dir, dest))
	}
	return path.Clean(dest) != dir && path.Dir(path.Clean(dest)) != dir && !deploy.InFolder(dir, path.Clean(dest))
}

// changesProject returns which of the project's two files a command changes.
func changesProject(name string, words []string, lock string) string {
	switch name {
	case "npm": // npm pkg set dependencies.x=1
		if line := strings.Join(words, " "); strings.Contains(line, " pkg ") && strings.Contains(line, "ependencies") {
			return "package.json"
		}
		return ""
	case "ncu", "npm-check-updates", "npm-force-resolutions":
		return "package.json"
	case "rm", "sed", "jq", "mv", "cp", "node", "perl", "json", "npx", "tee", "cat", "echo", "printf", "unlink":
	default:
		return ""
	}
	for _, w := range words[1:] {
		if tool, _, _ := strings.Cut(w, "@"); name == "npx" && (tool == "npm-check-updates" || tool == "ncu" || tool == "npm-force-resolutions") {
			return "package.json"
		}
		switch base := path.Base(w); {
		case base == lock, base == "package.json":
			return base
		case strings.Contains(w, "*") && launch.GlobMatchesName(base, lock):
			return lock
		case strings.Contains(w, lock):
			return lock
		case strings.Contains(w, "package.json"):
			return "package.json"
		}
	}
	return ""
}
