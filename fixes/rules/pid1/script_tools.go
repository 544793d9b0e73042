package pid1

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// toolsOfScripts returns what tells the files that scripts of the program's package.json run
// beside the program, such as the one that builds it: nothing at the start names them, and no
// other source.
func toolsOfScripts(p *fixes.Pass, t *fixes.Target) func(name string) bool {
	manifest, dir := deploy.ProgramManifest(p, t)
	if manifest == nil {
		return func(string) bool { return false }
	}
	starts := launch.StartTexts(p, t)
	return func(name string) bool {
		return runByScript(manifest, strings.TrimPrefix(name, dir+"/")) &&
			!slices.ContainsFunc(starts, func(s launch.StartText) bool { return namesFile(s.Text, strings.TrimPrefix(name, dir+"/")) }) &&
			!importedBeside(p, t, name)
	}
}

// runByScript reports whether a script of the manifest has a file, by its path, among its words.
func runByScript(m *node.Manifest, file string) bool {
	for _, line := range m.Scripts {
		if namesFile(line, file) {
			return true
		}
	}
	return false
}

// namesFile reports whether a command line has a file among its words, with or without its ending.
func namesFile(line, file string) bool {
	return slices.ContainsFunc(strings.Fields(line), func(word string) bool {
		word = path.Clean(strings.Trim(word, `"'();`))
		return word == file || word == strings.TrimSuffix(file, path.Ext(file)) || path.IsAbs(word) && path.Base(word) == path.Base(file)
	})
}

// sourcePath finds the paths by which code names other files of its own.
var sourcePath = pattern.New("['\"`](\\.{1,2}/[^'\"`\\n]*)['\"`]")

// importedBeside reports whether another source of the program names the file: by its path, or whole.
func importedBeside(p *fixes.Pass, t *fixes.Target, name string) bool {
	return slices.ContainsFunc(launch.SourcesOf(p, t), func(other string) bool {
		if other == name {
			return false
		}
		data, _, err := p.Repo.Read(other)
		if err != nil || strings.Contains(string(data), path.Base(name)) {
			return true
		}
		paths, err := p.Repo.FindAll(other, sourcePath)
		return err != nil || slices.ContainsFunc(paths, func(m []string) bool {
			return strings.TrimSuffix(path.Join(path.Dir(other), m[1]), path.Ext(m[1])) == strings.TrimSuffix(name, path.Ext(name))
		})
	})
}
