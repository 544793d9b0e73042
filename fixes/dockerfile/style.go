package dockerfile

import (
	"bytes"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

const bom = "\xef\xbb\xbf"

// Keyword returns word, given in upper case, in the file's keyword case.
func (s Style) Keyword(word string) string {
	if s.Lower {
		return strings.ToLower(word)
	}
	return word
}

// styleOf looks at how the file is written.
func styleOf(src []byte, root *parser.Node, escape rune) Style {
	crlf := bytes.Count(src, []byte("\r\n"))
	s := Style{
		EOL:          "\n",
		BOM:          bytes.HasPrefix(src, []byte(bom)),
		FinalNewline: bytes.HasSuffix(src, []byte("\n")),
		Escape:       byte(escape),
	}
	if 2*crlf > bytes.Count(src, []byte("\n")) {
		s.EOL = "\r\n"
	}
	lower := 0
	for _, node := range root.Children {
		if node.Value == strings.ToLower(node.Value) {
			lower++
		}
	}
	s.Lower = 2*lower > len(root.Children)
	return s
}
