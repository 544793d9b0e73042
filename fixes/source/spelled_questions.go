package source

import (
	"maps"
	"strings"
)

// question spells what is asked of a value: constants as what they are given, what is not there as undefined,
// a set of texts as a list.
func (s *spelling) question(at int) {
	switch {
	case equates(s.tokens, at):
		s.operand(at+1, at+1)
		s.operand(s.head(at), at-1)
	case is(s.tokens, at, "in") && at > 0 && s.tokens[at-1].kind == text && wholeName.MatchString(s.tokens[at-1].text) && s.put[at+1] == "process.env":
		s.put[at-1], s.put[at] = "process.env."+s.tokens[at-1].text, "!== undefined"
		s.drop(at+1, at+2)
	case is(s.tokens, at, "typeof") && at+1 < len(s.tokens):
		s.undefined(at)
	case is(s.tokens, at, "["):
		s.key(at)
	case is(s.tokens, at, "includes"), is(s.tokens, at, "indexOf"), is(s.tokens, at, "has"):
		s.list(at)
	}
}

// equates reports whether a token compares two values.
func equates(tokens []token, at int) bool {
	return is(tokens, at, "===") || is(tokens, at, "!==") || is(tokens, at, "==") || is(tokens, at, "!=")
}

// operand spells a constant that is compared as what it is given: a name, or a key of an object.
func (s *spelling) operand(start, end int) {
	if start < 0 || start >= len(s.tokens) || s.tokens[start].kind != word || s.gone[start] || is(s.tokens, start-1, ".") {
		return
	}
	name, last := s.tokens[start].text, start
	if is(s.tokens, start+1, ".") && start+2 < len(s.tokens) && s.tokens[start+2].kind == word {
		name, last = name+"."+s.tokens[start+2].text, start+2
	}
	if end > start && last != end || is(s.tokens, last+1, ".") || is(s.tokens, last+1, "?.") || is(s.tokens, last+1, "(") || is(s.tokens, last+1, "[") {
		return
	}
	if given, ok := s.constants()[name]; ok {
		s.put[start] = given
		s.drop(start+1, last+1)
	}
}

// undefined spells typeof x === "undefined" as x === undefined.
func (s *spelling) undefined(at int) {
	for n := at + 1; n < min(len(s.tokens)-1, at+12); n++ {
		if equates(s.tokens, n) {
			if s.tokens[n+1].kind == text && s.tokens[n+1].text == "undefined" {
				s.put[n+1] = "undefined"
				s.drop(at, at+1)
			}
			return
		}
		if s.tokens[n].kind == punctuation && s.tokens[n].text != "." && s.tokens[n].text != "?." {
			return
		}
	}
}

// key spells process.env[KEY] with the text of a constant.
func (s *spelling) key(at int) {
	if at < 1 || s.ends[at] != at+2 || s.tokens[at+1].kind != word || s.put[at-1] != "process.env" && !s.gone[at-1] {
		return
	}
	name := strings.Trim(s.constants()[s.tokens[at+1].text], `"`)
	if !wholeName.MatchString(name) {
		return
	}
	s.put[at], s.put[at+1] = ".", name
	s.drop(at+2, at+3)
}

// list spells a list of texts that is asked for one as it is given, a set as a list.
func (s *spelling) list(at int) {
	if !is(s.tokens, at-1, ".") || at < 2 || !is(s.tokens, at+1, "(") {
		return
	}
	if open, closed := s.ends[at-2]; closed && is(s.tokens, at-2, ")") && is(s.tokens, open-1, "Set") && is(s.tokens, open-2, "new") && is(s.tokens, open+1, "[") && s.ends[open+1] == at-3 {
		s.drop(open-2, open+1)
		s.drop(at-2, at-1)
		s.put[at] = "includes"
		return
	}
	if s.tokens[at-2].kind != word || is(s.tokens, at-3, ".") {
		return
	}
	s.constants()
	if given, ok := s.lists[s.tokens[at-2].text]; ok {
		s.put[at-2] = given
		if is(s.tokens, at, "has") {
			s.put[at] = "includes"
		}
	}
}

