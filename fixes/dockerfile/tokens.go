package dockerfile

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/nodedock/nodedock/fixes/text"
)

// A token is a piece of an instruction's text, with the value that BuildKit
// should have for it.
type token struct {
	start, end int
	text       string
}

// A layout is an instruction's text taken apart.
type layout struct {
	keyword text.Span
	flags   []token
	args    text.Span
}

// split finds keyword, flags and arguments in the joined text of an instruction.
func split(s string, escape byte) layout {
	all := trim(s, 0, len(s))
	l := layout{keyword: all, args: text.Span{Start: all.End, End: all.End}}
	at := strings.IndexFunc(s[all.Start:all.End], isFieldSpace)
	if at < 0 {
		return l
	}
	l.keyword.End = all.Start + at
	at = l.keyword.End
	for at < all.End && isFieldSpace(rune(s[at])) {
		at++
	}
	l.flags, at = flags(s[:all.End], at, escape)
	l.args = trim(s, at, all.End)
	return l
}

// flags finds the "--" words that s has from offset at, and where they end.
// Like BuildKit it looks at bytes, not at characters.
func flags(s string, at int, escape byte) (found []token, end int) {
	for {
		for at < len(s) && unicode.IsSpace(rune(s[at])) {
			at++
		}
		if !strings.HasPrefix(s[at:], "--") {
			return found, at
		}
		t := flag(s, at, escape)
		at = t.end
		if t.text == "--" {
			return found, at
		}
		found = append(found, t)
	}
}

// flag reads the flag that begins at offset at.
func flag(s string, at int, escape byte) token {
	var value strings.Builder
	start, quote := at, byte(0)
	for ; at < len(s); at++ {
		c := s[at]
		switch {
		case quote == 0 && unicode.IsSpace(rune(c)):
			return token{start, at, value.String()}
		case quote == 0 && (c == '\'' || c == '"'):
			quote = c
			continue
		case quote != 0 && c == quote:
			quote = 0
			continue
		case c == escape:
			if at++; at == len(s) {
				return token{start, at, value.String()}
			}
		}
		value.WriteRune(rune(s[at]))
	}
	return token{start, at, value.String()}
}

// fields splits the bytes of s within span at blanks, as BuildKit does.
func fields(s string, span text.Span) []token {
	var found []token
	for at := span.Start; at < span.End; {
		end := span.End
		if n := strings.IndexFunc(s[at:span.End], isFieldSpace); n >= 0 {
			end = at + n
		}
		found = append(found, token{at, end, s[at:end]})
		for at = end; at < span.End && isFieldSpace(rune(s[at])); at++ {
		}
	}
	return found
}

// quotedWords splits at blanks outside quotes; quotes and escapes stay.
func quotedWords(s string, span text.Span, escape byte) []token {
	var found []token
	start, quote := -1, rune(0)
	for at := span.Start; at < span.End; {
		c, size := utf8.DecodeRuneInString(s[at:span.End])
		switch {
		case quote == 0 && unicode.IsSpace(c):
			if start >= 0 {
				found = append(found, token{start, at, s[start:at]})
				start = -1
			}
			at += size
			continue
		case c == rune(escape) && quote != '\'' && at+size < span.End:
			_, next := utf8.DecodeRuneInString(s[at+size : span.End])
			size += next
		case quote == 0 && (c == '\'' || c == '"'):
			quote = c
		case c == quote:
			quote = 0
		}
		if start < 0 {
			start = at
		}
		at += size
	}
	if start >= 0 {
		found = append(found, token{start, span.End, s[start:span.End]})
	}
	return found
}

// rest is everything within span as one token, none when there is nothing.
func rest(span text.Span, s string) []token {
	if span.Len() == 0 {
		return nil
	}
	return []token{{span.Start, span.End, s[span.Start:span.End]}}
}

// trim returns the bytes [start, end) of s without blanks at both ends.
func trim(s string, start, end int) text.Span {
	start += len(s[start:end]) - len(strings.TrimLeftFunc(s[start:end], unicode.IsSpace))
	return text.Span{Start: start, End: start + len(strings.TrimRightFunc(s[start:end], unicode.IsSpace))}
}

// isFieldSpace reports whether BuildKit splits arguments at the character.
func isFieldSpace(c rune) bool {
	return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\r'
}
