package publish

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// Desired is what a plan wants to be on GitHub.
type Desired struct {
	// Branch is the name of our branch: "nodedock/fixes".
	Branch string
	// Files are what the branch changes, against the base. None: there is
	// nothing to fix.
	Files []File
	// Plan is the identity of all that a reader is shown.
	Plan string
	// Title, Body and Message are the texts of the pull request and commit,
	// without markers.
	Title, Body, Message string
	Comments             []Comment
	// Offered are the ids of the findings that the files fix.
	Offered []string
	// Applied and Skipped are rules that people asked for or turned off here.
	Applied, Skipped []string
	// Declined are ids that people said no to in earlier pull requests.
	Declined []string
	// Now is the time that is written down with a commit.
	Now time.Time
	// Answered are the images that a registry told about.
	Answered []string
	// Asked reports whether a person asked, which takes a "no" back.
	Asked bool
	// Gone says why the pull request is no longer needed.
	Gone string

	Labels, Reviewers []string
	Draft             bool
}

// A Comment is a review comment at a line of the changed file.
type Comment struct {
	// ID is the same as long as the comment is about the same finding.
	ID              string
	Path            string
	Line, StartLine int // StartLine is 0 for a single line
	Body            string
}

// MaxComments is how many comments one review holds.
const MaxComments = 30

// Content returns the identity of the files: the same paths with the same
// bytes have the same identity, whatever they are changed from.
func (d Desired) Content() string {
	h := sha256.New()
	files := slices.SortedFunc(slices.Values(d.Files), func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	for _, f := range files {
		fmt.Fprintf(h, "%q %o %d\n", f.Path, f.Mode, len(f.Content))
		h.Write(f.Content)
	}
	return hex.EncodeToString(h.Sum(nil)[:10])
}

// trailer is the line of a commit message that says which files it carries.
const trailer = "Nodedock-Plan: "

var trailerLine = pattern.New(`(?m)^` + trailer + `([0-9a-f]{20})\s*$`)

// ContentOf returns the identity in a commit message of ours, "" when there is
// none.
func ContentOf(message string) string {
	found := trailerLine.FindAllStringSubmatch(message, -1)
	if len(found) == 0 {
		return ""
	}
	return found[len(found)-1][1]
}

// signed returns the commit message with its trailer.
func signed(message, content string) string {
	return strings.TrimRight(message, "\n") + "\n\n" + trailer + content + "\n"
}
