package fixes

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/text"
)

var bom = []byte("\xef\xbb\xbf")

// keepsForm checks that byte order mark, line ending and final newline are as
// they were; a file that lost its only line ends none. It returns what is not, "" when all are.
func keepsForm(before, after []byte) string {
	if before == nil {
		return ""
	}
	switch {
	case bytes.HasPrefix(before, bom) != bytes.HasPrefix(after, bom):
		return "the byte order mark would change"
	case bareNewlines(after) > bareNewlines(before) && bytes.Contains(before, []byte("\r\n")) && bareNewlines(before) == 0,
		bytes.Contains(after, []byte("\r\n")) && !bytes.Contains(before, []byte("\r\n")):
		return "the line ending would change"
	case len(before) > 0 && len(after) > 0 && endsLine(before) != endsLine(after):
		return "the final newline would change"
	}
	return ""
}

// bareNewlines counts the line ends without a carriage return.
func bareNewlines(b []byte) int { return bytes.Count(b, []byte("\n")) - bytes.Count(b, []byte("\r\n")) }

func endsLine(b []byte) bool { return bytes.HasSuffix(b, []byte("\n")) }

func startsLine(s string) bool { return strings.HasPrefix(strings.TrimPrefix(s, "\r"), "\n") }

// keepsRest checks that a Dockerfile still parses, that BuildKit says nothing
// about it that it did not say before, and that every instruction without an
// edit is what it was.
func keepsRest(r *Repo, name string, batch editBatch) string {
	before, err := r.parse(name, batch.before)
	if err != nil {
		return "the file could not be read before the fix: " + err.Error()
	}
	after, err := r.parse(name, batch.after)
	if err != nil {
		return "the result would not parse: " + err.Error()
	}
	if w, more := newWarning(before, after); more {
		return fmt.Sprintf("BuildKit would warn: %s", w.Message)
	}
	return keepsInstructions(before, after, batch.edits)
}

// newWarning returns a warning of after that before does not have.
func newWarning(before, after *dockerfile.File) (dockerfile.Warning, bool) {
	type kind struct{ rule, message string }
	count := map[kind]int{}
	of := func(w dockerfile.Warning) kind {
		if w.Rule != "" {
			return kind{rule: w.Rule}
		}
		return kind{message: w.Message}
	}
	for _, w := range before.Warnings {
		count[of(w)]++
	}
	for _, w := range after.Warnings {
		if count[of(w)]--; count[of(w)] < 0 {
			return w, true
		}
	}
	return dockerfile.Warning{}, false
}

// keepsInstructions checks that each instruction that no edit touches is found
// again, at its new place, with the same text.
func keepsInstructions(before, after *dockerfile.File, edits []text.Edit) string {
	at := map[int]*dockerfile.Instruction{}
	for _, i := range after.Instructions {
		at[i.Span.Start] = i
	}
	for _, i := range before.Instructions {
		if touched(before.Src, i.Span, edits) {
			continue
		}
		now := at[text.Forward(edits, i.Span.Start)]
		if now == nil || now.Keyword != i.Keyword || now.Text != i.Text {
			return fmt.Sprintf("the instruction at line %d would change although no edit names it", i.StartLine)
		}
	}
	return ""
}

// touched reports whether an edit changes bytes of the span. An insertion at
// either end leaves the span alone, but for words behind a last line without an end.
func touched(src []byte, span text.Span, edits []text.Edit) bool {
	for _, e := range edits {
		if e.Span.Len() == 0 {
			within := span.Start < e.Span.Start && e.Span.Start < span.End
			behind := e.Span.Start == span.End && span.Start < span.End && !endsLine(src[span.Start:span.End]) && !startsLine(e.New)
			if within || behind {
				return true
			}
		} else if span.Overlaps(e.Span) {
			return true
		}
	}
	return false
}
