package nodeenv

import (
	"fmt"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/source"
)

// This file is about the pages of other sites, which a program lets call it or not.

var (
	opensOrigins = pattern.New(`\bcors\(`).Needs("cors(")
	// namesOrigins finds names of what tells which sites may call.
	namesOrigins = pattern.New(`(?i)origin|cors|whitelist|allow`)
	// anyOrigin finds that all of them may.
	anyOrigin = pattern.New(`^(?:true|\[?\s*['"` + "`" + `]\*['"` + "`" + `]\s*\]?)$|\bcors\(\s*\)|\borigin['"]?\s*:\s*(?:true|\[?\s*['"` + "`" + `]\*['"` + "`" + `])`)
	// originVariable finds a variable that nothing, or nobody, stands in for.
	originVariable = pattern.New(`\benv(?:\.|\[['"])(\w+)(?:['"]\])?!?\s*(?:$|[^\s\w|?'"]|\?\.|(?:\|\||\?\?)\s*(?:false|\[\s*\]|''|""))`)
	// letsAll finds the answer of a function that is asked for a site and lets all call.
	letsAll       = pattern.New(`^\{?\s*(?:return\s+)?(?:callback|cb|next|done)\(\s*null\s*,\s*true\s*\)`)
	namesSites    = pattern.New(`(?i)origin|cors|front|client|allow|whitelist|site|app_url|web`)
	closedToSites = "lets only pages of %s call it in production, and nothing here sets that: those of other sites, which may call so far, could not. Set both where the image is run"
)

// closesToSites: all pages of other sites may call the program so far, and in production those of a
// variable alone that nothing here sets.
func closesToSites(p *fixes.Pass, t *fixes.Target) (string, error) {
	branches := branchesByEnv.Of(p, t)
	for _, f := range branches.files {
		data, ok, err := p.Repo.Read(f.name)
		if err != nil || !ok {
			return "", err
		}
		for _, b := range f.in {
			other := plainValue(b.Other)
			if !namesOrigins.MatchString(b.Name) && !namesOrigins.MatchString(b.Text) || !anyOrigin.MatchString(other) {
				continue
			}
			if name := unsetIn(p, t, originVariable, source.Take(data).Given(plainValue(b.Text))); name != "" {
				return f.name + " " + fmt.Sprintf(closedToSites, name), nil
			}
		}
		if !letsAllOutside(f) {
			continue
		}
		for _, m := range originVariable.FindAllStringSubmatch(string(data), -1) {
			if namesSites.MatchString(m[1]) && !givenVariable(p, t, m[1]) {
				return f.name + " " + fmt.Sprintf(closedToSites, m[1]), nil
			}
		}
	}
	return "", branches.err
}

// unsetIn returns the first variable that a value is made of and nothing here sets, "" for none.
func unsetIn(p *fixes.Pass, t *fixes.Target, variable *pattern.Pattern, value string) string {
	for _, m := range variable.FindAllStringSubmatch(value, -1) {
		if m[1] != "NODE_ENV" && !givenVariable(p, t, m[1]) {
			return m[1]
		}
	}
	return ""
}

// letsAllOutside reports whether a function that is asked for a site lets all call outside of production.
func letsAllOutside(f envFile) bool {
	return slices.ContainsFunc(f.outside, func(b source.Branch) bool { return !b.Instead && letsAll.MatchString(b.Text) })
}

// listsOrigins reports whether a file lets other sites call in production.
func listsOrigins(f envFile) bool {
	return f.settings["origin"] != source.Unknown || letsAllOutside(f) || slices.ContainsFunc(f.in, func(b source.Branch) bool { return b.Name == "origin" })
}

// closesOrigins reports whether a file lets other sites call only outside of production.
func closesOrigins(f envFile) bool {
	return slices.ContainsFunc(f.outside, func(b source.Branch) bool {
		return !opensOrigins.MatchString(b.Other) && opensOrigins.MatchString(b.Text)
	})
}
