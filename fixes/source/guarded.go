package source

import (
	"bytes"
	"regexp"
	"slices"
)

// guarded returns the modules that a file imports only where NODE_ENV is tested not to be production:
//
//	if (process.env.NODE_ENV !== "production") { require("x") }
//	process.env.NODE_ENV === "development" && await import("x")
func guarded(src []byte, tokens []token) []string {
	if !bytes.Contains(src, []byte("NODE_ENV")) {
		return nil
	}
	outside := newCode(src, tokens).branches(refusesProduction)
	var only, open []string
	for at, t := range tokens {
		if t.kind != text {
			continue
		}
		called := is(tokens, at-1, "(") && (is(tokens, at-2, "require") || is(tokens, at-2, "import"))
		switch {
		case called && outside.in(No, at):
			add(&only, t.text)
		case called, is(tokens, at-1, "from"), is(tokens, at-1, "import"):
			add(&open, t.text)
		}
	}
	return slices.DeleteFunc(only, func(m string) bool { return slices.Contains(open, m) })
}

// comparesEnv finds a comparison of NODE_ENV with a name.
var comparesEnv = regexp.MustCompile(`^process\.env(?:\.NODE_ENV|\[['"]NODE_ENV['"]\])\s*([!=])==?\s*['"` + "`" + `](\w+)['"` + "`" + `]$`)

// refusesProduction answers a comparison of NODE_ENV: yes for one that holds in production alone, no
// for one that does not hold there.
func refusesProduction(condition string) Answer {
	m := comparesEnv.FindStringSubmatch(condition)
	switch {
	case m == nil:
		return Unknown
	case m[2] == "production" && m[1] == "=":
		return Yes
	case m[2] == "production" || m[1] == "=" && outsideNames[m[2]]:
		return No
	}
	return Unknown
}

// outsideNames are names of environments that are not production.
var outsideNames = map[string]bool{"development": true, "dev": true, "test": true, "local": true}
