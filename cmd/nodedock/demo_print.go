package main

import (
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/nodedock/nodedock/bot/ghsim"
)

// printPull prints a repository's pull request for a terminal: title, body,
// diff and the comments at its lines.
func (s *stage) printPull(w io.Writer, repo string) error {
	pull, ok := s.pull(repo)
	if !ok {
		return fmt.Errorf("there is no pull request in %s", repo)
	}
	fmt.Fprintf(w, "\n%s\n%s #%d by %s: %s → %s\n\n", pull.Title, repo, pull.Number, pull.Author, pull.Head, pull.Base)
	fmt.Fprintln(w, strings.TrimSpace(withoutComments(pull.Body)))
	for _, file := range pull.Files {
		fmt.Fprintf(w, "\n--- %s\n", file.Path)
		for _, hunk := range file.Hunks {
			fmt.Fprintln(w, hunk.Header)
			for _, line := range hunk.Lines {
				fmt.Fprintf(w, "%s%s\n", sign(line), line.Text)
				printThreads(w, pull.Threads, file.Path, line)
			}
		}
	}
	return nil
}

// sign is how a diff marks the line.
func sign(line ghsim.DiffLine) string {
	switch {
	case line.Old == 0:
		return "+"
	case line.New == 0:
		return "-"
	}
	return " "
}

// printThreads prints the comments that stand at a line of the head.
func printThreads(w io.Writer, threads []ghsim.ThreadView, path string, line ghsim.DiffLine) {
	if line.New == 0 {
		return
	}
	for _, t := range threads {
		if t.Path != path || t.Line != line.New {
			continue
		}
		for _, c := range t.Comments {
			text := strings.TrimSpace(withoutComments(c.Body))
			fmt.Fprintf(w, "    ┃ %s\n", strings.ReplaceAll(text, "\n", "\n    ┃ "))
		}
	}
}

var hiddenComment = regexp.MustCompile(`(?s)<!--.*?-->`)

// withoutComments removes what a browser does not show either.
func withoutComments(markdown string) string { return hiddenComment.ReplaceAllString(markdown, "") }
