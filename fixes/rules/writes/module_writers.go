package writes

import (
	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// A ModuleWriter is a package that writes into its own folder in node_modules when the
// program uses it; where it cannot, the call fails.
type ModuleWriter struct {
	Pkg string
	// Folder is where, below its own.
	Folder string
	// used finds the files that make it write, and placed what gives its files another
	// place, or asks for none: nil when nothing does.
	used, placed *pattern.Pattern
	// Lost is what stands in the way where that folder is not certain, behind the name
	// of the source file.
	Lost string
}

// ModuleWriters are the packages that are known to write below node_modules.
var ModuleWriters = []ModuleWriter{
	{
		"@huggingface/transformers", ".cache",
		pattern.New(`(?:\brequire\(|\bfrom|\bimport\(?)\s*['"]@huggingface/transformers['"]`).Needs("/transformers"),
		pattern.New(`\benv\.(?:cacheDir|useFSCache|allowRemoteModels)\s*=|\bcache_dir\s*:`).Needs("env.", "cache_dir"),
		"downloads models with @huggingface/transformers, which keeps them beside its own files in node_modules. Set env.cacheDir first",
	},
	{
		"nodejs-whisper", "cpp", pattern.New(`\bautoDownloadModelName\s*:`).Needs("autoDownloadModelName"), nil,
		"lets nodejs-whisper download its model, which it keeps and compiles in its own folder in node_modules. Do that in the build first",
	},
	{
		"discord-backup", "lib/backups", pattern.New(`(?:\brequire\(|\bfrom|\bimport\(?)\s*['"]discord-backup['"]`).Needs("discord-backup"), nil,
		"loads discord-backup, which makes a folder beside its own files in node_modules. Give it to the user first",
	},
}

// User returns the source file that makes the package write there, "" for none.
func (w ModuleWriter) User(p *fixes.Pass, dir string) (where string, err error) {
	for _, name := range launch.SourcesIn(p, dir) {
		uses, err := p.Repo.Matches(name, w.used)
		if err != nil {
			return "", err
		}
		if !uses || where != "" {
			continue
		}
		if w.placed != nil {
			if placed, err := p.Repo.Matches(name, w.placed); err != nil || placed {
				return "", err
			}
		}
		where = name
	}
	return where, nil
}
