package source

import (
	"bytes"
	"regexp"
	"strings"
)

// Spelled returns a file with one spelling for what code writes in several, and blanks in the place of its
// comments: double quotes around texts, x.name for x["name"], process.env.X for whatever the file calls it
// by, process.env.X || "text" for the default of a pattern, and no types that are asserted. What is
// looked for in code is looked for in that. Lines stay in their order, their length does not. A text that
// cannot be told apart is empty.
func Spelled(src []byte) []byte {
	tokens, broken := lex(src)
	if broken {
		return nil
	}
	s := &spelling{Code: newCode(src, tokens), put: map[int]string{}, gone: map[int]bool{}}
	for at := range tokens {
		s.member(at)
		s.assertion(at)
	}
	s.environment()
	namesPaths := strings.Contains(s.src, `"/`) || strings.Contains(s.src, "'/") || strings.Contains(s.src, "`/")
	for at := range tokens {
		s.quotes(at)
		s.question(at)
		if namesPaths {
			s.place(at)
		}
		s.brackets(at)
	}
	return s.written()
}

// A spelling is what is written in the place of the tokens of a file.
type spelling struct {
	*Code
	put  map[int]string
	gone map[int]bool
	// texts and lists are the constants that are a text, or a list of texts, nil until one is asked for; usual
	// are the texts that parameters have where nothing is handed over.
	texts, lists, usual map[string]string
}

// drop leaves a run of tokens out.
func (s *spelling) drop(start, end int) {
	for at := start; at < end; at++ {
		s.gone[at] = true
	}
}

// written returns the file as it is spelled.
func (s *spelling) written() []byte {
	var out bytes.Buffer
	end := 0
	for at, t := range s.tokens {
		for _, c := range []byte(s.src[end:t.start]) {
			switch {
			case c == '\n':
				out.WriteByte(c)
			case !s.gone[at]:
				out.WriteByte(' ')
			}
		}
		end = t.end
		if s.gone[at] {
			continue
		}
		if put, ok := s.put[at]; ok {
			out.WriteString(put)
			continue
		}
		out.WriteString(s.src[t.start:t.end])
	}
	out.Write(bytes.Repeat([]byte("\n"), strings.Count(s.src[end:], "\n")))
	return append([]byte{}, out.Bytes()...)
}

// quotes spells a text with double quotes.
func (s *spelling) quotes(at int) {
	t := s.tokens[at]
	if _, put := s.put[at]; !put && t.kind == text && !strings.ContainsAny(t.text, "\"\\\n") {
		s.put[at] = `"` + t.text + `"`
	}
}

// wholeName finds a text that may be written as a name.
var wholeName = regexp.MustCompile(`^[A-Za-z_$][\w$]*$`)

// member spells x["name"] as x.name.
func (s *spelling) member(at int) {
	if !is(s.tokens, at, "[") || at < 1 || s.tokens[at].newLine || s.ends[at] != at+2 || s.tokens[at+1].kind != text || !wholeName.MatchString(s.tokens[at+1].text) {
		return
	}
	before := s.tokens[at-1]
	if is(s.tokens, at-1, "?.") {
		s.put[at+1] = s.tokens[at+1].text
		s.drop(at, at+1)
		s.drop(at+2, at+3)
		return
	}
	if before.kind != word || beforeValue[before.text] && !is(s.tokens, at-2, ".") {
		return
	}
	s.put[at], s.put[at+1] = ".", s.tokens[at+1].text
	s.drop(at+2, at+3)
}

// assertion leaves out what only speaks of types: x as string, x satisfies T, x!.
func (s *spelling) assertion(at int) {
	switch {
	case is(s.tokens, at, "as"), is(s.tokens, at, "satisfies"):
		if at == 0 || at+1 >= len(s.tokens) || s.clause(at) || !s.endsValue(at-1) && !is(s.tokens, at-1, "}") && !is(s.tokens, at-1, "!") {
			return
		}
		if is(s.tokens, at+1, "{") {
			if end, closed := s.ends[at+1]; closed {
				s.drop(at, end+1)
			}
			return
		}
		if s.tokens[at+1].kind != word {
			return
		}
		if _, end, ok := typeAround(s.tokens, at+1); ok {
			s.drop(at, end)
		}
	case is(s.tokens, at, "!"):
		t := s.tokens[at]
		if at == 0 || at+1 >= len(s.tokens) || t.start != s.tokens[at-1].end || !s.endsValue(at-1) {
			return
		}
		next := s.tokens[at+1]
		if next.newLine || is(s.tokens, at+1, "as") || next.kind == punctuation && next.text != "(" && next.text != "!" && next.text != "{" {
			s.drop(at, at+1)
		}
	}
}

// endsValue reports whether a value may end with a token.
func (s *spelling) endsValue(at int) bool {
	t := s.tokens[at]
	switch t.kind {
	case word:
		return !beforeValue[t.text] || is(s.tokens, at-1, ".")
	case punctuation:
		return t.text == ")" || t.text == "]"
	}
	return true
}

// clause reports whether a word stands among the names of an import or an export.
func (s *spelling) clause(at int) bool {
	if is(s.tokens, at-1, "*") {
		return true
	}
	open := s.around[at]
	return open >= 0 && is(s.tokens, open, "{") && (is(s.tokens, s.ends[open]+1, "from") || is(s.tokens, open-1, "export") || is(s.tokens, open-1, "import"))
}

// brackets leaves out those around a single name and its members.
func (s *spelling) brackets(at int) {
	end, closed := s.ends[at]
	if !closed || end < at || !is(s.tokens, at, "(") || is(s.tokens, end+1, "=>") || is(s.tokens, end+1, ":") || is(s.tokens, end+1, "{") {
		return
	}
	if is(s.tokens, at-1, "String") && !is(s.tokens, at-2, ".") && (s.put[at+1] == "process.env" || is(s.tokens, at+1, "process")) { // of a variable
		s.drop(at-1, at)
	} else if at > 0 && (s.tokens[at-1].kind != punctuation || s.tokens[at-1].text == ")" || s.tokens[at-1].text == "]" || s.tokens[at-1].text == ">" || s.tokens[at-1].text == "?.") && !is(s.tokens, at-1, "return") {
		return
	}
	names := 0
	for n := at + 1; n < end; n++ {
		switch {
		case s.gone[n]:
		case s.tokens[n].kind == word:
			names++
		case is(s.tokens, n, "."), is(s.tokens, n, "["), s.put[n] != "" && s.tokens[n].kind == text:
		default:
			return
		}
	}
	if names > 1 || names == 1 && strings.Contains(s.put[at+1], ".") {
		s.drop(at, at+1)
		s.drop(end, end+1)
	}
}
