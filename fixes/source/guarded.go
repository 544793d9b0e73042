package source

import "slices"

// notInProduction returns the modules that a file imports only where NODE_ENV is
// tested not to be production:
//
//	if (process.env.NODE_ENV !== "production") { require("x") }
//	process.env.NODE_ENV === "development" && require("x")
//
// An else, and whatever is not of these shapes, does not count.
func notInProduction(tokens []token) []string {
	var guarded, open []string
	blocks := []bool{false} // of each open brace: whether what it holds is guarded
	for at := range tokens {
		switch {
		case is(tokens, at, "{"):
			blocks = append(blocks, blocks[len(blocks)-1] || testsBefore(tokens, at))
		case is(tokens, at, "}") && len(blocks) > 1:
			blocks = blocks[:len(blocks)-1]
		case tokens[at].kind == text && is(tokens, at-1, "(") && is(tokens, at-2, "require"):
			if blocks[len(blocks)-1] || testsBefore(tokens, at-2) {
				add(&guarded, tokens[at].text)
			} else {
				add(&open, tokens[at].text)
			}
		case tokens[at].kind == text && (is(tokens, at-1, "from") || is(tokens, at-1, "import") || is(tokens, at-1, "(") && is(tokens, at-2, "import")):
			add(&open, tokens[at].text)
		}
	}
	return slices.DeleteFunc(guarded, func(m string) bool { return slices.Contains(open, m) })
}

// testsBefore reports whether what stands directly before a token lets it run
// outside of production only.
func testsBefore(tokens []token, at int) bool {
	if is(tokens, at-1, "&&") {
		return testsEnvironment(tokens, at-1) && !is(tokens, at-9, "||") && !is(tokens, at-9, "!")
	}
	return is(tokens, at-1, ")") && testsEnvironment(tokens, at-1) && is(tokens, at-9, "(") && is(tokens, at-10, "if")
}

// testsEnvironment reports whether process.env.NODE_ENV !== "production", or
// === "development", ends before a token.
func testsEnvironment(tokens []token, end int) bool {
	if end < 7 || tokens[end-1].kind != text {
		return false
	}
	for n, want := range []string{"process", ".", "env", ".", "NODE_ENV"} {
		if !is(tokens, end-7+n, want) {
			return false
		}
	}
	value := tokens[end-1].text
	switch {
	case is(tokens, end-2, "!==") || is(tokens, end-2, "!="):
		return value == "production"
	case is(tokens, end-2, "===") || is(tokens, end-2, "=="):
		return value == "development" || value == "dev" || value == "test" || value == "local"
	}
	return false
}
