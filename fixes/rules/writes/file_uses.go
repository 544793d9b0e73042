package writes

import (
	"cmp"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/source"
)

// FileUses are the functions that a source file takes out of modules for files, by whatever way.
var FileUses = &fixes.Derivation[[]source.FileUse]{From: func(text string) []source.FileUse {
	if !fileModule.MatchString(text) {
		return nil
	}
	return source.FileUses(source.Spelled([]byte(text)))
}}

var fileModule = pattern.New("['\"`](?:node:|mz/)?(?:fs|fs/promises|fs-extra|graceful-fs)['\"`]").Needs("fs'", "fs\"", "fs`", "fs/promises", "fs-extra")

// usedPlaces returns where a source file writes by the functions of a module for files, whatever the
// names are that the code gives both; "" for what is neither
// an absolute path nor one in a folder below the working directory.
func (w *Writes) usedPlaces(p *fixes.Pass, name, workdir string) (places []string, err error) {
	uses, err := FileUses.Of(p.Repo, name)
	for _, use := range uses {
		place, changes := use.Changes()
		written := place
		if !changes || temporary.MatchString(cmp.Or(place, strings.Join(use.Args, ", "))) {
			continue
		}
		if joined := joinedPath.FindStringSubmatch("at(" + place); joined != nil {
			place = joined[1]
		} else if abs := w.leaves(place, name, workdir); abs != "" {
			place = abs
		}
		named := namedBelow.FindStringSubmatch("at(" + place)
		if place = strings.Trim(place, "'\"`"); named != nil {
			place = named[1]
		} else if !path.IsAbs(place) {
			place = ""
			w.named = w.named || !w.hides(p, name, written, workdir)
		}
		places = append(places, place)
	}
	return places, err
}

// leaves returns the path outside of the working directory that an expression leads to, as it stands in a
// source file: "../data", join(__dirname, "../../data"). It is "" for any other, and for what is seen from a file
// that may be compiled to another folder.
func (w *Writes) leaves(expression, name, workdir string) string {
	beside := ""
	if rest, below := strings.CutPrefix(path.Join("/", name), strings.TrimSuffix(path.Join("/", w.dir), "/")+"/"); below && w.placed && sameInImage[path.Ext(name)] {
		beside = path.Dir(path.Join(workdir, rest))
	}
	if !w.placed || beside == "" && (strings.Contains(expression, "__dirname") || strings.Contains(expression, "import.meta")) {
		return ""
	}
	abs, ok := folderOf(expression, workdir, beside)
	if !ok || !strings.Contains(expression, "..") || deploy.InFolder(abs, workdir) {
		return ""
	}
	return abs
}

// sameInImage are the endings of code that is run as it is.
var sameInImage = map[string]bool{".js": true, ".mjs": true, ".cjs": true}
