package source

import "cmp"

// implied returns the answer that is certain when a condition has an outcome, or yes for one
// that is true where the answer is yes and may be so elsewhere.
func (b *branches) implied(s span, outcome bool) Answer {
	start, end := s.start, s.end
	switch {
	case start >= end || end-start > maxCondition:
		return Unknown
	case is(b.tokens, start, "!") && !b.operator(start, end):
		return b.implied(span{start + 1, end}, !outcome)
	case is(b.tokens, start, "(") && b.ends[start] == end-1:
		return b.implied(span{start + 1, end - 1}, outcome)
	case is(b.tokens, start, "Boolean") && is(b.tokens, start+1, "(") && b.ends[start+1] == end-1:
		return b.implied(span{start + 2, end - 1}, outcome)
	}
	for _, op := range []string{"||", "&&"} {
		at := b.until(start, func(n int) bool { return n < end && is(b.tokens, n, op) || n >= end })
		if at >= end {
			continue
		}
		if outcome && op == "||" {
			return either(b.implied(span{start, at}, true), b.implied(span{at + 1, end}, true))
		}
		if outcome != (op == "&&") {
			return Unknown
		}
		return cmp.Or(b.implied(span{start, at}, outcome), b.implied(span{at + 1, end}, outcome))
	}
	answer := b.ask(b.text(s))
	if !outcome {
		answer = answer.not()
	}
	return answer
}

// either answers a condition that is true where one of two is: what makes one of them true does
// that to it, whatever the other is asked of, but for opposites.
func either(one, other Answer) Answer {
	if one == Yes && other != No || other == Yes && one != No {
		return Yes
	}
	return Unknown
}

// operator reports whether a condition has an operator outside of brackets that binds
// less than a "!" in front.
func (b *branches) operator(start, end int) bool {
	at := b.until(start, func(n int) bool {
		if n >= end {
			return true
		}
		switch t := b.tokens[n]; t.text {
		case "||", "&&", "==", "===", "!=", "!==", "??":
			return t.kind == punctuation
		}
		return false
	})
	return at < end
}
