package source

import "slices"

// typeAround returns where the type begins and ends that a name is part of: with its qualifiers, its
// arguments, the brackets of arrays and the other members of a union.
func typeAround(tokens []token, at int) (start, end int, ok bool) {
	if end, ok = operandEnd(tokens, at); !ok {
		return 0, 0, false
	}
	for joins(tokens, end) {
		next, ok := operandEnd(tokens, end+1)
		if !ok {
			break // by a type that is written out
		}
		end = next
	}
	start = at
	for joins(tokens, start-1) {
		if is(tokens, start-2, "=") || is(tokens, start-2, ":") || is(tokens, start-2, "<") { // a first sign of a union
			return start - 1, end, true
		}
		if start, ok = operandStart(tokens, start-2); !ok {
			return 0, 0, false
		}
	}
	return start, end, true
}

func joins(tokens []token, at int) bool { return is(tokens, at, "|") || is(tokens, at, "&") }

// maxArguments is how many tokens the arguments of a type may have: where they do not end, each one
// within them would be read to the end of the file.
const maxArguments = 400

// operandEnd returns the token behind a member of a union that begins at a token.
func operandEnd(tokens []token, at int) (end int, ok bool) {
	if at >= len(tokens) || tokens[at].kind != word && tokens[at].kind != text {
		return 0, false
	}
	for at++; is(tokens, at, ".") && at+1 < len(tokens) && tokens[at+1].kind == word; {
		at += 2
	}
	if is(tokens, at, "<") {
		depth, open := 0, at
		for ; at < len(tokens); at++ {
			if at-open > maxArguments {
				return 0, false
			}
			switch {
			case is(tokens, at, "<"):
				depth++
			case closes(tokens, at) > 0:
				depth -= closes(tokens, at)
			case !simpleType(tokens, at):
				return 0, false
			}
			if depth <= 0 {
				break
			}
		}
		if at++; depth < 0 { // >> closes the outer list too
			return at - 1, true
		}
	}
	for is(tokens, at, "[") && is(tokens, at+1, "]") {
		at += 2
	}
	return at, true
}

// operandStart returns the first token of a member of a union that ends at a token.
func operandStart(tokens []token, at int) (start int, ok bool) {
	for is(tokens, at, "]") && is(tokens, at-1, "[") {
		at -= 2
	}
	if at > 0 && closes(tokens, at) > 0 {
		closed := at
		for depth := 0; at > 0; at-- {
			if closed-at > maxArguments {
				return 0, false
			}
			switch {
			case closes(tokens, at) > 0:
				depth += closes(tokens, at)
			case is(tokens, at, "<"):
				depth--
			case !simpleType(tokens, at):
				return 0, false
			}
			if depth <= 0 {
				break
			}
		}
		at--
	}
	if at < 0 || tokens[at].kind != word && tokens[at].kind != text {
		return 0, false
	}
	for is(tokens, at-1, ".") && at > 1 && tokens[at-2].kind == word {
		at -= 2
	}
	return at, true
}

// closes returns how many lists of type arguments a token ends.
func closes(tokens []token, at int) int {
	for n, s := range []string{">", ">>", ">>>"} {
		if is(tokens, at, s) {
			return n + 1
		}
	}
	return 0
}

// simpleType reports whether a token may stand in a list of type arguments without any code in it.
func simpleType(tokens []token, at int) bool {
	if tokens[at].kind == word {
		return tokens[at].text != "typeof"
	}
	return tokens[at].kind == text || slices.ContainsFunc([]string{",", ".", "|", "&", "[", "]"}, func(s string) bool { return is(tokens, at, s) })
}
