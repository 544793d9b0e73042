package deploy

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// WordsOf returns the words of a command; what the shell expands stays as it is
// written.
func WordsOf(c *dockerfile.Command) []string {
	words := make([]string, len(c.Words))
	for n, w := range c.Words {
		words[n] = w.Text
	}
	return words
}

// RemovesModules returns the folder whose node_modules, or the dev dependencies
// in it, a command removes.
func RemovesModules(m fixes.Moment, c *dockerfile.Command) (dir string, ok bool) {
	words := WordsOf(c)
	if len(words) < 2 || !c.DirKnown {
		return "", false
	}
	here := m.Scene.Abs(c.Dir)
	switch c.Name() {
	case "rm":
		for _, w := range words[1:] {
			if w = strings.TrimSuffix(strings.TrimSuffix(w, "/*"), "/"); path.Base(w) == "node_modules" {
				if !path.IsAbs(w) {
					w = path.Join(here, w)
				}
				return path.Dir(w), true
			}
		}
	case "npm", "pnpm":
		if project.ScriptFile(words[1:]) != "prune" {
			return "", false
		}
		line := " " + strings.Join(words, " ") + " "
		for _, flag := range []string{" --production ", " --prod ", " --omit=dev ", " --omit dev ", " -P ", " --production=true "} {
			if strings.Contains(line, flag) {
				return here, true
			}
		}
		if v, set := m.Scene.Env["NODE_ENV"]; set && (v.Value == "production" || !v.Known) {
			return here, true
		}
		for _, a := range c.Assigns {
			if a.Name == "NODE_ENV" && a.Value.Text == "production" {
				return here, true
			}
		}
	}
	return "", false
}

// removedFolders returns the folders that a command removes with all that is in
// them, absolute.
func removedFolders(m fixes.Moment, c *dockerfile.Command) []string {
	words := WordsOf(c)
	if c.Name() != "rm" || c.Conditional || !c.DirKnown || !slices.ContainsFunc(words, IsRecursive) {
		return nil
	}
	here := m.Scene.Abs(c.Dir)
	var folders []string
	for _, w := range words[1:] {
		if strings.HasPrefix(w, "-") || strings.ContainsAny(w, "*?[$") {
			continue
		}
		if !path.IsAbs(w) {
			w = path.Join(here, w)
		}
		folders = append(folders, path.Clean(w))
	}
	return folders
}

// IsRecursive reports whether a word is the flag that makes rm or chown take all
// that is below a folder.
func IsRecursive(word string) bool {
	return word == "--recursive" || strings.HasPrefix(word, "-") && !strings.HasPrefix(word, "--") && strings.ContainsAny(word, "rR")
}
