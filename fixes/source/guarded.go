package source

import "slices"

// notInProduction returns the modules that a file imports only where NODE_ENV is
// tested not to be production:
//
//	if (process.env.NODE_ENV !== "production") { require("x") }
//	process.env.NODE_ENV === "development" && require("x")
//	if (process.env.NODE_ENV !== "production") { await import("x") }
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
		case tokens[at].kind == text && is(tokens, at-1, "(") && (is(tokens, at-2, "require") || is(tokens, at-2, "import")):
			first := at - 2
			if is(tokens, first-1, "await") {
				first--
			}
			if blocks[len(blocks)-1] || testsBefore(tokens, first) {
				add(&guarded, tokens[at].text)
			} else {
				add(&open, tokens[at].text)
			}
		case tokens[at].kind == text && (is(tokens, at-1, "from") || is(tokens, at-1, "import")):
			add(&open, tokens[at].text)
		}
	}
	return slices.DeleteFunc(guarded, func(m string) bool { return slices.Contains(open, m) })
}

// testsBefore reports whether what stands directly before a token lets it run
// outside of production only.
func testsBefore(tokens []token, at int) bool {
	start := environmentRead(tokens, at-3)
	if start < 0 || !refusesProduction(tokens, at-1) {
		return false
	}
	if is(tokens, at-1, "&&") {
		return !is(tokens, start-1, "||") && !is(tokens, start-1, "!")
	}
	return is(tokens, at-1, ")") && is(tokens, start-1, "(") && is(tokens, start-2, "if")
}

// environmentRead returns where process.env.NODE_ENV, or process.env["NODE_ENV"],
// begins that ends before a token; -1 when it is not there.
func environmentRead(tokens []token, end int) int {
	start := end - 5
	if is(tokens, end-1, "]") {
		start = end - 6
	}
	if start < 0 || !is(tokens, start, "process") || !is(tokens, start+1, ".") || !is(tokens, start+2, "env") {
		return -1
	}
	named := is(tokens, start+3, ".") && is(tokens, start+4, "NODE_ENV")
	indexed := is(tokens, start+3, "[") && tokens[start+4].kind == text && tokens[start+4].text == "NODE_ENV"
	if named && start == end-5 || indexed && start == end-6 {
		return start
	}
	return -1
}

// refusesProduction reports whether !== "production", or === "development", ends
// before a token.
func refusesProduction(tokens []token, end int) bool {
	if end < 2 || tokens[end-1].kind != text {
		return false
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
