package source

import "slices"

// Elided reports whether a file of TypeScript uses nothing of a module but types, so that a compiler
// leaves all of its imports out: where its configuration does not keep them, and the module is not
// loaded in another way. What is not certainly a type counts as a value.
func Elided(src []byte, module string) bool {
	tokens, broken := lex(src)
	if broken {
		return false
	}
	var names []string
	var clauses [][2]int
	for at := range tokens {
		if tokens[at].kind != text || tokens[at].text != module {
			continue
		}
		start := importStart(tokens, at)
		if start < 0 {
			return false
		}
		bound, ok := boundNames(tokens[start+1 : at-1])
		if !ok {
			return false
		}
		names = append(names, bound...)
		clauses = append(clauses, [2]int{start, at})
	}
	decorated := slices.ContainsFunc(tokens, func(t token) bool { return t.kind == punctuation && t.text == "@" })
	for at := range tokens {
		inside := slices.ContainsFunc(clauses, func(c [2]int) bool { return at >= c[0] && at <= c[1] })
		if inside || tokens[at].kind != word || !slices.Contains(names, tokens[at].text) || is(tokens, at-1, ".") || is(tokens, at-1, "?.") {
			continue
		}
		if !usedAsType(tokens, at, decorated) {
			return false
		}
	}
	return len(names) > 0
}

// importStart returns where the import statement begins whose module a token is, -1 where it is of
// another statement.
func importStart(tokens []token, at int) int {
	if !is(tokens, at-1, "from") {
		return -1
	}
	for n := at - 2; n >= 0 && n > at-200; n-- {
		switch {
		case is(tokens, n, "import"):
			return n
		case is(tokens, n, "export"), is(tokens, n, ";"), tokens[n].kind == text:
			return -1
		}
	}
	return -1
}

// boundNames returns the names that the clause of an import gives the file, but for those that are
// marked as types; ok is false for a form that is not known.
func boundNames(clause []token) (names []string, ok bool) {
	if is(clause, 0, "type") && (is(clause, 1, "{") || is(clause, 1, "*")) {
		return nil, true
	}
	for at := 0; at < len(clause); at++ {
		switch t := clause[at]; {
		case t.kind == punctuation && (t.text == "{" || t.text == "}" || t.text == ","):
		case is(clause, at, "*") && is(clause, at+1, "as") && at+2 < len(clause):
			names = append(names, clause[at+2].text)
			at += 2
		case is(clause, at, "type") && at+1 < len(clause) && clause[at+1].kind == word && !is(clause, at+1, "as"):
			for at++; at+1 < len(clause) && !is(clause, at+1, ",") && !is(clause, at+1, "}"); at++ {
			}
		case t.kind == word && is(clause, at+1, "as") && at+2 < len(clause):
			names = append(names, clause[at+2].text)
			at += 2
		case t.kind == word:
			names = append(names, t.text)
		default:
			return nil, false
		}
	}
	return names, true
}
