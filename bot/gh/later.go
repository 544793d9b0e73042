package gh

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/nodedock/nodedock/fixes"
)

const (
	// maxAlong is how many files one query reads along with another, and
	// maxAlongBytes how many bytes they may have.
	maxAlong      = 250
	maxAlongBytes = 4 << 20
)

// laterReads are the reads of files that fixes.Wanted did not name. A plan that
// follows the imports of a large program reads many of one kind: the first file
// with an ending is read alone, each later one with those around it.
type laterReads struct {
	mu   sync.Mutex
	seen map[string]bool // endings
}

// along returns the ids of a file and of those with its ending that lie nearest
// to it and are not at hand; none for the first file with the ending.
func (l *laterReads) along(in *installation, files *treeFS, name string) []string {
	if files.entries[name].size > maxQueryBlob {
		return nil // no query returns it whole
	}
	l.mu.Lock()
	again := l.seen[path.Ext(name)]
	l.seen[path.Ext(name)] = true
	l.mu.Unlock()
	if !again || path.Ext(name) == "" {
		return nil
	}
	var oids []string
	size := int64(0)
	for _, p := range files.nearest(name) {
		e := files.entries[p]
		if e.size > maxQueryBlob || size+e.size > maxAlongBytes || slices.Contains(oids, e.oid) {
			continue
		}
		if _, ok := in.kept(files, e.oid); ok {
			continue
		}
		oids, size = append(oids, e.oid), size+e.size
		if len(oids) == maxAlong {
			break
		}
	}
	return oids
}

// nearest returns the path of a file, and those with its ending, first those with
// which it shares most of the folders above.
func (t *treeFS) nearest(name string) []string {
	var list []string
	for p, e := range t.entries {
		if p != name && e.mode.IsRegular() && path.Ext(p) == path.Ext(name) && !fixes.Foreign(path.Dir(p)) {
			list = append(list, p)
		}
	}
	folders := strings.Split(path.Dir(name), "/")
	slices.SortFunc(list, func(a, b string) int {
		return cmp.Or(cmp.Compare(shared(folders, b), shared(folders, a)), cmp.Compare(a, b))
	})
	return append([]string{name}, list...)
}

// shared returns how many of the folders a path begins with.
func shared(folders []string, name string) int {
	n := 0
	for _, dir := range strings.Split(path.Dir(name), "/") {
		if n == len(folders) || folders[n] != dir {
			break
		}
		n++
	}
	return n
}
