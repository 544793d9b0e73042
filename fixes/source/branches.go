package source

import (
	"cmp"
	"slices"
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
	// Condition is what decides, as it is written, with whatever else it asks for. A case, and a
	// function that only such pieces call, have none.
	Condition string
	// Instead reports that the other answer leads to another piece in its place, and Other is that
	// piece, of an if or a ?:.
	Instead bool
	Other   string
	// Name is what the piece is the value for, of a ?: or &&: the port of "port: Q ? 80 : 3000",
	// the listen of "listen(Q ? 80 : 3000)".
	Name string
}

// Branches returns the pieces of the code that only run while a question has the answer no,
// and those for yes, in their order. Ask tells the answer that a condition, without operators of logic
// around it, has when it is true.
//
// Pieces are what if, else, ?:, && and switch lead to, what is asserted behind ||, what follows an if that returns, and the
// functions of the file that only such pieces call.
//
// A name that is given one value in such a piece, and another instead of it, has a branch for these values too.
func (c *Code) Branches(ask func(condition string) Answer) (no, yes []Branch) {
	b := c.branches(ask)
	return append(b.texts(No), b.values[No]...), append(b.texts(Yes), b.values[Yes]...)
}

// branches finds the pieces.
func (c *Code) branches(ask func(condition string) Answer) *branches {
	b := &branches{Code: c, ask: ask, pieces: map[Answer][]piece{}, values: map[Answer][]Branch{}}
	for at := range b.tokens {
		switch {
		case is(b.tokens, at, "if") && is(b.tokens, at+1, "("):
			b.statement(at)
		case is(b.tokens, at, "?") && !is(b.tokens, at+1, ":") && !is(b.tokens, at+1, ")") && !is(b.tokens, at+1, ","):
			b.choice(at)
		case is(b.tokens, at, "&&"):
			b.operand(at)
		case is(b.tokens, at, "||"):
			b.asserted(at)
			b.instead(at)
		case is(b.tokens, at, "switch") && is(b.tokens, at+1, "("):
			b.cases(at)
		}
	}
	b.functions()
	return b
}

// branches takes the tokens of one file apart.
type branches struct {
	*Code
	ask    func(string) Answer
	pieces map[Answer][]piece
	values map[Answer][]Branch
}

// A piece is a run of tokens.
type piece struct {
	span
	condition, other span
	instead          bool
	name             string
}

// A span is a run of tokens, without its end.
type span struct{ start, end int }

// add keeps a piece for a known answer.
func (b *branches) add(a Answer, p piece) {
	if a != Unknown && p.start < p.end {
		b.pieces[a] = append(b.pieces[a], p)
	}
}

// statement looks at an if, at its else, and at what comes behind one that returns.
func (b *branches) statement(at int) {
	closing, ok := b.ends[at+1]
	if !ok {
		return
	}
	condition := span{at + 2, closing}
	then, otherwise := b.implied(condition, true), b.implied(condition, false)
	body := span{closing + 1, b.body(closing + 1)}
	if is(b.tokens, body.end, "else") {
		other := span{body.end + 1, b.body(body.end + 1)}
		b.add(then, piece{span: body, condition: condition, instead: true, other: other})
		b.assigned(then, otherwise, condition, body, other)
		if !is(b.tokens, other.start, "if") {
			b.add(otherwise, piece{span: other, condition: condition, instead: true, other: body})
		}
		return
	}
	b.add(then, piece{span: body, condition: condition})
	b.assigned(then, otherwise, condition, body, span{max(0, at-maxRun), at})
	if otherwise != Unknown && b.leaves(body.start, body.end) {
		b.add(otherwise, piece{span: span{body.end, b.blockEnd(body.end)}, condition: condition})
	}
}

// choice looks at a ?:.
func (b *branches) choice(at int) {
	condition := span{b.head(at), at}
	then, otherwise := b.implied(condition, true), b.implied(condition, false)
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
	first, second := span{at + 1, colon}, span{colon + 1, b.value(colon + 1)}
	name := b.named(condition.start)
	b.add(then, piece{first, condition, second, true, name})
	b.add(otherwise, piece{second, condition, first, true, name})
}

// operand looks at what is behind an &&.
func (b *branches) operand(at int) {
	condition := span{b.head(at), at}
	b.add(b.implied(condition, true), piece{
		span: span{at + 1, b.tail(at + 1)}, condition: condition, name: b.named(condition.start),
	})
}

// instead looks at what is behind an || that is a statement: it runs where what is in front is not true.
func (b *branches) instead(at int) {
	condition := span{b.head(at), at}
	if start := condition.start; start > 0 && !is(b.tokens, start-1, ";") && !is(b.tokens, start-1, "{") && !is(b.tokens, start-1, "}") && !b.breaks(start) {
		return
	}
	b.add(b.implied(condition, false), piece{span: span{at + 1, b.tail(at + 1)}, condition: condition})
}

// asserts are functions that throw where what they are given first is not true.
var asserts = map[string]bool{"assert": true, "ok": true, "invariant": true}

// asserted looks at what is behind an || that is asserted: it decides where what is in front
// is not true. The piece is the assertion.
func (b *branches) asserted(at int) {
	condition := span{b.head(at), at}
	open := condition.start - 1
	if name := b.named(condition.start); !asserts[name] || !is(b.tokens, open, "(") || is(b.tokens, open-3, "console") {
		return
	}
	if closing, ok := b.ends[open]; ok {
		b.add(b.implied(condition, false), piece{span: span{open - 1, closing + 1}, condition: span{condition.start, b.value(at + 1)}, name: b.tokens[open-1].text})
	}
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
	asked := b.text(span{at + 2, closing})
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
			answers[k] = b.ask(asked + " === " + b.text(span{n + 1, colon}))
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
		start := b.until(n+1, func(n int) bool { return is(b.tokens, n, ":") }) + 1
		b.add(answers[k], piece{span: span{start, last}, instead: true})
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
			out = append(out, Branch{
				Text: b.text(span{max(p.start, last), p.end}), Condition: b.text(p.condition),
				Instead: p.instead, Other: b.text(p.other), Name: p.name,
			})
			last = p.end
		}
	}
	return out
}
