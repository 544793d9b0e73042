package writes

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

var (
	// dataFile finds names of files that storage packages keep their data in, with what they
	// are added to.
	dataFile = pattern.New("(?:([\\w.]+(?:\\(\\))?)\\s*\\+\\s*)?['\"`](?:file:)?([\\w./-]*[\\w-]\\.(?:db|duckdb|sqlite|sqlite3|nedb|json)|:memory:)['\"`]").Needs(".db", ".duckdb", ".sqlite", ".nedb", ".json", ":memory:")
	// dataTemplate finds such names that are put together, and dataFolder the folders by
	// which databases are opened.
	dataTemplate = pattern.New("`(?:\\$\\{(?:__dirname|process\\.cwd\\(\\))\\}(/))?([\\w./-]*)(?:\\$\\{[^{}`]*\\}[\\w./-]*)*\\.(?:db|duckdb|sqlite|sqlite3|nedb|json)`").Needs("`")
	dataFolder   = pattern.New("\\bnew\\s+(?:Level|ClassicLevel|PouchDB)\\(\\s*['\"`]([\\w./-]+)['\"`]|\\bopen\\(\\s*\\{[^{}]{0,80}?\\bpath\\s*:\\s*['\"`]([\\w./-]+)['\"`]").Needs("Level(", "PouchDB(", "open(")
)

// notData are files that programs read, and pages link to.
var notData = map[string]bool{"package.json": true, "manifest.json": true, "tsconfig.json": true}

// besideProgram are expressions for the folder of the program.
var besideProgram = map[string]bool{"__dirname": true, "process.cwd()": true, "import.meta.dirname": true}

// namedData returns the first place that a source file names for the data of a storage package:
// an absolute path, "" for one beside the program, or ":memory:".
func namedData(p *fixes.Pass, name, src string) (place string, found bool, err error) {
	quoted, err := p.Repo.FindAll(name, dataFile)
	if err != nil {
		return "", false, err
	}
	for _, m := range quoted {
		switch base, file := m[1], m[2]; {
		case strings.HasSuffix(file, ".json") && (strings.Contains(src, "require(\""+file) || notData[path.Base(file)] || strings.HasSuffix(file, "config.json")):
		case besideProgram[base]:
			return "", true, nil
		case base == "":
			return absolute(file), true, nil
		}
	}
	templates, err := p.Repo.FindAll(name, dataTemplate)
	if err != nil {
		return "", false, err
	}
	for _, m := range templates {
		switch {
		case m[1] != "":
			return "", true, nil
		case m[2] != "":
			return absolute(path.Dir(m[2] + "x")), true, nil
		}
	}
	folders, err := p.Repo.FindAll(name, dataFolder)
	if err != nil || len(folders) == 0 {
		return "", false, err
	}
	return absolute(folders[0][1] + folders[0][2]), true, nil
}

// absolute returns a path that does not depend on the working directory, "" for others.
func absolute(name string) string {
	if path.IsAbs(name) || name == ":memory:" {
		return name
	}
	return ""
}
