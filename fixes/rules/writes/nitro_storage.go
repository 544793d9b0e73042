package writes

import (
	"path"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

var (
	nitroConfig = pattern.New(`^(?:nuxt|nitro|app)\.config\.[cm]?[jt]s$`).Needs(".config.")
	// nitroFiles finds a storage of Nitro that is a folder, with its place when that is
	// absolute (nitro.build/guide/storage).
	nitroFiles = pattern.New("\\bdriver\\s*:\\s*['\"`]fs(?:-lite|Lite)?['\"`]\\s*(?:,\\s*base\\s*:\\s*(?:['\"`](/[\\w.][^'\"`\\n]*))?)?|\\bbase\\s*:\\s*(?:['\"`](/[\\w.][^'\"`\\n]*))?[^{}\\n]*,\\s*driver\\s*:\\s*['\"`]fs(?:-lite|Lite)?['\"`]").Needs("driver")
)

// lookAtNitro takes in the folders in which a server of Nitro is told to store.
func (w *Writes) lookAtNitro(p *fixes.Pass, dir string) error {
	for _, name := range p.Sources(dir) {
		if path.Dir(name) != dir || !nitroConfig.MatchString(path.Base(name)) {
			continue
		}
		found, err := p.Repo.FindAll(name, nitroFiles)
		if err != nil {
			return err
		}
		for _, m := range found {
			switch abs := m[1] + m[2]; {
			case temporary.MatchString(m[0]):
			case abs == "":
				w.Beside, w.presumed, w.Why = true, false, name+" stores files"
			case !w.owned(abs):
				w.place(Place{Path: abs, File: name})
			}
		}
	}
	return nil
}
