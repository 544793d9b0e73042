package ghsim

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"github.com/nodedock/nodedock/bot/ghsim/git"
)

// A FileDiff is one changed file of a comparison.
type FileDiff struct {
	Path   string
	Status string // added, removed, modified
	Binary bool   // it has no hunks then
	Hunks  []Hunk
	blob   git.ID
}

// A Hunk is a run of changed lines with up to three lines around them.
type Hunk struct {
	Header string // "@@ -1,3 +1,4 @@"
	Lines  []DiffLine
}

// A DiffLine is one line of a hunk. Old and New are its line numbers, from 1;
// 0 on the side that does not have it.
type DiffLine struct {
	Old, New int
	Text     string // without its line break
	NoEOL    bool   // the file ends here, without a line break
}

// diff compares two trees.
func (r *repo) diff(from, to git.ID) []FileDiff {
	var out []FileDiff
	for _, change := range r.git.Changes(from, to) {
		out = append(out, r.diffFile(change))
	}
	return out
}

func (r *repo) diffFile(change git.Change) FileDiff {
	d := FileDiff{Path: change.Path, Status: change.Status(), blob: or(change.New.ID, change.Old.ID)}
	before, _ := r.git.Blob(change.Old.ID)
	after, _ := r.git.Blob(change.New.ID)
	if isBinary(before) || isBinary(after) {
		d.Binary = true
		return d
	}
	unified, err := udiff.ToUnifiedDiff("a", "b", string(before), udiff.Lines(string(before), string(after)), 3)
	if err != nil {
		d.Binary = true // edits of our own making always apply
		return d
	}
	longer := 0 // by how many lines; the library miscounts the new side behind a hunk of several edits
	for _, h := range unified.Hunks {
		h.ToLine = h.FromLine + longer
		d.Hunks = append(d.Hunks, newHunk(h))
		added, removed := d.Count()
		longer = added - removed
	}
	return d
}

// newHunk numbers the lines of a hunk.
func newHunk(h *udiff.Hunk) Hunk {
	var out Hunk
	old, new := h.FromLine, h.ToLine
	for _, l := range h.Lines {
		line := DiffLine{Text: strings.TrimSuffix(l.Content, "\n"), NoEOL: !strings.HasSuffix(l.Content, "\n")}
		if l.Kind != udiff.Insert {
			line.Old, old = old, old+1
		}
		if l.Kind != udiff.Delete {
			line.New, new = new, new+1
		}
		out.Lines = append(out.Lines, line)
	}
	out.Header = fmt.Sprintf("@@ -%s +%s @@", span(h.FromLine, old-h.FromLine), span(h.ToLine, new-h.ToLine))
	return out
}

// span writes a start and a count as unified diffs do.
func span(start, count int) string {
	switch count {
	case 0:
		return fmt.Sprintf("%d,0", start-1)
	case 1:
		return fmt.Sprint(start)
	}
	return fmt.Sprintf("%d,%d", start, count)
}

// Sign returns '+', '-' or ' '.
func (l DiffLine) Sign() byte {
	switch {
	case l.Old == 0:
		return '+'
	case l.New == 0:
		return '-'
	}
	return ' '
}

// Patch writes the hunks as a unified diff without file headers.
func (d FileDiff) Patch() string {
	var b strings.Builder
	for _, h := range d.Hunks {
		b.WriteString(h.Header + "\n")
		for _, l := range h.Lines {
			fmt.Fprintf(&b, "%c%s\n", l.Sign(), l.Text)
			if l.NoEOL {
				b.WriteString("\\ No newline at end of file\n")
			}
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// Count returns the lines added and removed.
func (d FileDiff) Count() (added, removed int) {
	for _, h := range d.Hunks {
		for _, l := range h.Lines {
			switch l.Sign() {
			case '+':
				added++
			case '-':
				removed++
			}
		}
	}
	return added, removed
}

func isBinary(data []byte) bool { return bytes.IndexByte(data[:min(len(data), 8000)], 0) >= 0 }

// diffEntries renders a comparison of trees, and its totals.
func (s *Sim) diffEntries(r *repo, from, to, head git.ID) (entries []obj, stats obj) {
	entries = []obj{}
	var added, removed int
	for _, d := range r.diff(from, to) {
		plus, minus := d.Count()
		added, removed = added+plus, removed+minus
		at := fmt.Sprintf("/%s/%s", head, escapePath(d.Path))
		e := obj{
			"sha": d.blob, "filename": d.Path, "status": d.Status, "additions": plus, "deletions": minus, "changes": plus + minus,
			"blob_url": s.web("/%s/blob", r.fullName()) + at, "raw_url": s.web("/%s/raw", r.fullName()) + at,
			"contents_url": s.api("/repos/%s/contents/%s?ref=%s", r.fullName(), escapePath(d.Path), head),
		}
		if !d.Binary {
			e["patch"] = d.Patch()
		}
		entries = append(entries, e)
	}
	return entries, obj{"additions": added, "deletions": removed, "total": added + removed}
}
