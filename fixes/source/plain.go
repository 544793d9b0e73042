package source

import "bytes"

// Plain returns a file with blanks in the place of its comments, so that what is commented
// out counts for nothing. A text that cannot be told apart is empty.
func Plain(src []byte) []byte {
	tokens, broken := lex(src)
	if broken {
		return nil
	}
	plain := bytes.Repeat([]byte(" "), len(src))
	for n, c := range src {
		if c == '\n' {
			plain[n] = c
		}
	}
	for _, t := range tokens {
		copy(plain[t.start:t.end], src[t.start:t.end])
	}
	return plain
}
