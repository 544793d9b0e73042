package gh

import (
	"container/list"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"sync"
)

// A BlobCache keeps file contents by their git object id. What is kept never
// changes, so it may be shared and stored anywhere.
type BlobCache interface {
	Get(oid string) (data []byte, ok bool)
	Put(oid string, data []byte)
}

// defaultCacheSize is how many bytes the cache in memory keeps.
const defaultCacheSize = 64 << 20

// blobs returns the App's cache.
func (a *App) blobs() BlobCache {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.Blobs == nil {
		a.Blobs = NewMemory(defaultCacheSize)
	}
	return a.Blobs
}

// Memory is a BlobCache that keeps what was used last.
type Memory struct {
	max int

	mu    sync.Mutex
	size  int
	order *list.List // of *kept, the latest first
	byOID map[string]*list.Element
}

type kept struct {
	oid  string
	data []byte
}

// NewMemory returns an empty cache that holds at most max bytes.
func NewMemory(max int) *Memory {
	return &Memory{max: max, order: list.New(), byOID: map[string]*list.Element{}}
}

// Get implements BlobCache. The bytes must not be changed.
func (m *Memory) Get(oid string) ([]byte, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e, ok := m.byOID[oid]
	if !ok {
		return nil, false
	}
	m.order.MoveToFront(e)
	return e.Value.(*kept).data, true
}

// Put implements BlobCache.
func (m *Memory) Put(oid string, data []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.byOID[oid] != nil || len(data) > m.max {
		return
	}
	m.byOID[oid] = m.order.PushFront(&kept{oid, data})
	m.size += len(data)
	for m.size > m.max {
		last := m.order.Back()
		old := m.order.Remove(last).(*kept)
		delete(m.byOID, old.oid)
		m.size -= len(old.data)
	}
}

// isBlob reports whether data is the content that git names oid. It finds
// content that was cut short or recoded on its way.
func isBlob(oid string, data []byte) bool {
	var h hash.Hash
	switch len(oid) {
	case 2 * sha1.Size:
		h = sha1.New()
	case 2 * sha256.Size:
		h = sha256.New()
	default:
		return false
	}
	fmt.Fprintf(h, "blob %d\x00", len(data))
	h.Write(data)
	return hex.EncodeToString(h.Sum(nil)) == oid
}
