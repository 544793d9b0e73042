package project

import (
	"path"
	"slices"
	"strings"
)

// nodeNeeds looks at the program that node runs.
func (pr *Project) nodeNeeds(words []string, shown string) *DevNeed {
	for _, word := range words[1:] {
		if word == "-v" || word == "--version" {
			return nil
		}
		for _, dev := range SortedNames(pr.Manifest.Dev) {
			if namesPackage(word, dev) && pr.LeftOut(dev) {
				return &DevNeed{Command: shown, Package: dev}
			}
		}
	}
	if slices.Contains(words, "-e") || slices.Contains(words, "-p") || slices.Contains(words, "--eval") {
		return nil // the text names no dev dependency
	}
	file := ScriptFile(words[1:])
	if file == "" {
		return nil
	}
	name := path.Join(pr.Dir, file)
	if !pr.P.Repo.Exists(name) || path.IsAbs(file) {
		return &DevNeed{Command: shown}
	}
	program, err := FollowProgram(pr.P, []string{name})
	if err != nil || program.Broken() || len(program.Missing) > 0 {
		return &DevNeed{Command: shown}
	}
	for _, pkg := range program.Packages {
		switch base := PackageName(pkg); {
		case pr.LeftOut(base):
			return &DevNeed{Command: shown, Package: base}
		case base == "child_process" || base == "node:child_process":
			return &DevNeed{Command: shown}
		}
	}
	return nil
}

// ScriptFile returns the first word that is no flag.
func ScriptFile(words []string) string {
	for _, w := range words {
		if !strings.HasPrefix(w, "-") {
			return w
		}
	}
	return ""
}

// PackageName returns the package that a module belongs to: "a/b" is "a".
func PackageName(module string) string {
	parts := strings.SplitN(module, "/", 3)
	if strings.HasPrefix(module, "@") && len(parts) > 1 {
		return parts[0] + "/" + parts[1]
	}
	return parts[0]
}

// namesPackage reports whether a word loads a package: "ts-node/register",
// "node_modules/ts-node/dist/bin.js", "require('x')".
func namesPackage(word, pkg string) bool {
	return word == pkg || strings.HasPrefix(word, pkg+"/") || strings.Contains(word, "node_modules/"+pkg+"/") ||
		strings.Contains(word, `'`+pkg+`'`) || strings.Contains(word, `"`+pkg+`"`) || strings.HasSuffix(word, "="+pkg) || strings.Contains(word, "="+pkg+"/")
}
