package source

import "slices"

// usedAsType reports whether a name certainly stands for a type where it is used. Where decorators may
// keep the types of what they stand at, only those uses count that they do not keep.
func usedAsType(tokens []token, at int, decorated bool) bool {
	start, end, ok := typeAround(tokens, at)
	if !ok {
		return false
	}
	switch before := start - 1; {
	case is(tokens, before, "as"), is(tokens, before, "satisfies"):
		return !listed(tokens, before)
	case is(tokens, before, "implements"):
		return true
	case is(tokens, before, "<"), is(tokens, before, ","):
		return typeArgument(tokens, start, end)
	case decorated:
		return false
	case is(tokens, before, "="):
		return is(tokens, before-2, "type") && tokens[before-1].kind == word
	case is(tokens, before, ":"):
		return annotates(tokens, before, end)
	}
	return false
}

// listed reports whether an "as" may rename what an export hands on.
func listed(tokens []token, at int) bool {
	for n := at - 1; n >= 0 && n > at-200; n-- {
		switch {
		case is(tokens, n, "{"):
			return is(tokens, n-1, "export")
		case tokens[n].kind != word && !is(tokens, n, ","):
			return false
		}
	}
	return false
}

// typeArgument reports whether a type is one of the arguments in angle brackets, as TypeScript itself
// reads them: behind a name, and with nothing in them but types.
func typeArgument(tokens []token, start, end int) bool {
	open, depth := start-1, 1
	for ; open > 0; open-- {
		switch {
		case is(tokens, open, "<"):
			depth--
		case closes(tokens, open) > 0:
			depth += closes(tokens, open)
		case !simpleType(tokens, open):
			return false
		}
		if depth == 0 {
			break
		}
	}
	if depth != 0 || open == 0 || tokens[open-1].kind != word || keyword[tokens[open-1].text] {
		return false
	}
	for depth = 1; end < len(tokens); end++ {
		switch {
		case is(tokens, end, "<"):
			depth++
		case closes(tokens, end) > 0:
			depth -= closes(tokens, end)
		case !simpleType(tokens, end):
			return false
		}
		if depth <= 0 {
			break
		}
	}
	if depth > 0 {
		return false
	}
	behind := end + 1
	return behind >= len(tokens) || tokens[behind].newLine || slices.ContainsFunc([]string{"(", ")", ";", ",", "=", "{", "}", "[", "|", "&", "=>"}, func(s string) bool { return is(tokens, behind, s) })
}

// keyword are words behind which no list of type arguments begins.
var keyword = map[string]bool{"return": true, "typeof": true, "case": true, "in": true, "of": true, "delete": true, "void": true, "throw": true, "else": true, "do": true, "await": true, "yield": true, "if": true, "while": true, "new": true, "instanceof": true}

// annotates reports whether the type behind a colon is that of a variable, a parameter, a member or a
// result, and no value of an object or a condition.
func annotates(tokens []token, colon, end int) bool {
	name := colon - 1
	if is(tokens, name, ")") { // a result, which a body or an arrow follows
		return is(tokens, end, "{") || is(tokens, end, "=>")
	}
	if is(tokens, name, "?") || is(tokens, name, "!") {
		name--
	}
	if name < 1 || tokens[name].kind != word || is(tokens, name, "default") {
		return false
	}
	before := name - 1
	if is(tokens, before, "const") || is(tokens, before, "let") || is(tokens, before, "var") {
		return true
	}
	switch open := enclosing(tokens, before); {
	case open >= 0 && is(tokens, open, "("):
		return !slices.ContainsFunc(tokens[open:name], func(t token) bool { return t.kind == punctuation && t.text == "?" }) || is(tokens, before, ",") && parameters(tokens, open)
	case open < 0 || !is(tokens, open, "{"):
		return false
	}
	ends := is(tokens, end, ";") || is(tokens, end, "=") || end < len(tokens) && tokens[end].newLine && tokens[end].kind == word
	return ends && beginsMember(tokens, name)
}

// enclosing returns the bracket that is open at a token, -1 for none.
func enclosing(tokens []token, at int) int {
	depth := 0
	for ; at >= 0; at-- {
		if tokens[at].kind != punctuation {
			continue
		}
		switch tokens[at].text {
		case ")", "]", "}":
			depth++
		case "(", "[", "{":
			if depth == 0 {
				return at
			}
			depth--
		}
	}
	return -1
}

// parameters reports whether a round bracket holds the parameters of a function: a body, an arrow or
// the type of a result follows it.
func parameters(tokens []token, open int) bool {
	depth := 0
	for at := open; at < len(tokens); at++ {
		switch {
		case is(tokens, at, "("):
			depth++
		case is(tokens, at, ")"):
			depth--
		}
		if depth == 0 {
			return is(tokens, at+1, "{") || is(tokens, at+1, "=>")
		}
	}
	return false
}

// beginsMember reports whether a name is the first word of a member of a class, an interface or a type,
// but for its modifiers.
func beginsMember(tokens []token, name int) bool {
	at := name
	for at > 0 && slices.Contains([]string{"private", "public", "protected", "readonly", "static", "declare", "override", "abstract", "accessor"}, tokens[at-1].text) {
		at--
	}
	before := at - 1
	return is(tokens, before, ";") || is(tokens, before, "{") || is(tokens, before, "}") ||
		at != name || tokens[at].newLine && before >= 0 && tokens[before].kind != punctuation && !keyword[tokens[before].text] && !is(tokens, before, "case")
}
