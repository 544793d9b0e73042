package fixes

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/text"
)

// What a rule says of the final text names lines of the final text. People read
// it beside the file they have, so the numbers become those of the original.

// ownLine is a line of the Dockerfile that a text is about; fileLine is one of a
// file that the text names.
var (
	ownLine  = pattern.New(`\b([Ll]ine )(\d+)\b`)
	fileLine = pattern.New(`([\w./@-]+):(\d+)\b`)
)

// inOriginal returns a text about a Dockerfile with its line numbers as they
// were.
func (r *run) inOriginal(name, said string) string {
	said = ownLine.ReplaceAllStringFunc(said, func(found string) string {
		m := ownLine.FindStringSubmatch(found)
		return m[1] + r.originalLine(name, m[2])
	})
	return fileLine.ReplaceAllStringFunc(said, func(found string) string {
		m := fileLine.FindStringSubmatch(found)
		return m[1] + ":" + r.originalLine(m[1], m[2])
	})
}

// originalLine translates one line number of a file that the plan has changed.
func (r *run) originalLine(name, number string) string {
	state := r.files[name]
	line, err := strconv.Atoi(number)
	if err != nil || state == nil || state.original == nil || len(state.batches) == 0 {
		return number
	}
	lines := text.NewLines(state.text)
	if line < 1 || line > lines.Count() {
		return number
	}
	return fmt.Sprint(r.origin(name, lines.Span(line).Start).Line)
}

// fixInOriginal returns a finding's fix with such texts.
func (r *run) fixInOriginal(f Finding) *Fix {
	if f.Fix == nil {
		return nil
	}
	fix := *f.Fix
	fix.Title, fix.Notes = r.inOriginal(f.Path, fix.Title), slices.Clone(fix.Notes)
	for n := range fix.Notes {
		fix.Notes[n] = r.inOriginal(f.Path, fix.Notes[n])
	}
	return &fix
}
