package ghsim

import (
	"slices"
	"strings"

	"github.com/nodedock/nodedock/bot/ghsim/git"
)

// A thread is a conversation at a line of the diff.
type thread struct {
	id              int64
	pull            *pull
	path            string
	side, startSide string // LEFT or RIGHT
	line, startLine int    // as of commit; startLine 0: one line
	position        int    // in the patch, from 1: GitHub's older way to say a line
	commit          git.ID
	hunk            string // the diff down to the line
	resolved        bool
	resolver        *account
	comments        []*inline
}

func (t *thread) node() string { return nodeID("PRRT", t.id) }

// place returns where the thread is in the diff of the pull request's head, and
// false when its line is no longer there: the thread is outdated.
func (t *thread) place() (line, position int, current bool) {
	line = t.line
	if t.side == "RIGHT" && t.commit != t.pull.headSHA {
		line = t.pull.repo.carry(t.path, t.commit, t.pull.headSHA, t.line)
	}
	for _, d := range t.pull.diff(t.pull.headSHA) {
		if d.Path == t.path {
			_, position, current = d.find(line, t.side)
			return line, position, current
		}
	}
	return 0, 0, false
}

// carry returns where a line of a file went between two commits; 0: nowhere.
func (r *repo) carry(path string, from, to git.ID, line int) int {
	old, _ := r.git.TreeOf(from)
	new, _ := r.git.TreeOf(to)
	before, _ := r.git.Lookup(old, path)
	after, _ := r.git.Lookup(new, path)
	shift := 0
	for _, h := range r.diffFile(git.Change{Path: path, Old: before, New: after}).Hunks {
		for _, l := range h.Lines {
			switch {
			case l.Old == line:
				return l.New // 0 when it was removed
			case l.Old > line:
				return line + shift
			case l.Old != 0 && l.New != 0:
				shift = l.New - l.Old
			case l.Old != 0:
				shift--
			default:
				shift++
			}
		}
	}
	return line + shift
}

// find returns the hunk that shows a line and the line's position in the patch.
func (d FileDiff) find(line int, side string) (hunk, position int, found bool) {
	for i, h := range d.Hunks {
		if i > 0 {
			position++ // the headers of later hunks count
		}
		for _, l := range h.Lines {
			position++
			if line != 0 && (side == "LEFT" && l.Old == line || side == "RIGHT" && l.New == line) {
				return i, position, true
			}
		}
	}
	return 0, 0, false
}

// upTo writes a hunk down to a position of the patch.
func (d FileDiff) upTo(hunk, position int) string {
	lines := strings.Split(d.Patch(), "\n")
	lines = slices.DeleteFunc(lines, func(l string) bool { return strings.HasPrefix(l, `\`) })
	start := slices.Index(lines, d.Hunks[hunk].Header)
	return strings.Join(lines[start:position+1], "\n")
}

// A newInline is a comment of a review to create.
type newInline struct {
	Path      string `json:"path"`
	Position  int    `json:"position"`
	Body      string `json:"body"`
	Line      int    `json:"line"`
	Side      string `json:"side"`
	StartLine int    `json:"start_line"`
	StartSide string `json:"start_side"`
}

// newThreads checks the comments of a new review and makes their threads.
func (s *Sim) newThreads(v *review, comments []newInline) ([]*thread, error) {
	diff := v.pull.diff(v.commit)
	var threads []*thread
	for _, in := range comments {
		if strings.TrimSpace(in.Body) == "" {
			return nil, unprocessable("Body can't be blank")
		}
		if err := checkText("PullRequestReviewComment", "", in.Body); err != nil {
			return nil, err
		}
		t, err := newThread(v, diff, in)
		if err != nil {
			return nil, err
		}
		t.id = s.id()
		t.comments = []*inline{{id: s.id(), thread: t, review: v, author: v.author, body: in.Body, created: s.now(), updated: s.now()}}
		threads = append(threads, t)
	}
	return threads, nil
}

// newThread finds the place of a comment in the diff.
func newThread(v *review, diff []FileDiff, in newInline) (*thread, error) {
	i := slices.IndexFunc(diff, func(d FileDiff) bool { return d.Path == in.Path })
	if i < 0 {
		return nil, unprocessable("Path could not be resolved")
	}
	d := diff[i]
	t := &thread{pull: v.pull, path: in.Path, commit: v.commit, line: in.Line, side: or(in.Side, "RIGHT"), startLine: in.StartLine}
	t.startSide = or(in.StartSide, t.side)
	if in.Line == 0 {
		t.line, t.side = d.atPosition(in.Position)
	}
	hunk, position, found := d.find(t.line, t.side)
	if !found {
		return nil, unprocessable("Line could not be resolved")
	}
	if t.startLine != 0 {
		first, start, found := d.find(t.startLine, t.startSide)
		switch {
		case !found || first != hunk:
			return nil, unprocessable("Start line could not be resolved")
		case start >= position:
			return nil, unprocessable("start_line must precede the end line.")
		}
	}
	t.position, t.hunk = position, d.upTo(hunk, position)
	return t, nil
}

// atPosition returns the line at a position of the patch; 0 when there is none.
func (d FileDiff) atPosition(position int) (int, string) {
	at := 0
	for i, h := range d.Hunks {
		if i > 0 {
			at++
		}
		for _, l := range h.Lines {
			if at++; at == position {
				if l.New == 0 {
					return l.Old, "LEFT"
				}
				return l.New, "RIGHT"
			}
		}
	}
	return 0, "RIGHT"
}
