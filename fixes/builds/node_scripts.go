package builds

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/source"
)

var (
	// nodeRunners are the programs that run a file of code.
	nodeRunners = map[string]bool{"node": true, "zx": true, "tsx": true, "ts-node": true, "bun": true}
	// buildsImages finds the names of scripts, and of files, that may build images.
	buildsImages = pattern.New(`(?i)docker|image|container|build|deploy|release|publish|ship|push`)
	// unreadFolder finds folders whose code is not looked at.
	unreadFolder = pattern.New(`(^|/)(tests?|__tests__|e2e|dist|build|coverage|docs|public|static|assets|examples)/`)
)

// addNodeScript adds the builds of the file of code that a script of package.json runs.
func (f *finder) addNodeScript(dir, key string, words []shellWord) error {
	for len(words) > 0 && (wrappers[words[0].text] || strings.Contains(words[0].text, "=") || words[0].text == "npx" || words[0].text == "cross-env") {
		words = words[1:]
	}
	if len(words) < 2 || !nodeRunners[words[0].text] {
		return nil
	}
	for _, word := range words[1:] {
		if strings.HasPrefix(word.text, "-") || word.text == "run" {
			continue
		}
		name := path.Join(dir, word.text)
		if !word.known || !codeEnding[path.Ext(name)] || !buildsImages.MatchString(key+" "+name) || Foreign(name) || unreadFolder.MatchString(name) {
			return nil
		}
		data, ok, err := f.open(name)
		if err != nil || !ok || !builds(data) {
			return err
		}
		code := source.Take(data)
		env := map[string]string{}
		for name, value := range code.Assigned() {
			if text := strings.Trim(value, "'\"`"); len(text) == len(value)-2 && !strings.ContainsAny(text, "$'\"`\n") {
				env[name] = text
			}
		}
		for line, text := range code.ShellLines() {
			source := func(int) Source { return Source{Path: name, Line: line, Kind: Script} }
			f.addCommands(shellCommands(text, env), source, key, dir, ".", path.Dir(name))
		}
		return nil
	}
	return nil
}

var codeEnding = map[string]bool{".js": true, ".mjs": true, ".cjs": true, ".ts": true, ".mts": true, ".cts": true}
