package source

import (
	"iter"
	"strings"
)

// A Pair are the values that stand beside each other under two keys.
type Pair struct {
	// Name is what the object of the keys is the value for, "" where that is not certain.
	Name       string
	One, Other string
}

// Pairs are the values under two keys of one object, or of what a module assigns: those of "{ a: 1, b: 2 }"
// and of "exports.a = 1; exports.b = 2".
func (c *Code) Pairs(one, other string) iter.Seq[Pair] {
	return func(yield func(Pair) bool) {
		assigned := map[string]string{}
		for at := range c.tokens {
			switch {
			case is(c.tokens, at, "{"):
				keys := c.keys(at)
				if a, b := keys[one], keys[other]; a != "" && b != "" && !yield(Pair{c.named(at), a, b}) {
					return
				}
			case is(c.tokens, at, "="):
				if name := c.named(at + 1); name == one || name == other {
					assigned[name] = c.text(span{at + 1, c.value(at + 1)})
				}
			}
		}
		if a, b := assigned[one], assigned[other]; a != "" && b != "" {
			yield(Pair{One: a, Other: b})
		}
	}
}

// Objects are the values of the objects that a name is given, by their keys; those that
// take others in are left out.
func (c *Code) Objects(name string) iter.Seq[map[string]string] {
	return func(yield func(map[string]string) bool) {
		for at := range c.tokens {
			if is(c.tokens, at, "{") && c.named(at) == name {
				keys := c.keys(at)
				if end, closed := c.ends[at]; closed && strings.Contains(c.text(span{at, end}), "...") {
					continue
				}
				if len(keys) > 0 && !yield(keys) {
					return
				}
			}
		}
	}
}

// Keys returns the values of a text that is an object, by their keys.
func Keys(object string) map[string]string {
	c := Take([]byte(object))
	if !is(c.tokens, 0, "{") || c.ends[0] != len(c.tokens)-1 {
		return nil
	}
	return c.keys(0)
}

// keys returns the values of the object that opens at a token, by their keys.
func (c *Code) keys(open int) map[string]string {
	end, ok := c.ends[open]
	if !ok {
		return nil
	}
	keys := map[string]string{}
	for n := open + 1; n+1 < end; {
		value := span{n + 2, c.value(n + 2)}
		if c.tokens[n].kind != word && c.tokens[n].kind != text || !is(c.tokens, n+1, ":") {
			value = span{n, c.value(n)}
		} else {
			keys[c.tokens[n].text] = c.text(value)
		}
		n = max(value.end, n) + 1
	}
	return keys
}
