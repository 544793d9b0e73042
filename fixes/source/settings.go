package source

import (
	"iter"
	"slices"
)

// Settings are the names that take the answer to a question itself, as secure does in "secure: Q", and
// the answer that each has when it is true: variables, keys, and functions that return it. They come
// in the order of the file, and ask may know those before when it is asked for the next.
func (c *Code) Settings(ask func(condition string) Answer) iter.Seq2[string, Answer] {
	return func(yield func(string, Answer) bool) {
		b := &branches{Code: c, ask: ask}
		for at := range c.tokens {
			name := c.takes(at)
			if name == "" {
				continue
			}
			value := c.plain(span{at + 1, c.value(at + 1)})
			if c.chooses(value) {
				continue
			}
			if answer := b.implied(value, true); answer != Unknown && !yield(name, answer) {
				return
			}
		}
	}
}

// Assigned are the names that are given a value, and its text as it is written, in the order of the file.
func (c *Code) Assigned() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for at := range c.tokens {
			if name := c.takes(at); name != "" && !yield(name, c.text(span{at + 1, c.value(at + 1)})) {
				return
			}
		}
	}
}

// takes returns the name that gets the value behind a token, "" when there is none.
func (c *Code) takes(at int) string {
	switch {
	case is(c.tokens, at, "="), is(c.tokens, at, ":") && !c.decides(at):
		return c.named(at + 1)
	case is(c.tokens, at, "=>"):
		return c.function(at)
	case is(c.tokens, at, "return"):
		return c.function(c.around[at])
	}
	return ""
}

// function returns the name of the function whose body begins at a token.
func (c *Code) function(at int) string {
	for n := at - 1; n > max(0, at-6); n-- { // a type may stand between
		open, ok := c.ends[n]
		if !ok || !is(c.tokens, n, ")") || open < 1 {
			continue
		}
		switch before := open - 1; {
		case is(c.tokens, before, "="), is(c.tokens, before, ":"):
			return c.named(open)
		case is(c.tokens, before, "function"):
			return c.named(before)
		case c.tokens[before].kind == word && !controls[c.tokens[before].text]:
			return c.tokens[before].text
		}
		return ""
	}
	return ""
}

// decides reports whether a colon is that of a ?:.
func (c *Code) decides(colon int) bool {
	for n := colon - 1; n >= max(0, colon-maxCondition); n-- {
		switch {
		case is(c.tokens, n, "?"):
			return true
		case is(c.tokens, n, ")"), is(c.tokens, n, "]"), is(c.tokens, n, "}"):
			opening, ok := c.ends[n]
			if !ok {
				return false
			}
			n = opening
		case is(c.tokens, n, "("), is(c.tokens, n, "["), is(c.tokens, n, "{"), is(c.tokens, n, ","), is(c.tokens, n, ";"):
			return false
		}
	}
	return false
}

// controls are words that a bracket follows and that are no functions.
var controls = map[string]bool{"if": true, "while": true, "switch": true, "for": true, "with": true, "catch": true, "return": true}

// plain returns the question of a value that only spells its answer out: Q ? true : false.
func (c *Code) plain(value span) span {
	if at := value.end - 4; at > value.start && is(c.tokens, at, "?") && is(c.tokens, at+1, "true") && is(c.tokens, at+2, ":") && is(c.tokens, at+3, "false") {
		return span{value.start, at}
	}
	return value
}

// chooses reports whether a value has a ?: in it, so that it is no answer.
func (c *Code) chooses(value span) bool {
	at := c.until(value.start, func(n int) bool { return n >= value.end || is(c.tokens, n, "?") })
	return at < value.end
}

// Variables are those of the assigned names that are variables, not keys of an object.
func (c *Code) Variables() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for at := range c.tokens {
			if !is(c.tokens, at, "=") || is(c.tokens, at-2, ".") {
				continue
			}
			if name := c.named(at + 1); name != "" && !yield(name, c.text(span{at + 1, c.value(at + 1)})) {
				return
			}
		}
	}
}

// Sets reports whether code names one of some keys, as that of an object or as what is
// assigned: { key: … }, { key }, x.key = …. Comments are no code.
func (c *Code) Sets(keys ...string) bool {
	for at, t := range c.tokens {
		if t.kind != word && t.kind != text || !slices.Contains(keys, t.text) {
			continue
		}
		if is(c.tokens, at+1, ":") || is(c.tokens, at+1, "=") || t.kind == word && (is(c.tokens, at+1, ",") || is(c.tokens, at+1, "}")) {
			return true
		}
	}
	return false
}
