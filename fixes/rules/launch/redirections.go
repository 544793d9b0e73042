package launch

import (
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// runsQuoted finds what runs the text in quotes as commands.
var runsQuoted = pattern.New(`\s-\w*c\s|\beval\b|\btrap\b`)

// Redirections returns the matches of redirection in shell text but for those in
// quotes, where > is an ordinary character. A quote that its line does not close
// is taken for an apostrophe, and what another shell is given for commands.
func Redirections(text string) (found [][]string) {
	for line := range strings.Lines(text) {
		for _, m := range redirection.FindAllStringSubmatchIndex(line, -1) {
			if runsQuoted.MatchString(line) || !insideQuotes(line, m[0]) {
				found = append(found, []string{line[m[0]:m[1]], line[m[2]:m[3]]})
			}
		}
	}
	return found
}

// insideQuotes reports whether a place of a line is in quotes that begin and end
// in that line.
func insideQuotes(line string, at int) bool {
	for n := 0; n < at; n++ {
		switch c := line[n]; c {
		case '\\':
			n++
		case '\'', '"':
			end := strings.IndexByte(line[n+1:], c)
			if end < 0 || c == '"' && strings.Contains(line[n+1:n+1+end], "$(") {
				return false
			}
			if n += 1 + end; n > at {
				return true
			}
		}
	}
	return false
}

var redirection = pattern.New(`>{1,2}\s*["']?([^\s"'&|;)]+)`).Needs(">")
