package pages

import (
	"syscall"
	"time"
	"unsafe"
)

// Advice of madvise(2), which package syscall has no names for: use huge pages
// for what is touched from now on, and put together what was touched before.
const (
	useHuge  = 14 // MADV_HUGEPAGE
	collapse = 25 // MADV_COLLAPSE, since Linux 6.1
)

// chunk is what the runtime takes from the system for its heap at a time, page
// a huge page, in bytes.
const (
	chunk = 4 << 20
	page  = 2 << 20
)

// first lies in the first chunk of the heap.
var first = new([64]byte)

func start() uintptr { return uintptr(unsafe.Pointer(first)) &^ (chunk - 1) }

func init() { advise(start(), chunk) }

// advise reports whether all of the memory is in huge pages now.
func advise(at, size uintptr) bool {
	_, _, _ = syscall.RawSyscall(syscall.SYS_MADVISE, at, size, useHuge)
	_, _, failed := syscall.RawSyscall(syscall.SYS_MADVISE, at, size, collapse)
	return failed == 0
}

// Bounds of Follow: how often it looks, how many times, and how much of the heap
// it looks at.
const (
	every = time.Millisecond
	times = 200
	most  = 4 * chunk
)

// Follow advises what the heap grows into, for the next fifth of a second at
// most: the runtime takes one chunk behind the other, and the advice that was
// given before a chunk is in use is lost. It returns a function that ends it.
func Follow() (stop func()) {
	done := make(chan struct{})
	go follow(done)
	return func() { close(done) }
}

func follow(done <-chan struct{}) {
	ticks := time.NewTicker(every)
	defer ticks.Stop()
	at, end := start(), start()+most
	for range times {
		for at < end && advise(at, page) {
			at += page
		}
		select {
		case <-done:
			return
		case <-ticks.C:
		}
	}
}
