package writes

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// A frameworkSetting is how the settings of a framework say that it writes files, whichever file of the
// program they are in.
type frameworkSetting struct {
	// of is the package whose projects have it, "" for any.
	of string
	// in tells the files, by their path below the program's folder.
	in func(name string) bool
	// places find the setting, with the place when that is absolute.
	places *pattern.Pattern
	does   string
}

var (
	nitroConfig     = pattern.New(`^(?:nuxt|nitro|app)\.config\.[cm]?[jt]s$`).Needs(".config.")
	moleculerConfig = pattern.New(`^moleculer\.config\.[cm]?[jt]s$`).Needs("moleculer")
)

var frameworkSettings = []frameworkSetting{
	// A storage of Nitro that is a folder (nitro.build/guide/storage).
	{"", nitroConfig.MatchString, pattern.New("\\bdriver\\s*:\\s*['\"`]fs(?:-lite|Lite)?['\"`]\\s*(?:,\\s*base\\s*:\\s*(?:['\"`](/[\\w.][^'\"`\\n]*))?)?|\\bbase\\s*:\\s*(?:['\"`](/[\\w.][^'\"`\\n]*))?[^{}\\n]*,\\s*driver\\s*:\\s*['\"`]fs(?:-lite|Lite)?['\"`]").Needs("driver"), "stores files"},
	// A log of Moleculer, in the folder logs where none is named (moleculer.services/docs/logging.html).
	{"moleculer", func(name string) bool {
		return moleculerConfig.MatchString(path.Base(name)) || !strings.Contains(name, ".config.")
	}, pattern.New(`\btype\s*:\s*['"]File['"](?:[^{}]{0,60}\boptions\s*:\s*\{[^{}]*\bfolder\s*:\s*['"` + "`" + `](/[^'"` + "`" + `\n]*))?|\blogger\s*:\s*['"]File['"]`).Needs("File"), "writes logs"},
	// The memory of LoopBack with a file (loopback.io/doc/en/lb4/Memory-connector.html).
	{"", fixes.IsDataSource, pattern.New(`"connector"\s*:\s*"memory"[^{}]*"file"\s*:\s*"(/[^"]*)?|"file"\s*:\s*"(/[^"]*)?[^{}]*"connector"\s*:\s*"memory"`).Needs("memory"), "keeps data in a file"},
}

// lookAtFrameworks takes in the folders in which settings tell a framework to write.
func (w *Writes) lookAtFrameworks(p *fixes.Pass, manifest *node.Manifest, dir string) error {
	data := slices.DeleteFunc(slices.Clone(p.Repo.Under(dir)), func(name string) bool { return !fixes.IsDataSource(name) })
	for _, setting := range frameworkSettings {
		if setting.of != "" && !manifest.Depends(setting.of) {
			continue
		}
		for _, name := range slices.Concat(p.Sources(dir), data) {
			if !setting.in(strings.TrimPrefix(name, dir+"/")) {
				continue
			}
			found, err := p.Repo.FindAll(name, setting.places)
			if err != nil {
				return err
			}
			for _, m := range found {
				switch abs := strings.Join(m[1:], ""); {
				case temporary.MatchString(m[0]):
				case abs == "":
					w.Beside, w.presumed, w.named, w.Why = true, false, true, name+" "+setting.does
				case !w.owned(abs):
					w.place(Place{Path: abs, File: name})
				}
			}
		}
	}
	return nil
}
