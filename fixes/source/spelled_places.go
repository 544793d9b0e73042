package source

import (
	"path"
	"strings"
)

// place spells an absolute path that has a name as it is given, where it is handed to a function or put together
// with more: save(FILE), { filename: FILE }, join(DIR, name), `${DIR}/a`, DIR + "/a".
func (s *spelling) place(at int) {
	t := s.tokens[at]
	if t.kind != word || s.gone[at] || is(s.tokens, at-1, ".") || at == 0 {
		return
	}
	if _, put := s.put[at]; put {
		return
	}
	name, last := t.text, at
	if is(s.tokens, at+1, ".") && at+2 < len(s.tokens) && s.tokens[at+2].kind == word {
		name, last = name+"."+s.tokens[at+2].text, at+2
	}
	given, ok := s.constants()[name]
	if usual, has := s.usual[name]; has && !is(s.tokens, at+1, "=") && !strings.HasPrefix(usual, `"/tmp`) && !strings.HasPrefix(usual, `"/dev`) {
		given, ok = usual, true
	}
	if !ok || !strings.HasPrefix(given, `"/`) || last+1 >= len(s.tokens) {
		return
	}
	before, behind := s.tokens[at-1], s.tokens[last+1]
	switch {
	case before.kind == other && strings.HasSuffix(s.src[before.start:before.end], "${") && behind.kind == other && strings.HasPrefix(s.src[behind.start:behind.end], "}"):
		s.put[at-1] = strings.TrimSuffix(s.spelledAt(at-1), "${")
		s.put[last+1] = s.src[behind.start+1 : behind.end]
		s.put[at] = strings.Trim(given, `"`)
	case before.kind == punctuation && handsOn[before.text] && behind.kind == punctuation && takesUp[behind.text]:
		s.put[at] = given
	default:
		return
	}
	s.drop(at+1, last+1)
}

// spelledAt returns what is written for a token.
func (s *spelling) spelledAt(at int) string {
	if put, ok := s.put[at]; ok {
		return put
	}
	return s.src[s.tokens[at].start:s.tokens[at].end]
}

// handsOn and takesUp stand before and behind a value that is handed to something.
var (
	handsOn = map[string]bool{"(": true, ",": true, ":": true, "||": true, "??": true, "=": true}
	takesUp = map[string]bool{")": true, ",": true, "}": true, "+": true, "]": true}
)

// folded returns the text that an expression makes of texts and of names that are known: "a" + b, `${a}/b`,
// path.join(a, "b").
func (s *spelling) folded(start, end int) (whole string, ok bool) {
	if start >= end || end > len(s.tokens) {
		return "", false
	}
	if plus := s.until(start, func(n int) bool { return n >= end || is(s.tokens, n, "+") }); plus < end && is(s.tokens, plus, "+") {
		one, ok := s.folded(start, plus)
		other, too := s.folded(plus+1, end)
		return one + other, ok && too
	}
	for end > start+1 && s.gone[end-1] { // as const
		end--
	}
	switch t := s.tokens[start]; {
	case t.kind == text && end == start+1:
		return t.text, !strings.ContainsAny(t.text, "\"\\\n")
	case t.kind == other && strings.HasPrefix(s.src[t.start:t.end], "`"):
		return s.foldedTemplate(start, end)
	case t.kind == word && end == start+1:
		whole, ok = s.texts[t.text]
	case t.kind == word && end == start+3 && is(s.tokens, start+1, "."):
		whole, ok = s.texts[t.text+"."+s.tokens[start+2].text]
	case t.kind == word && is(s.tokens, end-1, ")"):
		return s.foldedCall(start, end)
	}
	return strings.Trim(whole, `"`), ok
}

// foldedTemplate returns the text that a template makes of names alone.
func (s *spelling) foldedTemplate(start, end int) (whole string, ok bool) {
	for n := start; n < end; n++ {
		if t := s.tokens[n]; t.kind == other {
			whole += strings.TrimSuffix(strings.TrimPrefix(strings.Trim(s.src[t.start:t.end], "`"), "}"), "${")
			continue
		}
		stop := n
		for stop < end && s.tokens[stop].kind != other {
			stop++
		}
		value, ok := s.folded(n, stop)
		if !ok {
			return "", false
		}
		whole, n = whole+value, stop-1
	}
	return whole, !strings.ContainsAny(whole, "\"\\\n$")
}

// foldedCall returns the path that path.join or path.resolve make of texts.
func (s *spelling) foldedCall(start, end int) (whole string, ok bool) {
	name := start
	for is(s.tokens, name+1, ".") && name+2 < end {
		name += 2
	}
	resolves := is(s.tokens, name, "resolve")
	if !resolves && !is(s.tokens, name, "join") || !is(s.tokens, name+1, "(") || s.ends[name+1] != end-1 {
		return "", false
	}
	for n := name + 2; n < end-1; n++ {
		stop := s.until(n, func(at int) bool { return at >= end-1 || is(s.tokens, at, ",") })
		part, ok := s.folded(n, stop)
		if !ok {
			return "", false
		}
		if resolves && path.IsAbs(part) {
			whole = ""
		}
		whole, n = path.Join(whole, part), stop
	}
	return whole, path.IsAbs(whole)
}
