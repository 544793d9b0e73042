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
			value, outcome := c.plain(span{at + 1, c.value(at + 1)})
			if c.chooses(value) {
				continue
			}
			answer := b.implied(value, true)
			if !outcome {
				answer = b.implied(value, false)
			}
			if answer != Unknown && !yield(name, answer) {
				return
			}
		}
		for name, answer := range c.told(ask) {
			if !yield(name, answer) {
				return
			}
		}
	}
}

// told are the functions that return true or false in pieces of the code which only run while the question
// has one answer, and nothing anywhere else: function isLive() { if (Q) return true; return false }.
func (c *Code) told(ask func(condition string) Answer) iter.Seq2[string, Answer] {
	return func(yield func(string, Answer) bool) {
		var b *branches
		answers, order := map[string]Answer{}, []string{}
		for at := range c.tokens {
			if !is(c.tokens, at, "return") || !is(c.tokens, at+1, "true") && !is(c.tokens, at+1, "false") || c.value(at+1) != at+2 {
				continue
			}
			if b == nil {
				b = c.branches(ask)
			}
			name, answer := c.returns(at), Unknown
			switch {
			case b.in(Yes, at):
				answer = Yes
			case b.in(No, at):
				answer = No
			}
			if is(c.tokens, at+1, "false") {
				answer = answer.not()
			}
			if before, known := answers[name]; known && before != answer {
				answer = Unknown
			} else if !known {
				order = append(order, name)
			}
			answers[name] = answer
		}
		for _, name := range order {
			if name != "" && answers[name] != Unknown && !yield(name, answers[name]) {
				return
			}
		}
	}
}

// returns returns the name of the function that a return ends, from within the blocks of its statements; ""
// where it is not certain, or the function returns anything but true and false.
func (c *Code) returns(at int) string {
	for n := c.around[at]; n >= 0; n = c.around[n] {
		if !is(c.tokens, n, "{") {
			return ""
		}
		name := ""
		if !is(c.tokens, n-1, "else") && !is(c.tokens, n-1, "try") && !is(c.tokens, n-1, "finally") && !is(c.tokens, n-1, "do") {
			name = c.function(n)
		}
		if name == "" {
			continue
		}
		for inside := n + 1; inside < c.ends[n]; inside++ {
			if is(c.tokens, inside, "return") && !is(c.tokens, inside+1, "true") && !is(c.tokens, inside+1, "false") {
				return ""
			}
		}
		return name
	}
	return ""
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

// Kept are those of the assigned names that are keys of objects which the file keeps: what is handed to a call, as
// in json({ a: b }), is none, but for what is frozen.
func (c *Code) Kept() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for at := range c.tokens {
			if !is(c.tokens, at, ":") || c.decides(at) {
				continue
			}
			open := c.around[at]
			for open >= 0 && is(c.tokens, open, "{") && is(c.tokens, open-1, ":") {
				open = c.around[open]
			}
			call := open >= 0 && (is(c.tokens, open-1, ",") || is(c.tokens, open-1, "(") && !is(c.tokens, open-2, "freeze") && !is(c.tokens, open-2, "=>"))
			if name := c.takes(at); name != "" && !call && !yield(name, c.text(span{at + 1, c.value(at + 1)})) {
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
	case is(c.tokens, at, "default") && is(c.tokens, at-1, "export"):
		return "exports"
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

// plain returns the question of a value that only spells its answer out, and what it answers to yes:
// Q ? true : false.
func (c *Code) plain(value span) (question span, outcome bool) {
	at := value.end - 4
	if at <= value.start || !is(c.tokens, at, "?") || !is(c.tokens, at+2, ":") {
		return value, true
	}
	switch yes := is(c.tokens, at+1, "true"); {
	case yes && is(c.tokens, at+3, "false"), is(c.tokens, at+1, "false") && is(c.tokens, at+3, "true"):
		return span{value.start, at}, yes
	}
	return value, true
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
