package webhook

import (
	"bytes"
	"errors"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"github.com/nodedock/nodedock/bot"
)

// prefix is the word that begins a command.
const prefix = "/nodedock"

// Limits of a comment: how much of it is read, because reading Markdown that
// was made to be slow takes time with the square of its length, and how many
// of its commands are carried out.
const (
	maxComment = 16 << 10
	maxLines   = 10
)

// routeComment looks for commands in new comments of people on pull requests.
func routeComment(p *payload) ([]bot.Command, error) {
	if p.Action != "created" {
		return nil, nil
	}
	repo, err := p.repo()
	if err != nil {
		return nil, err
	}
	if p.Issue == nil || p.Comment == nil || p.Issue.Number <= 0 || p.Comment.ID <= 0 {
		return nil, errors.New("the payload names no issue or no comment")
	}
	if !present(p.Issue.PullRequest) || p.Comment.User.isBot() || p.Sender.isBot() || present(p.Comment.App) {
		return nil, nil
	}
	lines := commandLines(p.Comment.Body)
	if len(lines) == 0 {
		return nil, nil
	}
	return []bot.Command{{
		Kind: bot.RunComment, Repository: repo, PullRequest: p.Issue.Number,
		Key: strconv.FormatInt(p.Comment.ID, 10),
		Comment: &bot.Comment{
			ID: p.Comment.ID, Author: p.Comment.User.Login, PRAuthor: p.Issue.User.Login, Lines: lines,
		},
	}}, nil
}

// commandLines returns the lines of a comment whose first word is /nodedock,
// without that word, as Markdown shows them: lines in code, quotes and HTML
// are not commands. Space within a line is made single.
func commandLines(body string) []string {
	body = strings.ReplaceAll(body, "\r\n", "\n")
	if len(body) > maxComment {
		body = body[:strings.LastIndexByte(body[:maxComment], '\n')+1] // whole lines
	}
	if !strings.Contains(strings.ToLower(body), prefix) {
		return nil
	}
	source := []byte(body)
	document := goldmark.DefaultParser().Parse(text.NewReader(source))
	var lines []string
	_ = ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n.Kind() {
		case ast.KindBlockquote, ast.KindHTMLBlock, ast.KindCodeBlock, ast.KindFencedCodeBlock:
			return ast.WalkSkipChildren, nil
		case ast.KindParagraph, ast.KindTextBlock, ast.KindHeading:
			if entering {
				lines = append(lines, commandsIn(n, source)...)
			}
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
	return lines[:min(len(lines), maxLines)]
}

// commandsIn returns the command lines of one block of text.
func commandsIn(block ast.Node, source []byte) []string {
	var lines []string
	hidden := hiddenSpans(block)
	for _, segment := range block.Lines().Sliced(0, block.Lines().Len()) {
		start := bytes.LastIndexByte(source[:segment.Start], '\n') + 1
		words := strings.Fields(string(source[start:segment.Stop]))
		if len(words) == 0 || !strings.EqualFold(words[0], prefix) || hidden.covers(segment.Start) {
			continue
		}
		lines = append(lines, strings.Join(words[1:], " "))
	}
	return lines
}

type spans []text.Segment

func (s spans) covers(offset int) bool {
	for _, span := range s {
		if span.Start <= offset && offset < span.Stop {
			return true
		}
	}
	return false
}

// hiddenSpans returns the code and HTML within a block of text.
func hiddenSpans(block ast.Node) spans {
	var hidden spans
	_ = ast.Walk(block, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.CodeSpan:
			for child := n.FirstChild(); child != nil; child = child.NextSibling() {
				if t, ok := child.(*ast.Text); ok {
					hidden = append(hidden, t.Segment)
				}
			}
		case *ast.RawHTML:
			hidden = append(hidden, n.Segments.Sliced(0, n.Segments.Len())...)
		}
		return ast.WalkContinue, nil
	})
	return hidden
}
