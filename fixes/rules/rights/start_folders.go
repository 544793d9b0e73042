package rights

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
)

// makesFolders finds the folders that a line makes, with nothing else done to them.
var makesFolders = pattern.New(`(?m)\bmkdir(?:[ \t]+-[pv]+)*((?:[ \t]+["']?[\w./-]+["']?)+)[ \t]*(?:[;&|)]|$)`).Needs("mkdir")

// changesFolder finds a text that works in another folder than it starts in.
var changesFolder = pattern.New(`\b(?:cd|pushd)\b`)

// withoutVolumes takes out of a text of the start the folders that it makes in a VOLUME of the file: the
// program's user gets those, and may make folders there as it may write there.
func withoutVolumes(t *fixes.Target, text string) string {
	moves := changesFolder.MatchString(text)
	return makesFolders.ReplaceAllStringFunc(text, func(line string) string {
		m := makesFolders.FindStringSubmatch(line)
		if m == nil || slices.ContainsFunc(strings.Fields(m[1]), func(word string) bool {
			word = strings.Trim(word, `"'`)
			return moves && !path.IsAbs(word) || !inVolume(t, word)
		}) {
			return line
		}
		return ":" + line[len(line)-1:]
	})
}

// inVolume reports whether a path lies in a folder that a VOLUME of the chain names.
func inVolume(t *fixes.Target, name string) bool {
	return t.Chain.End.WorkdirKnown && slices.ContainsFunc(t.Chain.Steps, func(m fixes.Moment) bool {
		return m.Is("VOLUME") && slices.ContainsFunc(m.Args, func(w dockerfile.Word) bool {
			at, ok := m.Scene.Expand(w.Text)
			return ok && deploy.InFolder(t.Chain.End.Abs(name), m.Scene.Abs(at))
		})
	})
}
