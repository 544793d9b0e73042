package report

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// zeroWidth splits what GitHub would otherwise link: it cannot be seen.
const zeroWidth = "\u200b"

// Neutral returns text as Markdown that shows just that text, on one line: no
// mention, no link, no reference to an issue, no HTML, no emphasis, no table
// cell and no list begins in it, wherever it is put.
func Neutral(s string) string {
	s = split(oneLine(s))
	var b strings.Builder
	for at, r := range s {
		switch {
		case entities[r] != "":
			b.WriteString(entities[r])
		case strings.ContainsRune("\\`*_[]~#$", r), at == 0 && strings.ContainsRune("/-+=:", r):
			b.WriteByte('\\')
			b.WriteRune(r)
		case (r == '.' || r == ')') && isNumber(s[:at]):
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// entities are characters that no backslash makes safe everywhere.
var entities = map[rune]string{'<': "&lt;", '>': "&gt;", '&': "&amp;", '|': "&#124;"}

// isNumber reports whether s could be the number of a list item.
func isNumber(s string) bool {
	return s != "" && len(s) <= 9 && strings.Trim(s, "0123456789") == ""
}

// split puts a zero-width space where GitHub's renderer would see a mention, a
// reference or an address.
func split(s string) string {
	// Twice where neighbours share a character. Addresses come first: what splits one may
	// begin a reference behind it.
	s = address.ReplaceAllString(s, "${1}"+zeroWidth+"${2}")
	s = address.ReplaceAllString(s, "${1}"+zeroWidth+"${2}")
	s = mention.ReplaceAllString(s, "${1}@"+zeroWidth+"${2}")
	s = mention.ReplaceAllString(s, "${1}@"+zeroWidth+"${2}")
	s = issue.ReplaceAllString(s, "${1}"+zeroWidth+"${2}")
	s = mailbox.ReplaceAllString(s, "@"+zeroWidth+"${1}")
	return s
}

var (
	mention = pattern.New(`(^|[^A-Za-z0-9])@([A-Za-z0-9])`)
	issue   = pattern.New(`(?i)(#|\bGH-)([0-9])`)
	address = pattern.New(`(?i)((?:https?|ftp|mailto|xmpp):|w{3,})([/.A-Za-z0-9])`)
	// mailbox finds what is read as a mail address without a scheme, versions of
	// packages among them: pnpm@9.1.0.
	mailbox = pattern.New(`@([\w-]+\.[\w-])`).Needs("@")
)

// Plain returns text for places that show no Markdown but where GitHub still
// reads mentions and references: titles and commit messages.
func Plain(s string) string { return split(oneLine(s)) }

// Code returns text as a code span that holds just that text, whatever
// backticks are in it. In a table cell use it only for text without "|".
func Code(s string) string {
	s = oneLine(s)
	if strings.TrimSpace(s) == "" {
		return "` `"
	}
	fence := strings.Repeat("`", longestRun(s)+1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") || s[0] == ' ' && s[len(s)-1] == ' ' {
		s = " " + s + " "
	}
	return fence + s + fence
}

// codeCell is Code for table cells, where a "|" cannot be put in a code span
// that every renderer reads alike.
func codeCell(s string) string {
	if strings.Contains(s, "|") {
		return Neutral(s)
	}
	return Code(s)
}

// Fence returns text as a fenced code block of the language, without a final
// line break. Line breaks and tabs of the text are kept.
func Fence(language, s string) string {
	fence := strings.Repeat("`", max(3, longestRun(s)+1))
	return fence + language + "\n" + strings.TrimSuffix(printable(s, "\n\t"), "\n") + "\n" + fence
}

// longestRun returns the length of the longest run of backticks.
func longestRun(s string) int {
	longest, run := 0, 0
	for _, c := range []byte(s) {
		if c != '`' {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}

// oneLine returns s without control characters and with every line break and
// run of blanks as one space.
func oneLine(s string) string {
	return strings.Join(strings.Fields(printable(strings.ToValidUTF8(s, "\ufffd"), "\n\t")), " ")
}

// printable removes control and direction characters except those in keep.
func printable(s, keep string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(keep, r):
			return r
		case r == utf8.RuneError:
			return '\ufffd'
		case r == '\r' || r == '\u2028' || r == '\u2029' || r == '\u0085':
			return -1
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, s)
}

// shorten cuts text to at most n characters, with an ellipsis.
func shorten(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	r := []rune(s)
	return strings.TrimSpace(string(r[:n-1])) + "…"
}
