package source

import "iter"

// A Binding is a name that a file gives what it takes out of a module.
type Binding struct {
	// Name is that of the file, and Of what the module calls it: "default", or "*" for all of the module.
	Name, Of, Module string
}

// Bindings are the names that a file gives what it imports, or takes from require where it declares a name.
func (c *Code) Bindings() iter.Seq[Binding] {
	return func(yield func(Binding) bool) {
		for at, t := range c.tokens {
			if t.kind != text {
				continue
			}
			start, end, of := -1, at, ""
			switch {
			case is(c.tokens, at-1, "from"):
				if start, end, of = importStart(c.tokens, at)+1, at-1, "default"; start == 0 {
					continue
				}
			case is(c.tokens, at-1, "(") && is(c.tokens, at-2, "require") && is(c.tokens, at-3, "=") && is(c.tokens, at+1, ")"):
				end, of = at-3, "*"
				if start = end - 1; is(c.tokens, start, "}") {
					start = c.ends[start]
				}
			default:
				continue
			}
			for n := start; n < end; n++ {
				if c.tokens[n].kind != word || is(c.tokens, n, "type") {
					continue
				}
				b := Binding{c.tokens[n].text, of, t.text}
				if open := c.around[n]; open >= start && is(c.tokens, open, "{") {
					b.Of = b.Name
				}
				if (is(c.tokens, n+1, "as") || is(c.tokens, n+1, ":")) && n+2 < end && c.tokens[n+2].kind == word {
					b.Name = c.tokens[n+2].text
					n += 2
				} else if is(c.tokens, n, "as") && is(c.tokens, n-1, "*") && n+1 < end {
					b.Name, b.Of = c.tokens[n+1].text, "*"
					n++
				}
				if !yield(b) {
					return
				}
			}
		}
	}
}

// Declared says how often a file declares each of its names, as a variable or a function.
func (c *Code) Declared() map[string]int {
	declared := map[string]int{}
	for at := range c.tokens {
		for _, kind := range []string{"const", "let", "var", "function"} {
			if is(c.tokens, at, kind) && at+1 < len(c.tokens) && c.tokens[at+1].kind == word {
				declared[c.tokens[at+1].text]++
			}
		}
	}
	return declared
}
