package source

// Value returns the text of the object that an object of the code has under a key, "" when
// there is none, or more than one.
func (c *Code) Value(key string) (value string) {
	for at, t := range c.tokens {
		if (t.kind != word && t.kind != text) || t.text != key || !is(c.tokens, at+1, ":") || !is(c.tokens, at+2, "{") {
			continue
		}
		end, ok := c.ends[at+2]
		if !ok || value != "" {
			return ""
		}
		value = c.text(span{at + 2, end + 1})
	}
	return value
}
