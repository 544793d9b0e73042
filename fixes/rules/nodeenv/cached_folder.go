package nodeenv

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/mounts"
	"github.com/nodedock/nodedock/fixes/rules/writes"
	"github.com/nodedock/nodedock/fixes/source"
)

// listsOnce are calls that serve a folder, with the option without which they look for its files only when
// the program starts (github.com/lukeed/sirv, dev; github.com/fastify/fastify-static, wildcard).
var listsOnce = []struct{ call, option string }{{"sirv", "dev"}, {"fastifyStatic", "wildcard"}}

// cachesFolder: it looks for the files of a folder once in production, and some come later.
func cachesFolder(p *fixes.Pass, t *fixes.Target) (string, error) {
	branches := branchesByEnv.Of(p, t)
	for _, f := range branches.files {
		for _, kind := range listsOnce {
			if f.settings[kind.option] != source.No {
				continue
			}
			data, ok, err := p.Repo.Read(f.name)
			if err != nil || !ok {
				return "", err
			}
			code := source.Take(data)
			for args := range code.Calls(kind.call) {
				if len(args) < 2 || !strings.Contains(args[1], kind.option) {
					continue
				}
				folder := servedFolder{call: kind.call, word: args[0], path: quotedFolder(code.Given(args[0]))}
				filled, err := folder.filledLater(p, t)
				if err != nil {
					return "", err
				}
				if filled {
					return fmt.Sprintf("%s looks for the files that %s serves once in production, and would not serve those that come later. Set NODE_ENV where there are none", f.name, kind.call), nil
				}
			}
		}
	}
	return "", branches.err
}

// A servedFolder is what a call serves: its word, and its path where that is written.
type servedFolder struct{ call, word, path string }

// filledLater reports whether files may come into the folder while the program runs: something is mounted
// there, or the program writes files and names the folder in another place too.
func (s servedFolder) filledLater(p *fixes.Pass, t *fixes.Target) (bool, error) {
	volumes, err := mounts.VolumesOf(p, t)
	if err != nil {
		return false, err
	}
	for _, v := range volumes {
		if s.path != "" && deploy.InFolder(v.Target, t.Chain.End.Abs(s.path)) {
			return true, nil
		}
	}
	w, err := writes.Of(p, t)
	if err != nil || !w.Beside && len(w.Outside) == 0 {
		return false, err
	}
	if sure, err := writes.SurelyWrites(p, t, w); err != nil || !sure {
		return false, err
	}
	named, own := regexp.MustCompile(s.names()), 0
	for _, name := range programSources.Of(p, t) {
		data, ok, err := p.Repo.Read(name)
		if err != nil || !ok {
			return false, err
		}
		own += len(named.FindAll(data, -1)) - strings.Count(string(data), s.call+"("+s.word)
	}
	return own > s.known(), nil
}

// names returns an expression for what names the folder: its path in quotes, or the variable.
func (s servedFolder) names() string {
	if s.word != "" && !givenText(s.word) {
		return `\b` + regexp.QuoteMeta(s.word) + `\b`
	}
	return "['\"`][./]*" + regexp.QuoteMeta(s.path) + "(?:/[^'\"`]*)?['\"`]"
}

// known returns how often the folder is named without being written to: where the variable is set.
func (s servedFolder) known() int {
	if givenText(s.word) {
		return 0
	}
	return 1
}
