package pages

import (
	"syscall"
	"unsafe"
)

// Advice of madvise(2), which package syscall has no names for: use huge pages
// for what is touched from now on, and put together what was touched before.
const (
	useHuge  = 14 // MADV_HUGEPAGE
	collapse = 25 // MADV_COLLAPSE, since Linux 6.1
)

// chunk is what the runtime takes from the system for its heap at a time.
const chunk = 4 << 20

// first lies in the first chunk of the heap.
var first = new([64]byte)

func init() {
	start := uintptr(unsafe.Pointer(first)) &^ (chunk - 1)
	for _, advice := range []uintptr{useHuge, collapse} {
		_, _, _ = syscall.RawSyscall(syscall.SYS_MADVISE, start, chunk, advice)
	}
}
