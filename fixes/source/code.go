package source

import "strings"

// Code is a file that is taken apart once and asked more than once.
type Code struct {
	src    []byte
	tokens []token
	ends   map[int]int // of an opening token: its closing one, and the other way round
}

// Take takes a file apart. A text that cannot be has no pieces and no settings.
func Take(src []byte) *Code {
	tokens, broken := lex(src)
	if broken {
		return &Code{}
	}
	return &Code{src: src, tokens: tokens, ends: matching(tokens)}
}

// matching pairs the brackets.
func matching(tokens []token) map[int]int {
	ends, open := map[int]int{}, []int(nil)
	for at, t := range tokens {
		if t.kind != punctuation {
			continue
		}
		switch t.text {
		case "(", "[", "{":
			open = append(open, at)
		case ")", "]", "}":
			if len(open) > 0 {
				last := open[len(open)-1]
				open = open[:len(open)-1]
				ends[last], ends[at] = at, last
			}
		}
	}
	return ends
}

// text returns the text of a run of tokens as it is written.
func (c *Code) text(s span) string {
	if s.start >= s.end || s.end > len(c.tokens) {
		return ""
	}
	return strings.TrimSpace(string(c.src[c.tokens[s.start].start:c.tokens[s.end-1].end]))
}
