package page

import (
	"slices"

	"github.com/nodedock/nodedock/bot/ghsim"
)

// A fileRows is the diff of one file, ready to be shown.
type fileRows struct {
	ghsim.FileDiff
	Added, Removed int
	Rows           []row
	// Outdated are conversations whose line is gone.
	Outdated []ghsim.ThreadView
}

// A row is a line of the diff, or the header of a hunk, with the conversations
// that stand below it.
type row struct {
	Header   string
	Class    string // add, del, same
	Sign     string
	Old, New int
	Text     string
	NoEOL    bool
	Threads  []ghsim.ThreadView
}

var classes = map[byte]string{'+': "add", '-': "del", ' ': "same"}

// rows lays out the diff with its conversations, and returns those on files
// that are not in it.
func rows(v ghsim.PullView) ([]fileRows, []ghsim.ThreadView) {
	var out []fileRows
	for _, d := range v.Files {
		f := fileRows{FileDiff: d}
		f.Added, f.Removed = d.Count()
		for _, t := range v.Threads {
			if t.Path == d.Path && t.Outdated {
				f.Outdated = append(f.Outdated, t)
			}
		}
		for _, h := range d.Hunks {
			f.Rows = append(f.Rows, row{Header: h.Header})
			for _, l := range h.Lines {
				r := row{Class: classes[l.Sign()], Sign: string(l.Sign()), Old: l.Old, New: l.New, Text: l.Text, NoEOL: l.NoEOL}
				r.Threads = threadsAt(v.Threads, d.Path, l)
				f.Rows = append(f.Rows, r)
			}
		}
		out = append(out, f)
	}
	loose := slices.DeleteFunc(slices.Clone(v.Threads), func(t ghsim.ThreadView) bool {
		return slices.ContainsFunc(v.Files, func(d ghsim.FileDiff) bool { return d.Path == t.Path })
	})
	return out, loose
}

func threadsAt(all []ghsim.ThreadView, path string, l ghsim.DiffLine) []ghsim.ThreadView {
	var here []ghsim.ThreadView
	for _, t := range all {
		if t.Path != path || t.Outdated {
			continue
		}
		if t.Side == "LEFT" && t.Line == l.Old || t.Side == "RIGHT" && t.Line == l.New {
			here = append(here, t)
		}
	}
	return here
}
