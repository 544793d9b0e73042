package source

import (
	"cmp"
	"maps"
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

// body returns the end of the statement that begins at a token.
func (b *branches) body(at int) int {
	if is(b.tokens, at, "{") {
		if closing, ok := b.ends[at]; ok {
			return closing + 1
		}
		return len(b.tokens)
	}
	end := b.until(at, func(n int) bool { return is(b.tokens, n, ";") || n > at && b.breaks(n) })
	if is(b.tokens, end, ";") {
		end++
	}
	return end
}

// leaves reports whether a statement ends by leaving its block.
func (b *branches) leaves(start, end int) bool {
	last := start
	if is(b.tokens, start, "{") {
		for n := start + 1; n < end-1; n = b.body(n) {
			if b.body(n) <= n {
				return false
			}
			last = n
		}
	}
	return is(b.tokens, last, "return") || is(b.tokens, last, "throw") || is(b.tokens, last, "continue")
}

// blockEnd returns the end of the block that a token is in.
func (b *branches) blockEnd(at int) int {
	return b.until(at, func(int) bool { return false })
}

// until goes on over balanced brackets until stop or the end of the block.
func (b *branches) until(at int, stop func(n int) bool) int {
	for n := at; n < len(b.tokens); n++ {
		if stop(n) {
			return n
		}
		t := b.tokens[n]
		if t.kind != punctuation {
			continue
		}
		switch t.text {
		case "(", "[", "{":
			closing, ok := b.ends[n]
			if !ok {
				return len(b.tokens)
			}
			n = closing
		case ")", "]", "}":
			return n
		}
	}
	return len(b.tokens)
}

// breaks reports whether a new statement begins at a token without a semicolon before it.
func (b *branches) breaks(n int) bool {
	if !b.tokens[n].newLine {
		return false
	}
	t, before := b.tokens[n], b.tokens[n-1]
	if t.kind == punctuation && t.text != "{" && t.text != "}" && t.text != "!" || is(b.tokens, n, "in") || is(b.tokens, n, "of") {
		return false
	}
	return before.kind != punctuation || before.text == ")" || before.text == "]" || before.text == "}"
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

// maxCondition bounds how many tokens of a condition are looked at.
const maxCondition = 200

// head returns where the condition in front of a token begins; one that is too long has
// no beginning.
func (b *branches) head(at int) int {
	for n := at - 1; n >= max(0, at-2*maxCondition); n-- {
		t := b.tokens[n]
		if t.kind == word {
			switch t.text {
			case "return", "throw", "case", "default", "await", "yield", "const", "let", "var", "else":
				return n + 1
			}
		}
		if t.kind != punctuation {
			continue
		}
		switch t.text {
		case ")", "]", "}":
			opening, ok := b.ends[n]
			if !ok || t.text == "}" {
				return n + 1
			}
			n = opening
		case "(", "[", "{", ",", ";", "=", ":", "?", "=>", "...", "+", "||=", "&&=", "??=":
			return n + 1
		case "||":
			if is(b.tokens, at, "&&") {
				return n + 1
			}
		}
	}
	return 0
}

// tail returns the end of an operand that begins at a token.
func (b *branches) tail(at int) int {
	return b.until(at, func(n int) bool {
		return is(b.tokens, n, ",") || is(b.tokens, n, ";") || is(b.tokens, n, ":") || is(b.tokens, n, "||") || is(b.tokens, n, "?") && !is(b.tokens, at-1, ":") || n > at && b.breaks(n)
	})
}

// implied returns the answer that is certain when a condition has an outcome.
func (b *branches) implied(start, end int, outcome bool) Answer {
	switch {
	case start >= end || end-start > maxCondition:
		return Unknown
	case is(b.tokens, start, "!") && !b.operator(start, end):
		return b.implied(start+1, end, !outcome)
	case is(b.tokens, start, "(") && b.ends[start] == end-1:
		return b.implied(start+1, end-1, outcome)
	}
	for _, op := range []string{"||", "&&"} {
		at := b.until(start, func(n int) bool { return n < end && is(b.tokens, n, op) || n >= end })
		if at >= end {
			continue
		}
		if outcome != (op == "&&") {
			return Unknown
		}
		return cmp.Or(b.implied(start, at, outcome), b.implied(at+1, end, outcome))
	}
	answer := b.ask(b.text(start, end))
	if !outcome {
		answer = answer.not()
	}
	return answer
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

// functions adds the functions of the file that only pieces of one answer name.
func (b *branches) functions() {
	if len(b.pieces) == 0 {
		return
	}
	uses, bodies := map[string][]int{}, map[string]piece{}
	for at, t := range b.tokens {
		if t.kind != word || is(b.tokens, at-1, ".") {
			continue
		}
		uses[t.text] = append(uses[t.text], at)
		if start, ok := b.defines(at); ok {
			bodies[t.text] = piece{start: start, end: b.body(start)}
		}
	}
	names := slices.Sorted(maps.Keys(bodies))
	for range 3 {
		for _, answer := range []Answer{No, Yes} {
			for _, name := range names {
				if b.onlyIn(answer, bodies[name], uses[name]) {
					b.add(answer, bodies[name].start, bodies[name].end, false)
				}
			}
		}
	}
}

// onlyIn reports whether every place that names a function, but its own, is in a piece of
// an answer, and its body is not yet.
func (b *branches) onlyIn(answer Answer, body piece, uses []int) bool {
	if b.in(answer, body.start) {
		return false
	}
	used, own := false, 0
	for _, at := range uses {
		if _, defined := b.defines(at); defined {
			own++
			continue
		}
		if body.start <= at && at < body.end {
			continue
		}
		if used = b.in(answer, at); !used {
			return false
		}
	}
	return used && own == 1
}

// defines reports whether a name is that of a function that is written there, and returns where
// its body begins.
func (b *branches) defines(at int) (start int, ok bool) {
	if is(b.tokens, at-1, "function") && is(b.tokens, at+1, "(") {
		start = b.ends[at+1] + 1
		return start, is(b.tokens, start, "{") && !is(b.tokens, at-2, "export") && !is(b.tokens, at-3, "export")
	}
	if !is(b.tokens, at-1, "const") && !is(b.tokens, at-1, "let") && !is(b.tokens, at-1, "var") || !is(b.tokens, at+1, "=") || is(b.tokens, at-2, "export") {
		return 0, false
	}
	n := at + 2
	if is(b.tokens, n, "async") {
		n++
	}
	if is(b.tokens, n, "function") && is(b.tokens, n+1, "(") {
		start = b.ends[n+1] + 1
		return start, is(b.tokens, start, "{")
	}
	if closing, paired := b.ends[n]; paired && is(b.tokens, n, "(") && is(b.tokens, closing+1, "=>") {
		return closing + 2, true
	}
	return 0, false
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
