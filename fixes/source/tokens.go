package source

import (
	"bytes"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/js"
)

// token is one token that is neither blank nor comment.
type token struct {
	kind kind
	text string // of a string: without its quotes
	// start and end are its place in the text; newLine reports that a line ends
	// before it.
	start, end int
	newLine    bool
}

type kind int

const (
	punctuation kind = iota
	word             // an identifier or keyword
	text             // a string, or a template without expressions
	other            // numbers, regular expressions, parts of templates
)

// maxTokens bounds how much of a file is looked at.
const maxTokens = 400_000

// lex takes a file apart. broken reports text that is neither JavaScript nor
// TypeScript as far as tokens tell.
func lex(src []byte) (tokens []token, broken bool) {
	if bytes.IndexByte(src, 0) >= 0 { // no text; the lexer takes it for the end
		return nil, true
	}
	defer func() { // the lexer is not ours; a file must not end the plan
		if recover() != nil {
			tokens, broken = nil, true
		}
	}()
	body := hashbang(src)
	l := js.NewLexer(parse.NewInputBytes(bytes.Clone(body)))
	end, newLine := len(src)-len(body), false
	var pairs brackets
	for len(tokens) < maxTokens {
		kind, data := l.Next()
		if (kind == js.DivToken || kind == js.DivEqToken) && startsValue(tokens, pairs.last) {
			kind, data = l.RegExp()
		}
		start := end
		end += len(data)
		switch {
		case kind == js.ErrorToken && len(data) == 0 && ended(l):
			return tokens, broken
		case kind == js.ErrorToken && string(data) == "@": // a decorator
			tokens = append(tokens, token{punctuation, "@", start, end, newLine})
		case kind == js.ErrorToken:
			broken = true
			if len(data) == 0 {
				return tokens, true
			}
		case blank(kind):
			newLine = newLine || bytes.IndexByte(data, '\n') >= 0
		default:
			t := tokenOf(kind, data)
			t.start, t.end, t.newLine = start, end, newLine
			tokens, newLine = append(tokens, t), false
			pairs.take(t, len(tokens)-1)
		}
	}
	return tokens, true
}

func ended(l *js.Lexer) bool { return l.Err() == nil || l.Err().Error() == "EOF" }

// hashbang removes a first line that is for the kernel.
func hashbang(src []byte) []byte {
	src = bytes.TrimPrefix(src, []byte("\xef\xbb\xbf"))
	if bytes.HasPrefix(src, []byte("#!")) {
		if end := bytes.IndexByte(src, '\n'); end >= 0 {
			return src[end:]
		}
		return nil
	}
	return src
}

func blank(kind js.TokenType) bool {
	switch kind {
	case js.WhitespaceToken, js.LineTerminatorToken, js.CommentToken, js.CommentLineTerminatorToken:
		return true
	}
	return false
}

func tokenOf(kind js.TokenType, data []byte) token {
	switch {
	case kind == js.StringToken && len(data) >= 2, kind == js.TemplateToken && len(data) >= 2:
		return token{kind: text, text: string(data[1 : len(data)-1])}
	case js.IsIdentifierName(kind):
		return token{kind: word, text: string(data)}
	case js.IsPunctuator(kind), js.IsOperator(kind):
		return token{kind: punctuation, text: string(data)}
	}
	return token{kind: other, text: string(data)}
}

// is reports whether the token at a place is this word or punctuation.
func is(tokens []token, at int, s string) bool {
	return at >= 0 && at < len(tokens) && (tokens[at].kind == word || tokens[at].kind == punctuation) && tokens[at].text == s
}
