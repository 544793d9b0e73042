package source

// This file finds where statements, conditions and operands begin and end.

// body returns the end of the statement that begins at a token.
func (c *Code) body(at int) int {
	if is(c.tokens, at, "{") {
		if closing, ok := c.ends[at]; ok {
			return closing + 1
		}
		return len(c.tokens)
	}
	end := c.until(at, func(n int) bool { return is(c.tokens, n, ";") || n > at && c.breaks(n) })
	if is(c.tokens, end, ";") {
		end++
	}
	return end
}

// leaves reports whether a statement ends by leaving its block.
func (c *Code) leaves(start, end int) bool {
	last := start
	if is(c.tokens, start, "{") {
		for n := start + 1; n < end-1; n = c.body(n) {
			if c.body(n) <= n {
				return false
			}
			last = n
		}
	}
	return is(c.tokens, last, "return") || is(c.tokens, last, "throw") || is(c.tokens, last, "continue")
}

// blockEnd returns the end of the block that a token is in.
func (c *Code) blockEnd(at int) int {
	if at < len(c.tokens) && c.around[at] >= 0 {
		if closing, ok := c.ends[c.around[at]]; ok {
			return closing
		}
	}
	return len(c.tokens)
}

// maxRun bounds how many tokens outside of brackets a statement or a value is taken to have, so that a file
// that is made for it does not take long.
const maxRun = 2000

// until goes on over balanced brackets until stop or the end of the block.
func (c *Code) until(at int, stop func(n int) bool) int {
	most := maxRun
	for n := at; n < len(c.tokens); n++ {
		if most--; most < 0 || stop(n) {
			return n
		}
		t := c.tokens[n]
		if t.kind != punctuation {
			continue
		}
		switch t.text {
		case "(", "[", "{":
			closing, ok := c.ends[n]
			if !ok {
				return len(c.tokens)
			}
			n = closing
		case ")", "]", "}":
			return n
		}
	}
	return len(c.tokens)
}

// breaks reports whether a new statement begins at a token without a semicolon before it.
func (c *Code) breaks(n int) bool {
	if !c.tokens[n].newLine {
		return false
	}
	t, before := c.tokens[n], c.tokens[n-1]
	if t.kind == punctuation && t.text != "{" && t.text != "}" && t.text != "!" || is(c.tokens, n, "in") || is(c.tokens, n, "of") {
		return false
	}
	return before.kind != punctuation || before.text == ")" || before.text == "]" || before.text == "}"
}

// maxCondition bounds how many tokens of a condition are looked at.
const maxCondition = 200

// head returns where the condition in front of a token begins; one that is too long has
// no beginning.
func (c *Code) head(at int) int {
	for n := at - 1; n >= max(0, at-2*maxCondition); n-- {
		t := c.tokens[n]
		if n+1 < at && c.breaks(n+1) {
			return n + 1
		}
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
			opening, ok := c.ends[n]
			if !ok || t.text == "}" {
				return n + 1
			}
			n = opening
		case "(", "[", "{", ",", ";", "=", ":", "?", "=>", "...", "+", "||=", "&&=", "??=":
			return n + 1
		case "||":
			if is(c.tokens, at, "&&") {
				return n + 1
			}
		}
	}
	return 0
}

// value returns the end of a value that begins at a token, with all its operators.
func (c *Code) value(at int) int {
	return c.until(at, func(n int) bool {
		return is(c.tokens, n, ",") || is(c.tokens, n, ";") || n > at && c.breaks(n)
	})
}

// named returns the name that a value is for, which begins at a token: what it is assigned to, the key
// that it stands under, or the function that gets it first; "" when there is none.
func (c *Code) named(at int) string {
	for is(c.tokens, at-1, "(") && at >= 2 && c.tokens[at-2].kind != word {
		at--
	}
	before := at - 2
	switch {
	case before < 0 || !is(c.tokens, at-1, "=") && !is(c.tokens, at-1, ":") && !is(c.tokens, at-1, "("):
		return ""
	case is(c.tokens, at-1, "=") && is(c.tokens, before-1, ":"): // const port: number = …
		before -= 2
	}
	if before < 0 || c.tokens[before].kind != word && c.tokens[before].kind != text || controls[c.tokens[before].text] {
		return ""
	}
	return c.tokens[before].text
}

// tail returns the end of an operand that begins at a token.
func (c *Code) tail(at int) int {
	return c.until(at, func(n int) bool {
		return is(c.tokens, n, ",") || is(c.tokens, n, ";") || is(c.tokens, n, ":") || is(c.tokens, n, "||") || is(c.tokens, n, "?") && !is(c.tokens, at-1, ":") || n > at && c.breaks(n)
	})
}
