package source

// brackets pairs the brackets of tokens while they are read.
type brackets struct {
	open []int
	// last is the opening token of the bracket that the last token closes, -1 for none.
	last int
}

// take reads the token at a place.
func (b *brackets) take(t token, at int) {
	b.last = -1
	if t.kind != punctuation {
		return
	}
	switch t.text {
	case "(", "[", "{":
		b.open = append(b.open, at)
	case ")", "]", "}":
		if n := len(b.open) - 1; n >= 0 {
			b.last, b.open = b.open[n], b.open[:n]
		}
	}
}

// startsValue reports whether a value may begin behind the tokens, so that a
// slash begins a regular expression and is no division. opened is where the bracket
// opens that the last of them closes.
func startsValue(tokens []token, opened int) bool {
	at := len(tokens) - 1
	if at < 0 {
		return true
	}
	switch last := tokens[at]; {
	case last.kind == word:
		return beforeValue[last.text] && !is(tokens, at-1, ".")
	case last.kind != punctuation || last.text == "]":
		return false
	case last.text == ")":
		return opened >= 0 && ofStatement(tokens, opened)
	case last.text == "}":
		return opened >= 0 && isBlock(tokens, opened)
	case last.text == "++" || last.text == "--": // i++ / 2
		return at == 0 || last.newLine || tokens[at-1].kind != word && !is(tokens, at-1, ")") && !is(tokens, at-1, "]")
	}
	return true
}

// beforeValue are keywords with a value behind them.
var beforeValue = map[string]bool{"return": true, "typeof": true, "case": true, "in": true, "of": true, "delete": true, "void": true, "throw": true, "new": true, "else": true, "do": true, "await": true, "yield": true, "instanceof": true}

// ofStatement reports whether the parentheses that open at a token are those of a
// statement: behind them begins another one, as in "if (a) /b/.test(c)".
func ofStatement(tokens []token, open int) bool {
	before := open - 1
	if is(tokens, before, "await") { // for await (…)
		before--
	}
	if before < 0 || tokens[before].kind != word || is(tokens, before-1, ".") {
		return false
	}
	switch tokens[before].text {
	case "if", "while", "for", "with":
		return true
	}
	return false
}

// isBlock reports whether the braces that open at a token hold statements, and are no
// object: behind a block begins another statement.
func isBlock(tokens []token, open int) bool {
	before := open - 1
	if before < 0 {
		return true
	}
	switch last := tokens[before]; {
	case last.kind == word:
		return last.text == "else" || last.text == "do" || !beforeValue[last.text]
	case last.kind != punctuation:
		return false
	}
	switch tokens[before].text {
	case ")", ";", "{", "}", "=>":
		return true
	}
	return false
}
