package ignores

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
)

// writtenElsewhere reports whether what a recipe or a script writes at a place in its
// text certainly lies outside of the context: it is known in which folder it runs.
func (v *View) writtenElsewhere(script string, unit workUnit, at int, file string) bool {
	if file == "" || path.IsAbs(file) || strings.ContainsAny(file, "$*{}~") || strings.HasPrefix(path.Clean(file), "..") {
		return false
	}
	dir, known := v.folderAt(script, unit, at)
	return known && !deploy.InFolder(path.Join(dir, file), v.Context.Dir) && v.Context.Dir != "."
}

// folderAt returns the folder in which a script is at a place in its text. A recipe of
// make runs each line in the folder of its file; a script is where its only cd leads.
func (v *View) folderAt(script string, unit workUnit, at int) (dir string, known bool) {
	before := unit.text[:at]
	switch base := path.Base(script); {
	case strings.EqualFold(base, "Makefile") || base == "GNUmakefile":
		line := before[lastLine(before):]
		return path.Dir(script), !folderEntered.MatchString(line) && !oneShell.MatchString(unit.text)
	case fixes.IsPipeline(script), unit.unordered:
		dir = jenkinsFolder(before)
		return dir, dir != "" && !entersByWord.MatchString(before[lastLine(before):])
	}
	entered := entersFolder.FindAllStringSubmatch(before, -1)
	if len(entered) != 1 || len(folderEntered.FindAllString(before, -1)) != 1 {
		return "", false
	}
	word := strings.TrimSpace(entered[0][1])
	if own := ownFolder.FindStringSubmatch(word); own != nil {
		return path.Join(path.Dir(script), own[1]), true
	}
	dir = path.Clean(word)
	return dir, plainFolder.MatchString(word) && v.p.Repo.IsDir(dir) && !v.p.Repo.IsDir(path.Join(path.Dir(script), dir))
}

// jenkinsFolder returns the folder into which the steps dir("…") lead that are open at the end
// of a text, "" for none or where one is not plain.
func jenkinsFolder(before string) (dir string) {
	for rest, open := before, 0; ; {
		at := strings.LastIndexAny(rest, "{}")
		if at < 0 {
			return dir
		}
		brace := rest[at]
		rest = rest[:at]
		if brace == '}' {
			open--
			continue
		}
		if open++; open <= 0 {
			continue
		}
		open = 0
		if m := dirStep.FindStringSubmatch(rest); m != nil {
			if !plainFolder.MatchString(m[1]) {
				return ""
			}
			dir = path.Join(m[1], dir)
		}
	}
}

// lastLine returns where the last line of a recipe begins, which may go on over several.
func lastLine(text string) int {
	at := strings.LastIndexByte(text, '\n')
	for at > 0 && text[at-1] == '\\' {
		at = strings.LastIndexByte(text[:at], '\n')
	}
	return at + 1
}

var (
	oneShell     = pattern.New(`\.ONESHELL\b|\bMAKEFLAGS\b`).Needs(".ONESHELL", "MAKEFLAGS")
	entersFolder = pattern.New(`(?m)^[ \t]*cd[ \t]+([^\n;&|]+)`).Needs("cd")
	// ownFolder finds the folder of the script itself, and one below it.
	ownFolder    = pattern.New(`^"?\$\(\s*dirname\s+(?:--\s+)?"?\$(?:0|\{0\}|BASH_SOURCE|\{BASH_SOURCE(?:\[0\])?\})"?\s*\)"?(/[\w.-][\w./-]*)?"?$`).Needs("dirname")
	entersByWord = pattern.New(`\bcd\s|\bpushd\s`).Needs("cd", "pushd")
	dirStep      = pattern.New(`\bdir\s*\(?\s*["']([^"'\n]*)["']\s*\)?\s*$`).Needs("dir")
	plainFolder  = pattern.New(`^(?:\./)?[\w-][\w.-]*(?:/[\w-][\w.-]*)*/?$`)
)
