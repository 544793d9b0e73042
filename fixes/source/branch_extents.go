package source

// This file finds where statements, conditions and operands begin and end.

// body returns the end of the statement that begins at a token.
func (b *branches) body(at int) int {
	if is(b.tokens, at, "{") {
		if closing, ok := b.ends[at]; ok {
			return closing + 1
		}
		return len(b.tokens)
	}
	end := b.until(at, func(n int) bool { return is(b.tokens, n, ";") || n > at && b.breaks(n) })
	if is(b.tokens, end, ";") {
		end++
	}
	return end
}

// leaves reports whether a statement ends by leaving its block.
func (b *branches) leaves(start, end int) bool {
	last := start
	if is(b.tokens, start, "{") {
		for n := start + 1; n < end-1; n = b.body(n) {
			if b.body(n) <= n {
				return false
			}
			last = n
		}
	}
	return is(b.tokens, last, "return") || is(b.tokens, last, "throw") || is(b.tokens, last, "continue")
}

// blockEnd returns the end of the block that a token is in.
func (b *branches) blockEnd(at int) int {
	return b.until(at, func(int) bool { return false })
}

// until goes on over balanced brackets until stop or the end of the block.
func (b *branches) until(at int, stop func(n int) bool) int {
	for n := at; n < len(b.tokens); n++ {
		if stop(n) {
			return n
		}
		t := b.tokens[n]
		if t.kind != punctuation {
			continue
		}
		switch t.text {
		case "(", "[", "{":
			closing, ok := b.ends[n]
			if !ok {
				return len(b.tokens)
			}
			n = closing
		case ")", "]", "}":
			return n
		}
	}
	return len(b.tokens)
}

// breaks reports whether a new statement begins at a token without a semicolon before it.
func (b *branches) breaks(n int) bool {
	if !b.tokens[n].newLine {
		return false
	}
	t, before := b.tokens[n], b.tokens[n-1]
	if t.kind == punctuation && t.text != "{" && t.text != "}" && t.text != "!" || is(b.tokens, n, "in") || is(b.tokens, n, "of") {
		return false
	}
	return before.kind != punctuation || before.text == ")" || before.text == "]" || before.text == "}"
}

// maxCondition bounds how many tokens of a condition are looked at.
const maxCondition = 200

// head returns where the condition in front of a token begins; one that is too long has
// no beginning.
func (b *branches) head(at int) int {
	for n := at - 1; n >= max(0, at-2*maxCondition); n-- {
		t := b.tokens[n]
		if t.kind == word {
			switch t.text {
			case "return", "throw", "case", "default", "await", "yield", "const", "let", "var", "else":
				return n + 1
			}
		}
		if t.kind != punctuation {
			continue
		}
		switch t.text {
		case ")", "]", "}":
			opening, ok := b.ends[n]
			if !ok || t.text == "}" {
				return n + 1
			}
			n = opening
		case "(", "[", "{", ",", ";", "=", ":", "?", "=>", "...", "+", "||=", "&&=", "??=":
			return n + 1
		case "||":
			if is(b.tokens, at, "&&") {
				return n + 1
			}
		}
	}
	return 0
}

// tail returns the end of an operand that begins at a token.
func (b *branches) tail(at int) int {
	return b.until(at, func(n int) bool {
		return is(b.tokens, n, ",") || is(b.tokens, n, ";") || is(b.tokens, n, ":") || is(b.tokens, n, "||") || is(b.tokens, n, "?") && !is(b.tokens, at-1, ":") || n > at && b.breaks(n)
	})
}
