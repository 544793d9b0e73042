package source

import "slices"

// This file is about programs that set a variable of their environment for themselves.

// SetsVariable reports whether a file gives a variable of the process the value, in any case or
// where it has none yet: process.env.NAME = "value" among its own statements, so that it is done
// whenever the file is loaded.
func (c *Code) SetsVariable(name, value string) bool {
	for at := range c.tokens {
		if end := c.ofProcess(at, name); end > 0 && c.gets(end, name, value) && c.outermost(at, name) {
			return true
		}
	}
	return false
}

// ofProcess returns the end of process.env.NAME that begins at a token, 0 where it does not.
func (c *Code) ofProcess(at int, name string) int {
	if !is(c.tokens, at, "process") || !is(c.tokens, at+1, ".") || !is(c.tokens, at+2, "env") || is(c.tokens, at-1, ".") {
		return 0
	}
	switch {
	case is(c.tokens, at+3, ".") && is(c.tokens, at+4, name):
		return at + 5
	case is(c.tokens, at+3, "[") && c.string(at+4, name) && is(c.tokens, at+5, "]"):
		return at + 6
	}
	return 0
}

// string reports whether a token is the string.
func (c *Code) string(at int, value string) bool {
	return at < len(c.tokens) && c.tokens[at].kind == text && c.tokens[at].text == value
}

// gets reports whether an assignment at a token gives the variable the value, or its own with the
// value for none, and nothing else.
func (c *Code) gets(at int, name, value string) bool {
	switch {
	case is(c.tokens, at, "||="), is(c.tokens, at, "??="):
	case !is(c.tokens, at, "="):
		return false
	default:
		if end := c.ofProcess(at+1, name); end > 0 {
			if !is(c.tokens, end, "||") && !is(c.tokens, end, "??") {
				return false
			}
			at = end
		}
	}
	at++
	next := at + 1
	return c.string(at, value) && (next == len(c.tokens) || is(c.tokens, next, ";") || is(c.tokens, next, "}") || c.tokens[next].newLine)
}

// outermost reports whether a statement is one of the file's own, or the first of an if among them
// that asks for nothing but that the variable has no value.
func (c *Code) outermost(at int, name string) bool {
	if open := c.around[at]; open >= 0 {
		if open != at-1 || !is(c.tokens, open, "{") {
			return false
		}
		at = c.unset(open-1, name)
	} else if open, ok := c.ends[at-1]; ok && is(c.tokens, at-1, ")") && (is(c.tokens, open-1, "if") || is(c.tokens, open-1, "for") || is(c.tokens, open-1, "while")) {
		at = c.unset(at-1, name)
	}
	if at < 0 || c.around[at] >= 0 {
		return false
	}
	return at == 0 || is(c.tokens, at-1, ";") || is(c.tokens, at-1, "}") || c.tokens[at].newLine && !is(c.tokens, at-1, "else") && !is(c.tokens, at-1, "=>")
}

// unset returns where an if begins whose condition ends at a token and is !process.env.NAME, -1 where
// none does.
func (c *Code) unset(closing int, name string) int {
	open, ok := c.ends[closing]
	if !ok || closing < 0 || !is(c.tokens, closing, ")") || !is(c.tokens, open-1, "if") || !is(c.tokens, open+1, "!") || c.ofProcess(open+2, name) != closing {
		return -1
	}
	return open - 1
}

// Loads returns the modules that a file loads among its own statements, by import or by require, in
// order.
func (c *Code) Loads() (modules []string) {
	for at, t := range c.tokens {
		if t.kind != text {
			continue
		}
		imported := c.around[at] < 0 && (is(c.tokens, at-1, "import") || is(c.tokens, at-1, "from"))
		required := is(c.tokens, at-1, "(") && is(c.tokens, at-2, "require") && c.around[at-1] < 0
		if (imported || required) && !slices.Contains(modules, t.text) {
			modules = append(modules, t.text)
		}
	}
	return modules
}
