package source

// Value returns the text of the object that an object of the file has under a key, "" when
// there is none, or more than one.
func Value(src []byte, key string) (value string) {
	tokens, broken := lex(src)
	if broken {
		return ""
	}
	ends := matching(tokens)
	for at, t := range tokens {
		if (t.kind != word && t.kind != text) || t.text != key || !is(tokens, at+1, ":") || !is(tokens, at+2, "{") {
			continue
		}
		end, ok := ends[at+2]
		if !ok || value != "" {
			return ""
		}
		value = string(src[tokens[at+2].start:tokens[end].end])
	}
	return value
}
