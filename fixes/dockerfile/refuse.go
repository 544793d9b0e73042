package dockerfile

import (
	"bufio"
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

const (
	// maxSize is the size in bytes of the largest file that is parsed.
	maxSize = 1 << 20
	// maxLine is the longest line, without its line break, that BuildKit's
	// scanner takes.
	maxLine = bufio.MaxScanTokenSize - 1
	// maxNesting is how deep substitutions may nest: BuildKit's lexer copies
	// the text once for each level.
	maxNesting = 100
)

// refuse returns an error for bytes that BuildKit must not see: its lexer
// prints to stderr on NUL bytes and invalid UTF-8.
func refuse(path string, src []byte) error {
	switch {
	case len(src) > maxSize:
		return &Error{Path: path, Message: fmt.Sprintf("larger than %d KiB", maxSize>>10)}
	case bytes.HasPrefix(src, []byte("\xff\xfe")), bytes.HasPrefix(src, []byte("\xfe\xff")):
		return &Error{Path: path, Line: 1, Message: "the file is UTF-16; a Dockerfile is UTF-8"}
	}
	if at := bytes.IndexByte(src, 0); at >= 0 {
		return &Error{Path: path, Line: lineOf(src, at), Message: "the line holds a NUL byte"}
	}
	if at := invalidUTF8(src); at >= 0 {
		return &Error{Path: path, Line: lineOf(src, at), Message: "the line is not valid UTF-8"}
	}
	if at := longLine(src); at >= 0 {
		return &Error{Path: path, Line: lineOf(src, at), Message: fmt.Sprintf("the line is longer than %d bytes", maxLine)}
	}
	if at := deepNesting(src); at >= 0 {
		return &Error{Path: path, Line: lineOf(src, at), Message: fmt.Sprintf("more than %d substitutions in one another", maxNesting)}
	}
	return nil
}

// refuseNodes returns an error for parsed instructions that BuildKit's next
// step must not see: NUL bytes that a JSON array spells out, and ONBUILD in
// ONBUILD, which is an error anyway and costs the square of its length.
func refuseNodes(path string, root *parser.Node) error {
	for _, node := range root.Children {
		for n := node; n != nil; n = n.Next {
			if strings.IndexByte(n.Value, 0) >= 0 {
				return &Error{Path: path, Line: node.StartLine, Message: "an argument holds a NUL character"}
			}
			if len(n.Children) == 0 || n.Children[0] == nil {
				continue
			}
			if strings.EqualFold(n.Children[0].Value, "ONBUILD") {
				return &Error{Path: path, Line: node.StartLine, Message: "ONBUILD cannot hold another ONBUILD"}
			}
		}
	}
	return nil
}

// invalidUTF8 returns the offset of the first byte that is not UTF-8, or -1.
func invalidUTF8(src []byte) int {
	if utf8.Valid(src) {
		return -1
	}
	for at := 0; at < len(src); {
		r, size := utf8.DecodeRune(src[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
	return -1
}

// longLine returns the offset of the first line over maxLine, or -1.
func longLine(src []byte) int {
	for at := 0; at < len(src); {
		n := bytes.IndexByte(src[at:], '\n')
		if n < 0 {
			n = len(src) - at
		}
		if n > maxLine {
			return at
		}
		at += n + 1
	}
	return -1
}

// deepNesting returns where "${" is nested deeper than maxNesting, or -1.
func deepNesting(src []byte) int {
	depth := 0
	for at := 0; at+1 < len(src); at++ {
		switch {
		case src[at] == '$' && src[at+1] == '{':
			if depth++; depth > maxNesting {
				return at
			}
		case src[at] == '}' && depth > 0:
			depth--
		case src[at] == '\n' && src[at+1] == '\n':
			depth = 0
		}
	}
	return -1
}

// lineOf returns the line, from 1, of the byte at offset.
func lineOf(src []byte, offset int) int { return 1 + bytes.Count(src[:offset], []byte("\n")) }
