package source

import (
	"cmp"
	"slices"
	"strings"
)

// An Answer is what code knows of a question where it runs.
type Answer int

// No and Yes are known answers.
const (
	Unknown Answer = iota
	No
	Yes
)

// not turns an answer around.
func (a Answer) not() Answer {
	switch a {
	case Yes:
		return No
	case No:
		return Yes
	}
	return Unknown
}

// A Branch is a piece of code that only runs while a question has one answer.
type Branch struct {
	Text string
	// Instead reports that the other answer leads to another piece in its place.
	Instead bool
}

// Branches returns the pieces of a file that only run while a question has the answer no,
// and those for yes, in their order. Ask tells the answer that a condition, without operators of logic
// around it, has when it is true.
//
// Pieces are what if, else, ?:, && and switch lead to, what follows an if that returns, and the
// functions of the file that only such pieces call. A text that cannot be taken apart has none.
func Branches(src []byte, ask func(condition string) Answer) (no, yes []Branch) {
	tokens, broken := lex(src)
	if broken {
		return nil, nil
	}
	b := &branches{src: src, tokens: tokens, ask: ask, ends: matching(tokens), pieces: map[Answer][]piece{}}
	for at := range tokens {
		switch {
		case is(tokens, at, "if") && is(tokens, at+1, "("):
			b.statement(at)
		case is(tokens, at, "?") && !is(tokens, at+1, ":") && !is(tokens, at+1, ")") && !is(tokens, at+1, ","):
			b.choice(at)
		case is(tokens, at, "&&"):
			b.add(b.implied(b.head(at), at, true), at+1, b.tail(at+1), false)
		case is(tokens, at, "switch") && is(tokens, at+1, "("):
			b.cases(at)
		}
	}
	b.functions()
	return b.texts(No), b.texts(Yes)
}

// branches takes the tokens of one file apart.
type branches struct {
	src    []byte
	tokens []token
	ask    func(string) Answer
	ends   map[int]int // of an opening token: its closing one, and the other way round
	pieces map[Answer][]piece
}

// A piece is a run of tokens, without its end.
type piece struct {
	start, end int
	instead    bool
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

// add keeps a piece for a known answer.
func (b *branches) add(a Answer, start, end int, instead bool) {
	if a != Unknown && start < end {
		b.pieces[a] = append(b.pieces[a], piece{start, end, instead})
	}
}

// statement looks at an if, at its else, and at what comes behind one that returns.
func (b *branches) statement(at int) {
	closing, ok := b.ends[at+1]
	if !ok {
		return
	}
	then, otherwise := b.implied(at+2, closing, true), b.implied(at+2, closing, false)
	end := b.body(closing + 1)
	instead := is(b.tokens, end, "else")
	b.add(then, closing+1, end, instead)
	if instead {
		if !is(b.tokens, end+1, "if") {
			b.add(otherwise, end+1, b.body(end+1), true)
		}
		return
	}
	if otherwise != Unknown && b.leaves(closing+1, end) {
		b.add(otherwise, end, b.blockEnd(end), false)
	}
}

// choice looks at a ?:.
func (b *branches) choice(at int) {
	start := b.head(at)
	then, otherwise := b.implied(start, at, true), b.implied(start, at, false)
	if then == Unknown && otherwise == Unknown {
		return
	}
	depth := 0
	colon := b.until(at+1, func(n int) bool {
		switch {
		case is(b.tokens, n, "?"):
			depth++
		case is(b.tokens, n, ":"):
			depth--
		}
		return depth < 0 || is(b.tokens, n, ";")
	})
	if !is(b.tokens, colon, ":") {
		return
	}
	b.add(then, at+1, colon, true)
	b.add(otherwise, colon+1, b.tail(colon+1), true)
}

// cases looks at a switch: the condition of a case is the text of what it asks for, "===" and
// the case; default is the answer no where a case says yes.
func (b *branches) cases(at int) {
	closing, ok := b.ends[at+1]
	if !ok || !is(b.tokens, closing+1, "{") {
		return
	}
	end, ok := b.ends[closing+1]
	if !ok {
		return
	}
	asked := b.text(at+2, closing)
	starts := []int{}
	for n := closing + 2; n < end; n++ {
		switch {
		case is(b.tokens, n, "case"), is(b.tokens, n, "default") && is(b.tokens, n+1, ":"):
			starts = append(starts, n)
		case is(b.tokens, n, "{"), is(b.tokens, n, "("), is(b.tokens, n, "["):
			n = b.ends[n]
		}
		if n == 0 {
			return
		}
	}
	answers, said := make([]Answer, len(starts)), false
	for k, n := range starts {
		if is(b.tokens, n, "case") {
			colon := b.until(n+1, func(n int) bool { return is(b.tokens, n, ":") })
			answers[k] = b.ask(asked + " === " + b.text(n+1, colon))
			said = said || answers[k] == Yes
		}
	}
	for k, n := range starts {
		last := end
		if k+1 < len(starts) {
			last = starts[k+1]
		}
		if said && is(b.tokens, n, "default") {
			answers[k] = No
		}
		b.add(answers[k], b.until(n+1, func(n int) bool { return is(b.tokens, n, ":") })+1, last, true)
	}
}

// in reports whether a token is in a piece of an answer.
func (b *branches) in(answer Answer, at int) bool {
	return slices.ContainsFunc(b.pieces[answer], func(p piece) bool { return p.start <= at && at < p.end })
}

// texts returns the pieces of an answer without those that are in others.
func (b *branches) texts(answer Answer) (out []Branch) {
	pieces := b.pieces[answer]
	slices.SortFunc(pieces, func(x, y piece) int { return cmp.Or(cmp.Compare(x.start, y.start), cmp.Compare(y.end, x.end)) })
	last := 0
	for _, p := range pieces {
		if p.end > last {
			out = append(out, Branch{b.text(max(p.start, last), p.end), p.instead})
			last = p.end
		}
	}
	return out
}

// text returns the text of a run of tokens as it is written.
func (b *branches) text(start, end int) string {
	if start >= end || end > len(b.tokens) {
		return ""
	}
	return strings.TrimSpace(string(b.src[b.tokens[start].start:b.tokens[end-1].end]))
}
