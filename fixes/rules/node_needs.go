package rules

import (
	"path"
	"slices"
	"strings"
)

// nodeNeeds looks at the program that node runs.
func (pr *project) nodeNeeds(words []string, shown string) *devNeed {
	for _, word := range words[1:] {
		if word == "-v" || word == "--version" {
			return nil
		}
		for _, dev := range sortedNames(pr.manifest.Dev) {
			if namesPackage(word, dev) && pr.leftOut(dev) {
				return &devNeed{Command: shown, Package: dev}
			}
		}
	}
	if slices.Contains(words, "-e") || slices.Contains(words, "-p") || slices.Contains(words, "--eval") {
		return nil // the text names no dev dependency
	}
	file := scriptFile(words[1:])
	if file == "" {
		return nil
	}
	name := path.Join(pr.dir, file)
	if !pr.p.Repo.Exists(name) || path.IsAbs(file) {
		return &devNeed{Command: shown}
	}
	program, err := followProgram(pr.p, []string{name})
	if err != nil || program.Broken() || len(program.Missing) > 0 {
		return &devNeed{Command: shown}
	}
	for _, pkg := range program.Packages {
		switch base := packageName(pkg); {
		case pr.leftOut(base):
			return &devNeed{Command: shown, Package: base}
		case base == "child_process" || base == "node:child_process":
			return &devNeed{Command: shown}
		}
	}
	return nil
}

// scriptFile returns the first word that is no flag.
func scriptFile(words []string) string {
	for _, w := range words {
		if !strings.HasPrefix(w, "-") {
			return w
		}
	}
	return ""
}

// packageName returns the package that a module belongs to: "a/b" is "a".
func packageName(module string) string {
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
