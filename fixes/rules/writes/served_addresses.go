package writes

import (
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

var (
	// servedBelow finds the beginning of the addresses at which a program hands out files or answers.
	servedBelow = pattern.New("(?:\\.(?:use|get)\\(|\\b(?:prefix|serveRoot)['\"]?\\s*:)\\s*['\"`](/[\\w-]+)").Needs(".use(", ".get(", "prefix", "serveRoot")
	// keptBelow finds the beginning of a path that a call for files is given, or that is the root of what is served.
	keptBelow = pattern.New("\\b(?:(?:static|serveStatic|join|resolve|mkdirp?|mkdirSync|exists\\w*|access\\w*|stat\\w*|read\\w*|write\\w*|append\\w*|create\\w*Stream|unlink\\w*|rm|rmSync|sendFile|download)\\(|(?:root|rootPath|destination|dest)['\"]?\\s*:)\\s*['\"`](/[\\w-]+)")
)

// namesAddress reports whether a place that is put together with a name is the address of a file that the
// program serves: it serves below the same folder of addresses, and no call takes a path below it.
func namesAddress(p *fixes.Pass, names, place []string) (bool, error) {
	first, _, deep := strings.Cut(strings.TrimPrefix(place[1], "/"), "/")
	if !deep || !strings.Contains(place[1], "${") {
		return false, nil
	}
	served := false
	for _, name := range names {
		for _, of := range []*pattern.Pattern{servedBelow, keptBelow} {
			found, err := p.Repo.FindAll(name, of)
			if err != nil {
				return false, err
			}
			for _, m := range found {
				if m[1] != "/"+first {
					continue
				}
				if of == keptBelow {
					return false, nil
				}
				served = true
			}
		}
	}
	if m := givenName.FindStringSubmatch(place[0]); served && m != nil {
		taken, err := takesFor(p, names, m[1], m[2] == ":")
		return !taken, err
	}
	return served, nil
}

// givenName finds the name that a place is given to, and the sign that gives it, firstValue the first
// argument of a call, and declared the variables that a file gives a value.
var (
	givenName  = pattern.New(`\b(\w+)(?:\s*:\s*string)?\s*([:=])\s*['"` + "`" + `]`)
	firstValue = pattern.New(`^\s*((?:\w+\??\.)*)(\w+)\s*(?:[,)]|$)`)
	declared   = pattern.New(`\b(?:const|let|var)\s+(\w+)(?:\s*:\s*string)?\s*=`)
)

// takesFor reports whether a call for files is given a value of that name as it is: where a property has
// the name, not a variable of that name which the file gives a value of its own.
func takesFor(p *fixes.Pass, names []string, given string, property bool) (bool, error) {
	for _, name := range names {
		calls, err := p.Repo.FindAll(name, usesPath)
		if err != nil {
			return false, err
		}
		variables, err := p.Repo.FindAll(name, declared)
		if err != nil {
			return false, err
		}
		own := property && slices.ContainsFunc(variables, func(v []string) bool { return v[1] == given })
		for _, call := range calls {
			if m := firstValue.FindStringSubmatch(call[1] + call[2]); m != nil && m[2] == given && (m[1] != "" || !own) {
				return true, nil
			}
		}
	}
	return false, nil
}
