package launch

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// TextsNamed returns scripts of a package.json with their hooks.
func TextsNamed(m *node.Manifest, names []string) (out []StartText) {
	if m == nil {
		return nil
	}
	for _, name := range names {
		for _, s := range []string{"pre" + name, name, "post" + name} {
			if text := m.Scripts[s]; text != "" {
				out = append(out, StartText{Where: fmt.Sprintf("the script %s of %s", s, m.Path), Text: text})
			}
		}
	}
	return out
}

// RunTogether returns the scripts that a runner of several is given by their names or
// by a pattern: "run-p start:*".
func RunTogether(m *node.Manifest, words []string) (names []string) {
	switch path.Base(words[0]) {
	case "npm-run-all", "npm-run-all2", "run-s", "run-p":
	default:
		return nil
	}
	for _, word := range words[1:] {
		names = append(names, scriptsLike(m, word)...)
	}
	return names
}

// scriptsLike returns the scripts that a name or a pattern of a runner means.
func scriptsLike(m *node.Manifest, word string) (names []string) {
	if m == nil || strings.HasPrefix(word, "-") {
		return nil
	}
	word, _, _ = strings.Cut(word, " ")
	word = strings.ReplaceAll(word, "**", "*")
	for _, name := range project.SortedNames(m.Scripts) {
		if ok, err := path.Match(word, name); err == nil && ok {
			names = append(names, name)
		}
	}
	return names
}

// SideBySide returns the commands that concurrently starts.
func SideBySide(words []string) (commands []string) {
	if base := path.Base(words[0]); base != "concurrently" && base != "conc" {
		return nil
	}
	for _, word := range words[1:] {
		manager, script, short := strings.Cut(word, ":")
		switch {
		case short && (deploy.Managers[manager] || manager == "node" || manager == "bun") && strings.ContainsAny(script, "*"):
			commands = append(commands, "run-p "+script)
		case short && (deploy.Managers[manager] || manager == "node" || manager == "bun"):
			commands = append(commands, manager+" run "+script)
		case strings.Contains(word, " "):
			commands = append(commands, word)
		}
	}
	return commands
}

// asText joins words to a text for a shell. The commands that concurrently gets as one
// word each stay so.
func asText(words []string) string {
	runner := node.Launched(LaunchedRunner(words))
	if len(runner) == 0 || len(SideBySide(runner)) == 0 {
		return strings.Join(words, " ")
	}
	out := slices.Clone(words)
	for n, word := range out {
		if strings.Contains(word, " ") && !strings.Contains(word, "'") {
			out[n] = "'" + word + "'"
		}
	}
	return strings.Join(out, " ")
}
