package source

import (
	"iter"
	"slices"
)

// A Placed value is what a key of a configuration is given, and where that stands.
type Placed struct {
	// Value is the value as it is written; of a variable of the same file, what that is given.
	Value string
	// In are the names of what the key stands in, the outermost first: the keys of objects, the
	// variables and the functions, but for what the file exports itself.
	In []string
	// Under are the conditions in front of what the key stands in, as far as they are written there.
	Under []string
}

// Placed are the values that code gives to some keys: by { key: … }, by { key } and by x.key = …. Comments
// are no code.
func (c *Code) Placed(keys ...string) iter.Seq[Placed] {
	return func(yield func(Placed) bool) {
		for at, t := range c.tokens {
			if t.kind != word && t.kind != text || !slices.Contains(keys, t.text) {
				continue
			}
			value, start := span{}, at
			switch {
			case is(c.tokens, at+1, ":") && !c.decides(at+1):
				value = span{at + 2, c.value(at + 2)}
			case is(c.tokens, at+1, "=") && is(c.tokens, at-1, "."):
				value = span{at + 2, c.value(at + 2)}
				for start >= 2 && is(c.tokens, start-1, ".") && c.tokens[start-2].kind == word {
					start -= 2
				}
			case t.kind == word && c.short(at):
				value = span{at, at + 1}
			default:
				continue
			}
			p := Placed{Value: c.variable(c.text(value))}
			if start < at {
				for n := start; n < at; n += 2 {
					p.In = append(p.In, c.tokens[n].text)
				}
			}
			c.place(&p, start)
			if !yield(p) {
				return
			}
		}
	}
}

// short reports whether a word is a key and the variable that is its value: { key }.
func (c *Code) short(at int) bool {
	open := c.around[at]
	if open < 0 || !is(c.tokens, open, "{") || !is(c.tokens, at-1, "{") && !is(c.tokens, at-1, ",") || !is(c.tokens, at+1, "}") && !is(c.tokens, at+1, ",") {
		return false
	}
	end := c.ends[open]
	return !is(c.tokens, end+1, "=") && !is(c.tokens, end+1, "from") && !is(c.tokens, open-1, "import") && !is(c.tokens, open-1, "export")
}

// Given returns what a variable is given where a value is one that the file names once, else the value.
func (c *Code) Given(value string) string { return c.variable(value) }

// variable returns what a variable is given where a value is one that the file names once.
func (c *Code) variable(value string) string {
	found := ""
	for name, text := range c.Variables() {
		if name == value {
			if found != "" {
				return value
			}
			found = text
		}
	}
	if found == "" {
		return value
	}
	return found
}

// place adds what a token stands in.
func (c *Code) place(p *Placed, at int) {
	var in []string
	first := at
	for n := at; n >= 0; n = c.around[n] {
		start := c.begins(n)
		if condition := c.hangs(start, n); condition != "" {
			p.Under = append(p.Under, condition)
		}
		if n == at || !is(c.tokens, n, "{") && !is(c.tokens, n, "[") {
			continue
		}
		for is(c.tokens, start-1, "(") && start >= 2 && c.tokens[start-2].kind != word {
			start--
		}
		name := ""
		switch {
		case is(c.tokens, start-1, "="), is(c.tokens, start-1, ":"):
			name = c.named(start)
		case is(c.tokens, n-1, ")"), is(c.tokens, n-1, "=>"):
			name = c.function(n)
		}
		if name != "" {
			in, first = append(in, name), n
		}
	}
	slices.Reverse(in)
	p.In = append(in, p.In...)
	switch {
	case len(p.In) > 1 && p.In[0] == "module" && p.In[1] == "exports":
		p.In = p.In[2:]
	case len(p.In) > 0 && (p.In[0] == "exports" || c.exports(p.In[0], first)):
		p.In = p.In[1:]
	}
}

// begins returns where the value begins that ends behind a token, with the conditions in front of it.
func (c *Code) begins(at int) int {
	for n := at - 1; n >= max(0, at-maxCondition); n-- {
		if n+1 < at && c.breaks(n+1) {
			return n + 1
		}
		t := c.tokens[n]
		if t.kind == word && (t.text == "return" || t.text == "default" || t.text == "else") {
			return n + 1
		}
		if t.kind != punctuation {
			continue
		}
		switch t.text {
		case ")", "]", "}":
			opening, ok := c.ends[n]
			if !ok {
				return n + 1
			}
			n = opening
		case ":":
			if !c.decides(n) {
				return n + 1
			}
		case "(", "[", "{", ",", ";", "=", "=>", "...":
			return n + 1
		}
	}
	return max(0, at-maxCondition)
}

// hangs returns the condition of what begins at a token, and ends behind start, "" for none.
func (c *Code) hangs(start, at int) string {
	switch open := c.ends[at-1]; {
	case is(c.tokens, at-1, "else"):
		return "else"
	case is(c.tokens, at-1, ")") && is(c.tokens, open-1, "if"):
		return c.text(span{open + 1, at - 1})
	}
	for n := start; n < at; n++ {
		if is(c.tokens, n, "?") || is(c.tokens, n, "&&") || is(c.tokens, n, "||") || is(c.tokens, n, "??") {
			return c.text(span{start, at})
		}
	}
	return ""
}

// exports reports whether the file exports a name that is given its value at a token.
func (c *Code) exports(name string, given int) bool {
	from := len(c.tokens)
	for at := range c.tokens {
		if is(c.tokens, at, "default") && is(c.tokens, at-1, "export") || is(c.tokens, at, "exports") && is(c.tokens, at+1, "=") {
			from = at
		}
	}
	for at := from; at < len(c.tokens); at++ {
		if is(c.tokens, at, name) && (given < from || is(c.tokens, at-1, "function")) {
			return c.hangs(c.begins(at), at) == ""
		}
	}
	return false
}
