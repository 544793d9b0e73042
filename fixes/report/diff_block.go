package report

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
)

// maxDiffLines is how many lines a comment's diff shows.
const maxDiffLines = 24

// diffBlock shows a place before and after. Lines that a step only added are
// shown in the diff that the comment hangs on; a block without old lines that
// is long is cut.
func diffBlock(p fixes.Place) string {
	var lines []string
	for _, l := range splitLines(p.Before) {
		lines = append(lines, "-"+l)
	}
	for _, l := range splitLines(p.After) {
		lines = append(lines, "+"+l)
	}
	lines = unchanged(lines)
	if more := len(lines) - maxDiffLines; more > 0 {
		lines = append(lines[:maxDiffLines], fmt.Sprintf(" … %s", plural(more, "more line", "more lines")))
	}
	if len(lines) == 0 {
		return ""
	}
	for n := range lines {
		lines[n] = shorten(lines[n], 400)
	}
	return Fence("diff", strings.Join(lines, "\n"))
}

func splitLines(s string) []string {
	s = strings.TrimSuffix(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

// unchanged shows lines that are the same before and after, at the start and at
// the end of a place, as context.
func unchanged(lines []string) []string {
	var old, now []string
	for _, l := range lines {
		if l[0] == '-' {
			old = append(old, l[1:])
		} else {
			now = append(now, l[1:])
		}
	}
	var head, tail []string
	for len(old) > 0 && len(now) > 0 && old[0] == now[0] {
		head, old, now = append(head, " "+old[0]), old[1:], now[1:]
	}
	for len(old) > 0 && len(now) > 0 && old[len(old)-1] == now[len(now)-1] {
		tail = append([]string{" " + old[len(old)-1]}, tail...)
		old, now = old[:len(old)-1], now[:len(now)-1]
	}
	out := head
	for _, l := range old {
		out = append(out, "-"+l)
	}
	for _, l := range now {
		out = append(out, "+"+l)
	}
	return append(out, tail...)
}
