package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/nodedock/nodedock/fixes"
)

// TextOptions say how Text is written.
type TextOptions struct {
	// Color adds ANSI colours.
	Color bool
	// Applied says that the plan's changes were written: what is fixed is then
	// history, and only the rest is worth the reader's time.
	Applied bool
}

// Text writes the plan for a terminal: every finding with its place, its
// source line and what can be done, then the numbers and what to run next.
func Text(w io.Writer, plan *fixes.Plan, opts TextOptions) error {
	t := terminal{bufio.NewWriter(w), opts}
	for _, o := range plan.Findings {
		t.finding(plan, o)
	}
	for _, s := range plan.Skipped {
		t.note("skipped", s.Path, s.Rule, s.Reason)
	}
	for _, e := range plan.Errors {
		place := e.Path
		if e.Line > 0 {
			place = fmt.Sprintf("%s:%d", e.Path, e.Line)
		}
		t.note("error", place, "", e.Message)
	}
	t.footer(plan)
	return t.Flush()
}

// terminal writes coloured lines.
type terminal struct {
	*bufio.Writer
	opts TextOptions
}

const (
	bold   = "1"
	red    = "1;31"
	yellow = "1;33"
	blue   = "1;34"
	green  = "32"
	faint  = "2"
)

// paint wraps s in a colour when colours are on.
func (t terminal) paint(color, s string) string {
	if !t.opts.Color || s == "" {
		return s
	}
	return "\x1b[" + color + "m" + s + "\x1b[0m"
}

func (t terminal) finding(plan *fixes.Plan, o fixes.Outcome) {
	place := fmt.Sprintf("%s:%d:%d", leading(o.Path), line(o.Start.Line), line(o.Start.Column))
	fmt.Fprintf(t, "%s %s %s\n", t.paint(bold, place), t.paint(severityColor(o.Severity), o.Severity.String()), t.paint(bold, o.Rule))
	fmt.Fprintf(t, "  %s\n", leading(o.Message))
	t.source(o)
	t.remedy(plan, o)
	fmt.Fprintln(t)
}

func severityColor(s fixes.Severity) string {
	switch s {
	case fixes.Error:
		return red
	case fixes.Warning:
		return yellow
	}
	return blue
}

// source writes the source line with what was found underlined.
func (t terminal) source(o fixes.Outcome) {
	src, from, to := excerpt(o)
	if strings.TrimSpace(src) == "" {
		return
	}
	number := fmt.Sprint(line(o.Start.Line))
	gutter := strings.Repeat(" ", len(number))
	fmt.Fprintf(t, "    %s %s\n", t.paint(faint, number+" |"), show(src))
	pad := strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}, show(src[:from]))
	mark := strings.Repeat("^", max(1, utf8.RuneCountInString(show(src[from:to]))))
	fmt.Fprintf(t, "    %s %s%s\n", t.paint(faint, gutter+" |"), pad, t.paint(severityColor(o.Severity), mark))
}

// maxSource is how much of a long line is shown, in bytes.
const maxSource = 200

// excerpt returns the source line, cut when it is long, and the byte range in
// it that is to be underlined.
func excerpt(o fixes.Outcome) (src string, from, to int) {
	src = strings.TrimRight(o.Source, " \t\r\n")
	from = min(max(o.Start.Column-1, 0), len(src))
	to = len(src)
	if o.End.Line == o.Start.Line {
		to = min(max(o.End.Column-1, from), len(src))
	}
	if len(src) <= maxSource {
		return src, from, to
	}
	start := max(0, from-maxSource/4)
	for start > 0 && !utf8.RuneStart(src[start]) {
		start--
	}
	end := min(len(src), start+maxSource)
	for end < len(src) && !utf8.RuneStart(src[end]) {
		end++
	}
	return src[start:end], from - start, max(from-start, min(to, end)-start)
}

// remedy writes what was done, what can be done, or why nothing is.
func (t terminal) remedy(plan *fixes.Plan, o fixes.Outcome) {
	title := show(titleOf(plan, o))
	switch StateOf(o) {
	case Fixed:
		word := "fix:"
		if t.opts.Applied {
			word = "fixed:"
		}
		if title == "" {
			title = "gone with the other fixes"
		}
		fmt.Fprintf(t, "  %s %s\n", t.paint(green, word), title)
		if s := stepFor(plan, o); s != nil {
			t.notes("check:", s.Notes)
		}
	case Withheld:
		fmt.Fprintf(t, "  %s %s\n", t.paint(yellow, "no fix:"), show(o.Withheld))
	case Requestable:
		fmt.Fprintf(t, "  %s %s (nodedock fix --rule %s)\n", t.paint(blue, "on request:"), title, o.Rule)
		t.notes("note:", o.Fix.Notes)
	case Advised:
		if title != "" {
			fmt.Fprintf(t, "  %s %s\n", t.paint(blue, "advice:"), title)
			t.notes("note:", o.Fix.Notes)
		}
	}
}

// notes prints what a reader has to know or check, a line each.
func (t terminal) notes(word string, notes []string) {
	for _, n := range notes {
		fmt.Fprintf(t, "  %s %s\n", word, show(n))
	}
}

func (t terminal) note(kind, place, rule, message string) {
	if rule != "" {
		rule = " " + rule
	}
	fmt.Fprintf(t, "%s %s%s: %s\n\n", t.paint(bold, leading(place)), kind, rule, show(message))
}

// Shown returns repository text for a terminal: without control characters,
// which a terminal would obey.
func Shown(s string) string { return show(s) }

// leading is show for what a line begins with. A line that begins with "::" is a
// command to the runner of a GitHub workflow; "./" before a path names the same file.
func leading(s string) string {
	s = show(s)
	if strings.HasPrefix(strings.TrimSpace(s), "::") {
		return "./" + strings.TrimSpace(s)
	}
	return s
}

func show(s string) string {
	return printable(strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\n", " "), "\t")
}
