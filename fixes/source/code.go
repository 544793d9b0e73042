package source

import "strings"

// Code is a file that is taken apart once and asked more than once.
type Code struct {
	src    string
	tokens []token
	ends   map[int]int // of an opening token: its closing one, and the other way round
	around []int       // of each token: the opening one that it is in, -1 for none
}

// Take takes a file apart. A text that cannot be has no pieces and no settings.
func Take(src []byte) *Code {
	tokens, broken := lex(src)
	if broken {
		return &Code{}
	}
	return newCode(src, tokens)
}

// newCode pairs the brackets.
func newCode(src []byte, tokens []token) *Code {
	c := &Code{src: string(src), tokens: tokens, ends: map[int]int{}, around: make([]int, len(tokens))}
	open := []int{-1}
	for at, t := range tokens {
		last := open[len(open)-1]
		c.around[at] = last
		if t.kind != punctuation {
			continue
		}
		switch t.text {
		case "(", "[", "{":
			open = append(open, at)
		case ")", "]", "}":
			if last >= 0 {
				open = open[:len(open)-1]
				c.ends[last], c.ends[at] = at, last
			}
		}
	}
	return c
}

// text returns the text of a run of tokens as it is written.
func (c *Code) text(s span) string {
	if s.start >= s.end || s.end > len(c.tokens) {
		return ""
	}
	return strings.TrimSpace(c.src[c.tokens[s.start].start:c.tokens[s.end-1].end])
}
