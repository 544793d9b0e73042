package dockerfile

import (
	"strings"

	"github.com/nodedock/nodedock/fixes/text"
)

// A Pair is a NAME=value of an ENV, ARG or LABEL instruction.
type Pair struct {
	Name, Value Word
	// HasValue is false for an ARG without default; Value is empty then.
	HasValue bool
	// Legacy reports the form "ENV NAME value", which takes the rest of the
	// line as the value: no other pair can be added to it.
	Legacy bool
}

// EnvPairs returns the pairs of an ENV, ARG or LABEL instruction in order, nil
// for others. Quotes are removed from Text and kept in Raw and Span.
func EnvPairs(i *Instruction) []Pair {
	if !i.Is("ENV", "ARG", "LABEL") {
		return nil
	}
	if !i.Is("ARG") && len(i.Args) == 2 && !strings.Contains(i.Args[0].Raw, "=") {
		return []Pair{{Name: i.Args[0], Value: i.Args[1], HasValue: true, Legacy: true}}
	}
	var pairs []Pair
	for _, w := range i.Args {
		name, value, hasValue := cut(w, i.file.Style.Escape)
		pairs = append(pairs, Pair{Name: name, Value: value, HasValue: hasValue})
	}
	return pairs
}

// cut splits a word at its first "=".
func cut(w Word, escape byte) (name, value Word, ok bool) {
	n, v, ok := strings.Cut(w.Raw, "=")
	name = Word{Text: unquote(n, escape), Raw: n}
	value = Word{Text: unquote(v, escape), Raw: v}
	if w.Located {
		name.Span, name.Located = text.Span{Start: w.Span.Start, End: w.Span.Start + len(n)}, true
		value.Span, value.Located = text.Span{Start: w.Span.End - len(v), End: w.Span.End}, ok
	} else {
		name.Span, value.Span = w.Span, w.Span
	}
	return name, value, ok
}

// pairs finds the arguments of an ENV or LABEL: a word for each NAME=value, or
// name and value of the legacy form.
func pairs(s string, span text.Span, escape byte) []token {
	words := quotedWords(s, span, escape)
	if len(words) == 0 || strings.Contains(words[0].text, "=") {
		return words
	}
	at := strings.IndexFunc(s[span.Start:span.End], isFieldSpace)
	if at < 0 {
		return words
	}
	at += span.Start
	value := at
	for value < span.End && isFieldSpace(rune(s[value])) {
		value++
	}
	return []token{{span.Start, at, s[span.Start:at]}, {value, span.End, s[value:span.End]}}
}

// unquote removes quotes and escapes as BuildKit does where it expands
// variables. Variables stay as they are. What is not quoted well is unchanged.
func unquote(s string, escape byte) string {
	if !strings.ContainsAny(s, `'"`+string(rune(escape))) {
		return s
	}
	var out strings.Builder
	quote := byte(0)
	for at := 0; at < len(s); at++ {
		c := s[at]
		switch {
		case quote == 0 && (c == '\'' || c == '"'):
			quote = c
			continue
		case quote != 0 && c == quote:
			quote = 0
			continue
		case c == escape && quote != '\'':
			if at+1 == len(s) {
				continue
			}
			if quote == 0 || s[at+1] == '"' || s[at+1] == '$' || s[at+1] == escape {
				at++
			}
		}
		out.WriteByte(s[at])
	}
	if quote != 0 {
		return s
	}
	return out.String()
}
