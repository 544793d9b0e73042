package publish

import (
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// Kinds of notes: comments that nodedock leaves once per pull request.
const (
	// NotePerson says that a person committed to the branch.
	NotePerson = "person-commit"
	// NoteClosed says why nodedock closed the pull request.
	NoteClosed = "closed"
)

const personNote = "Somebody else committed to this branch, so nodedock leaves it alone from here on: it never overwrites a person's work. " +
	"Merge it as it is, or close it and delete the branch; nodedock then starts over when there is something new, or when you ask with a recheck."

var (
	notePattern   = pattern.New(`<!-- nodedock:note ([a-z0-9-]+) -->`)
	reviewPattern = pattern.New(`<!-- nodedock:review ([a-zA-Z0-9.:_,]*) -->`)
	atPattern     = pattern.New(`<!-- nodedock:at ([a-zA-Z0-9.:_]+) -->`)
	safeID        = pattern.New(`[^a-zA-Z0-9.:_]`)
)

// WithNote returns a comment's text with the marker of its kind.
func WithNote(kind, body string) string {
	return strings.TrimRight(body, "\n") + "\n\n<!-- nodedock:note " + kind + " -->\n"
}

// NoteOf returns the kind of a note of ours, "" when the comment is none.
func NoteOf(body string) string {
	if m := notePattern.FindStringSubmatch(body); m != nil {
		return m[1]
	}
	return ""
}

// Marked returns the comment's text with the marker that says which one it is.
func (c Comment) Marked() string {
	if c.ID == "" {
		return c.Body
	}
	return strings.TrimRight(c.Body, "\n") + "\n\n<!-- nodedock:at " + c.placeID() + " -->\n"
}

// MarkOf returns the id in the text of a review comment of ours, "" when there
// is none.
func MarkOf(body string) string {
	if m := atPattern.FindStringSubmatch(body); m != nil {
		return m[1]
	}
	return ""
}

// WithReview returns a review's text with the marker that lists its comments.
func WithReview(body string, comments []Comment) string {
	ids := make([]string, 0, len(comments))
	for _, c := range comments {
		ids = append(ids, c.placeID())
	}
	return strings.TrimRight(body, "\n") + "\n\n<!-- nodedock:review " + strings.Join(ids, ",") + " -->\n"
}

// PlacedBy returns the ids that a review of ours lists; ok is false when the
// review is none of ours.
func PlacedBy(body string) (ids []string, ok bool) {
	m := reviewPattern.FindStringSubmatch(body)
	if m == nil {
		return nil, false
	}
	return slices.DeleteFunc(strings.Split(m[1], ","), func(id string) bool { return id == "" }), true
}

// placeID is the comment's id in a form that fits into a marker.
func (c Comment) placeID() string { return safeID.ReplaceAllString(c.ID, "_") }