// constants returns the texts of the names that the file gives one value, and of the keys of
// such objects and enumerations; it finds the lists of texts too.
func (s *spelling) constants() map[string]string {
	if s.texts != nil {
		return s.texts
	}
	s.texts, s.lists, s.usual = map[string]string{}, map[string]string{}, map[string]string{}
	declared := map[string]int{}
	for at := range s.tokens {
		if at+1 >= len(s.tokens) || s.tokens[at+1].kind != word {
			continue
		}
		name := s.tokens[at+1].text
		switch {
		case is(s.tokens, at, "enum") && is(s.tokens, at+2, "{"):
			s.keyed(name, at+2, "=")
		case is(s.tokens, at, "const"), is(s.tokens, at, "let"), is(s.tokens, at, "var"):
			s.constant(name, at+2)
		case is(s.tokens, at+2, "=") && (is(s.tokens, at, "(") || is(s.tokens, at, ",")): // a parameter, or one of several
			if at+3 < len(s.tokens) && s.tokens[at+3].kind == text {
				s.usual[name] = `"` + s.tokens[at+3].text + `"`
			}
		case is(s.tokens, at+2, "=") && !is(s.tokens, at, "."): // it may be another later
		default:
			continue
		}
		declared[name]++
	}
	again := func(name, _ string) bool { return declared[name] > 1 }
	maps.DeleteFunc(s.lists, again)
	maps.DeleteFunc(s.usual, again)
	maps.DeleteFunc(s.texts, func(key, _ string) bool {
		name, _, _ := strings.Cut(key, ".")
		return declared[name] > 1
	})
	return s.texts
}

// constant takes in what a constant is given.
func (s *spelling) constant(name string, at int) {
	if !is(s.tokens, at, "=") {
		return
	}
	at++
	frozen := is(s.tokens, at, "Object") && is(s.tokens, at+2, "freeze")
	if frozen {
		at += 4
	}
	if at >= len(s.tokens) {
		return
	}
	set := is(s.tokens, at, "new") && is(s.tokens, at+1, "Set") && is(s.tokens, at+2, "(")
	if set {
		at += 3
	}
	end := s.value(at)
	switch {
	case is(s.tokens, at, "{"):
		s.keyed(name, at, ":")
	case is(s.tokens, at, "["):
		if list := s.textsIn(at); list != "" {
			s.lists[name] = list
		}
	default:
		if is(s.tokens, end-1, ")") && s.ends[end-1] < at { // Object.freeze(…)
			end--
		}
		if whole, ok := s.folded(at, end); ok {
			s.texts[name] = `"` + whole + `"`
		}
	}
}

// keyed takes in the texts of the keys of an object or an enumeration.
func (s *spelling) keyed(name string, open int, between string) {
	for n := open + 1; n+2 < s.ends[open]; n++ {
		if s.tokens[n].kind == word && is(s.tokens, n+1, between) {
			if whole, ok := s.folded(n+2, min(s.value(n+2), s.ends[open])); ok {
				s.texts[name+"."+s.tokens[n].text] = `"` + whole + `"`
			}
		}
		if closing, opens := s.ends[n]; opens && closing > n {
			n = closing
		}
	}
}

// textsIn returns a list that has texts alone, "" for any other.
func (s *spelling) textsIn(open int) string {
	var texts []string
	for n := open + 1; n < s.ends[open]; n++ {
		switch t := s.tokens[n]; {
		case t.kind == text && !strings.ContainsAny(t.text, "\"\\\n"):
			texts = append(texts, `"`+t.text+`"`)
		case is(s.tokens, n, "undefined"):
			texts = append(texts, t.text)
		case !is(s.tokens, n, ","):
			return ""
		}
	}
	if len(texts) == 0 {
		return ""
	}
	return "[" + strings.Join(texts, ", ") + "]"
}
