package dockerignore

import (
	"errors"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/text"
)

// Append returns the edit that adds lines at the end of the file, in its style:
// its line break, nothing glued to a last line without one, and no final line
// break where there was none. A pattern that the file already covers is left
// out, and so is one that BuildKit would refuse or that holds a line break; when
// nothing is left the edit inserts nothing (New is "").
func Append(f *File, lines []string) text.Edit { return AppendAgain(f, lines, nil) }

// AppendAgain is Append that adds some of the lines whether or not the file has them: what
// stands below takes them back.
func AppendAgain(f *File, lines, again []string) text.Edit {
	fresh := f.fresh(lines, again)
	end := len(f.Src)
	if len(fresh) == 0 {
		return text.Insert(end, "")
	}
	added := strings.Join(fresh, f.EOL)
	if f.FinalNewline {
		return text.Insert(end, added+f.EOL)
	}
	return text.Insert(end, f.EOL+added)
}

// Render returns the text of a new ignore file.
func Render(lines []string) string { return strings.Join(lines, "\n") + "\n" }

// After returns the file as it is with the edits made, to compare what is
// hidden before and after.
func (f *File) After(edits ...text.Edit) (*File, error) {
	src, err := text.Apply(f.Src, edits)
	if err != nil {
		return nil, err
	}
	return Parse(f.Path, src)
}

// fresh returns the lines worth adding, and those that are wanted again. Comments stay when a pattern does.
func (f *File) fresh(lines, again []string) []string {
	var out []string
	known := append([]Line(nil), f.Lines...)
	patterns := 0
	for _, raw := range lines {
		line, err := alone(raw)
		if err != nil || line.Kind == Pattern && covered(known, line) && !slices.Contains(again, raw) {
			continue
		}
		if line.Kind == Pattern {
			patterns++
		}
		known = append(known, line)
		out = append(out, line.Text)
	}
	if patterns == 0 {
		return nil
	}
	return out
}

// alone reads a line that is in no file.
func alone(raw string) (Line, error) {
	if strings.ContainsAny(raw, "\r\n") {
		return Line{}, errors.New("a line with a line break is no line")
	}
	patterns, err := readPatterns("", []byte(raw))
	if err != nil {
		return Line{}, err
	}
	return parseLine(raw, &patterns)
}

// covered reports whether the file says already what fresh would say. A line
// with the same pattern stands until a line of the other sign takes all of it
// back: an exception below it is the author's. An exception stands until a line
// takes some of it back. A broader line ("*") covers
// fresh only while nothing is taken back after it.
func covered(known []Line, fresh Line) bool {
	same, broader := false, false
	for _, line := range known {
		switch {
		case line.Kind != Pattern:
		case line.Negated != fresh.Negated:
			same = same && !covers(line.Pattern, fresh.Pattern) && !(fresh.Negated && touches(line.Pattern, fresh.Pattern))
			broader = false
		case line.Pattern == fresh.Pattern || line.Pattern == "**/"+fresh.Pattern:
			same = true
		case covers(line.Pattern, fresh.Pattern):
			broader = true
		}
	}
	return same || broader
}

// touches reports whether known matches one of the paths that pattern may match, as
// names with little or nothing in the place of a star show.
func touches(known, pattern string) bool {
	for _, some := range []string{"", "x", ".x"} {
		if matches(known, strings.ReplaceAll(strings.TrimPrefix(pattern, "**/"), "*", some)) {
			return true
		}
	}
	return false
}

// covers reports whether every path that pattern matches is matched by known.
// It is sure or it says no.
func covers(known, pattern string) bool {
	if known == pattern || known == "**/"+pattern || everything(known) && known != "*/**" {
		return true
	}
	rest, anywhere := strings.CutPrefix(pattern, "**/")
	if anywhere && !strings.HasPrefix(known, "**/") || strings.ContainsAny(rest, `*?[\`) {
		return false
	}
	return matches(known, rest)
}
