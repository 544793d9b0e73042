// Package dockerignore reads ignore files the way BuildKit does, and answers
// what they hide from a build.
//
// A File keeps its bytes: its lines, joined, are the file, and an edit appends
// in the file's own style. What a path matches is decided by the matcher that
// BuildKit uses, walked folder by folder as BuildKit walks a context, so order,
// negation and files below an ignored folder come out as they do in a build.
package dockerignore

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"

	"github.com/nodedock/nodedock/fixes/text"
)

// A Kind says what a line is.
type Kind int

// The kinds of line. A "#" begins a comment only in the first column.
const (
	Blank Kind = iota
	Comment
	Pattern
)

// A Line is one line of an ignore file.
type Line struct {
	Kind Kind
	// Number counts from 1.
	Number int
	// Span covers the line with its line break. The byte order mark belongs
	// to no line.
	Span text.Span
	// Text is the line without its line break.
	Text string
	// Pattern is what BuildKit makes of the line: trimmed, cleaned, without a
	// leading slash and without the "!". "" unless Kind is Pattern.
	Pattern string
	// Negated reports a leading "!": matching paths are sent after all.
	Negated bool
}

// A File is an ignore file.
type File struct {
	Path  string
	Src   []byte
	Lines []Line
	// EOL is the line break most lines end with, "\n" when there is none.
	EOL string
	// BOM reports a leading byte order mark.
	BOM bool
	// FinalNewline reports whether the last line ends with a line break. It is
	// true for an empty file, where nothing would be glued.
	FinalNewline bool

	matcher *Matcher
}

// An Error is an ignore file that BuildKit refuses.
type Error struct {
	Path    string
	Line    int
	Message string
}

func (e *Error) Error() string { return fmt.Sprintf("%s:%d: %s", e.Path, e.Line, e.Message) }

const bom = "\xEF\xBB\xBF"

// maxLine is the longest line BuildKit reads, in bytes.
const maxLine = 64<<10 - 1

// Parse reads an ignore file. The error is an *Error and names the line that
// BuildKit would refuse: a lone "!", a broken character class, a line that is
// too long.
func Parse(path string, src []byte) (*File, error) {
	f := &File{Path: path, Src: src, BOM: bytes.HasPrefix(src, []byte(bom)), FinalNewline: true}
	at := 0
	if f.BOM {
		at = len(bom)
	}
	patterns, err := readPatterns(path, src)
	if err != nil {
		return nil, err
	}
	crlf := 0
	for number := 1; at < len(src); number++ {
		end := len(src)
		if n := bytes.IndexByte(src[at:], '\n'); n >= 0 {
			end = at + n + 1
		}
		line, err := parseLine(string(src[at:end]), &patterns)
		if err != nil {
			return nil, &Error{Path: path, Line: number, Message: err.Error()}
		}
		line.Number, line.Span = number, text.Span{Start: at, End: end}
		f.Lines = append(f.Lines, line)
		f.FinalNewline = src[end-1] == '\n'
		if bytes.HasSuffix(src[at:end], []byte("\r\n")) {
			crlf++
		}
		at = end
	}
	f.EOL = "\n"
	if crlf*2 > len(f.Lines) || crlf > 0 && crlf == len(f.Lines)-1 && !f.FinalNewline {
		f.EOL = "\r\n"
	}
	f.matcher = newMatcher(f.Lines)
	return f, nil
}

// readPatterns returns what BuildKit's own reader makes of a file's lines: one
// pattern for each that is neither blank nor a comment.
func readPatterns(path string, src []byte) ([]string, error) {
	number := 0
	for line := range bytes.Lines(src) {
		if number++; len(line) > maxLine {
			return nil, &Error{Path: path, Line: number, Message: fmt.Sprintf("the line is longer than %d bytes", maxLine)}
		}
	}
	patterns, err := ignorefile.ReadAll(bytes.NewReader(src))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return patterns, nil
}

// parseLine reads one line; a pattern is the next of those that were read.
func parseLine(raw string, patterns *[]string) (Line, error) {
	line := Line{Text: strings.TrimSuffix(strings.TrimSuffix(raw, "\n"), "\r")}
	switch {
	case strings.HasPrefix(raw, "#"):
		line.Kind = Comment
		return line, nil
	case strings.TrimSpace(line.Text) == "":
		return line, nil
	}
	pattern := (*patterns)[:1]
	*patterns = (*patterns)[1:]
	line.Kind = Pattern
	line.Pattern, line.Negated = strings.CutPrefix(pattern[0], "!")
	if _, err := patternmatcher.New(pattern); err != nil {
		return line, fmt.Errorf("%q is no pattern: %w", line.Text, err)
	}
	return line, nil
}

// Whitelist reports whether the file ignores everything and then names what is
// sent: "*" or "**", and a negation after it. Such a file is strict already.
func (f *File) Whitelist() bool {
	if f == nil {
		return false
	}
	all := false
	for _, line := range f.Lines {
		switch {
		case line.Kind != Pattern:
		case line.Negated && all:
			return true
		case !line.Negated && everything(line.Pattern):
			all = true
		}
	}
	return false
}

// everything reports whether the pattern matches every path of the context.
func everything(pattern string) bool {
	return pattern == "*" || pattern == "**" || pattern == "**/*" || pattern == "*/**"
}
