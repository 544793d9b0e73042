package git

import "github.com/aymanbagabas/go-udiff"

// Merge returns the tree that holds the changes of both sides since base, and
// false when they conflict.
func (s *Store) Merge(base, ours, theirs ID) (ID, bool) {
	files := s.Files(ours)
	before := s.Files(base)
	for _, change := range s.Changes(base, theirs) {
		mine, clean := files[change.Path], true
		if mine != before[change.Path] {
			mine, clean = s.mergeFile(change, mine)
		} else {
			mine = change.New
		}
		if !clean {
			return "", false
		}
		if mine.ID == "" {
			delete(files, change.Path)
			continue
		}
		files[change.Path] = mine
	}
	return s.PutFiles(files), true
}

// mergeFile merges one file that both sides changed.
func (s *Store) mergeFile(theirs Change, mine Entry) (Entry, bool) {
	if mine == theirs.New {
		return mine, true
	}
	if mine.ID == "" || theirs.New.ID == "" || theirs.Old.ID == "" {
		return Entry{}, false
	}
	base, ours, other := string(s.blobs[theirs.Old.ID]), string(s.blobs[mine.ID]), string(s.blobs[theirs.New.ID])
	edits, ok := udiff.Merge(udiff.Lines(base, ours), udiff.Lines(base, other))
	if !ok {
		return Entry{}, false
	}
	merged, err := udiff.Apply(base, edits)
	if err != nil {
		return Entry{}, false
	}
	mine.ID = s.PutBlob([]byte(merged))
	return mine, true
}
