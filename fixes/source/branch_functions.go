package source

import (
	"maps"
	"slices"
)

// functions adds the functions of the file that only pieces of one answer name.
func (b *branches) functions() {
	if len(b.pieces) == 0 {
		return
	}
	uses, bodies := map[string][]int{}, map[string]span{}
	for at, t := range b.tokens {
		if t.kind != word || is(b.tokens, at-1, ".") {
			continue
		}
		uses[t.text] = append(uses[t.text], at)
		if start, ok := b.defines(at); ok {
			bodies[t.text] = span{start, b.body(start)}
		}
	}
	names := slices.Sorted(maps.Keys(bodies))
	for range 3 {
		for _, answer := range []Answer{No, Yes} {
			for _, name := range names {
				if b.onlyIn(answer, bodies[name], uses[name]) {
					b.add(answer, piece{span: bodies[name]})
				}
			}
		}
	}
}

// onlyIn reports whether every place that names a function, but its own, is in a piece of
// an answer, and its body is not yet.
func (b *branches) onlyIn(answer Answer, body span, uses []int) bool {
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

// Function returns the body of a function of the file by its name, "" where there is none or more
// than one.
func (c *Code) Function(name string) (body string) {
	b, found := &branches{Code: c}, 0
	for at, t := range c.tokens {
		if t.kind != word || t.text != name {
			continue
		}
		if start, _ := b.defines(at); start > 0 {
			body, found = c.text(span{start, c.body(start)}), found+1
		}
	}
	if found != 1 {
		return ""
	}
	return body
}
