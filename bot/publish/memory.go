package publish

import (
	"slices"
	"time"
)

// A Memory is what people decided in pull requests so far.
type Memory struct {
	// Declined are ids of findings in pull requests that a person closed.
	Declined []string
	// Everything reports that a person said no to more than could be written
	// down: nothing is offered until somebody asks.
	Everything bool
	// Applied and Skipped are rules asked for or turned off in the current
	// pull request.
	Applied, Skipped []string
}

// Remember reads the memory out of the pull requests.
func Remember(s State) Memory {
	var mem Memory
	for n := range s.Pulls {
		p := &s.Pulls[n]
		m := p.Marker()
		if m != nil {
			mem.Declined = append(mem.Declined, m.Declined...)
		}
		if !p.refused(m) {
			continue
		}
		if m == nil || m.Cut {
			mem.Everything = true
			continue
		}
		mem.Declined = append(mem.Declined, m.Offered...)
	}
	mem.Declined = unique(mem.Declined)
	if p := s.Current(); p != nil && p.State != Merged {
		if m := p.Marker(); m != nil {
			mem.Applied, mem.Skipped = m.Applied, m.Skipped
		}
	}
	return mem
}

// refused reports whether a person said no to what the pull request offered:
// they closed it, or merged it after changing it.
func (p *Pull) refused(m *Marker) bool {
	switch p.State {
	case Closed:
		return m == nil || !m.Closed
	case Merged:
		return m != nil && m.Head != p.Head
	}
	return false
}

// unique returns the strings sorted, each once.
func unique(list []string) []string {
	sorted := slices.Clone(list)
	slices.Sort(sorted)
	return slices.Compact(sorted)
}

// Written returns when we last wrote a commit for a pull request, zero when we
// never did.
func (s State) Written() time.Time {
	last := int64(0)
	for n := range s.Pulls {
		if m := s.Pulls[n].Marker(); m != nil {
			last = max(last, m.Written)
		}
	}
	if last == 0 {
		return time.Time{}
	}
	return time.Unix(last, 0)
}

// Left says why an open pull request is not written to any more, "" when it is:
// somebody else committed to its branch, or its marker is gone.
func (s State) Left() string {
	p := s.Current()
	if p == nil || p.State != Open {
		return ""
	}
	m := p.Marker()
	switch {
	case m == nil:
		return "The hidden marker at the end of this pull request's description is missing or was changed, so nodedock does not know any more what it wrote here and leaves it alone. Close it and ask for a recheck here, and nodedock starts over."
	case s.Branch == nil:
		return "The branch of this pull request is gone. Close it and ask for a recheck here, and nodedock starts over."
	case !s.Branch.Ours(m):
		return "Somebody else committed to this branch, so nodedock does not write to it any more. Merge it as it is, or close it, delete the branch and ask for a recheck here."
	}
	return ""
}
