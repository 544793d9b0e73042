// Package git is an object store that names blobs, trees and commits exactly
// as the git program does. It holds what the simulated GitHub needs: history,
// merge bases, changes between trees and three-way merges. It reads no disk and
// knows nothing about GitHub.
package git

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
)

// An ID is an object's name: 40 hexadecimal digits.
type ID string

// Zero is the name that stands for "no object" in a push.
const Zero ID = "0000000000000000000000000000000000000000"

// A Store holds objects by name. The zero value is ready; it is not safe for
// concurrent use.
type Store struct {
	blobs   map[ID][]byte
	trees   map[ID][]Entry
	commits map[ID]Commit
}

// PutBlob stores data and returns its name.
func (s *Store) PutBlob(data []byte) ID {
	id := name("blob", data)
	if s.blobs == nil {
		s.blobs = make(map[ID][]byte)
	}
	s.blobs[id] = append([]byte{}, data...)
	return id
}

// Blob returns the bytes of a blob. The caller must not change them.
func (s *Store) Blob(id ID) ([]byte, bool) {
	data, ok := s.blobs[id]
	return data, ok
}

// Kind returns "blob", "tree", "commit", or "" when there is no such object.
func (s *Store) Kind(id ID) string {
	if _, ok := s.commits[id]; ok {
		return "commit"
	}
	if _, ok := s.trees[id]; ok {
		return "tree"
	}
	if _, ok := s.blobs[id]; ok {
		return "blob"
	}
	return ""
}

// name returns the object name of content: the SHA-1 of a header and the bytes.
func name(kind string, content []byte) ID {
	h := sha1.New()
	fmt.Fprintf(h, "%s %d\x00", kind, len(content))
	h.Write(content)
	return ID(hex.EncodeToString(h.Sum(nil)))
}
