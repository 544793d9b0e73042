package writes

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/source"
)

// FileUses are the functions that a source file takes out of modules for files, by whatever way.
var FileUses = &fixes.Derivation[[]source.FileUse]{From: func(text string) []source.FileUse {
	if !fileModule.MatchString(text) {
		return nil
	}
	return source.FileUses([]byte(text))
}}

var fileModule = pattern.New("['\"`](?:node:|mz/)?(?:fs|fs/promises|fs-extra|graceful-fs)['\"`]").Needs("fs'", "fs\"", "fs`", "fs/promises", "fs-extra")

// usedPlaces returns where a source file writes by the functions of a module for files, whatever the
// names are that the code gives both; "" for what is neither
// an absolute path nor one in a folder below the working directory.
func usedPlaces(p *fixes.Pass, name string) (places []string, err error) {
	uses, err := FileUses.Of(p.Repo, name)
	for _, use := range uses {
		place, changes := use.Changes()
		if !changes || temporary.MatchString(strings.Join(use.Args, ", ")) {
			continue
		}
		if joined := joinedPath.FindStringSubmatch("at(" + place); joined != nil {
			place = joined[1]
		}
		named := namedBelow.FindStringSubmatch("at(" + place)
		if place = strings.Trim(place, "'\"`"); named != nil {
			place = named[1]
		} else if !path.IsAbs(place) {
			place = ""
		}
		places = append(places, place)
	}
	return places, err
}
