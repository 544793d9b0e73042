package main

import (
	"bytes"
	"encoding/binary"
	"path"
)

// trackedPaths returns the files that a git index names, and the folders above
// them: what git ignores and tracks all the same is part of the repository. It
// is nil for an index that cannot be read (gitformat-index(5)).
func trackedPaths(index []byte) map[string]bool {
	const header, fixed = 12, 62 // an entry up to its name, with a SHA-1
	if len(index) < header || string(index[:4]) != "DIRC" {
		return nil
	}
	version, count := binary.BigEndian.Uint32(index[4:]), binary.BigEndian.Uint32(index[8:])
	if version < 2 || version > 4 {
		return nil
	}
	tracked, name, rest := map[string]bool{}, "", index[header:]
	for range count {
		if len(rest) < fixed {
			return nil
		}
		begin := fixed
		if flags := binary.BigEndian.Uint16(rest[fixed-2:]); flags&0x4000 != 0 {
			begin += 2
		}
		keep := 0
		if version == 4 {
			strip, n := offset(rest[min(begin, len(rest)):])
			if keep = len(name) - strip; n == 0 || keep < 0 {
				return nil
			}
			begin += n
		}
		if begin > len(rest) {
			return nil
		}
		end := bytes.IndexByte(rest[begin:], 0)
		if end < 0 {
			return nil
		}
		name = name[:keep] + string(rest[begin:begin+end])
		for at := name; at != "." && at != "/" && !tracked[at]; at = path.Dir(at) {
			tracked[at] = true
		}
		length := begin + end + 1
		if version < 4 { // padded to a multiple of eight, with at least one NUL
			length = (begin + end + 8) / 8 * 8
		}
		rest = rest[min(length, len(rest)):]
	}
	return tracked
}

// offset reads a number as packs write their offsets, and returns how many bytes
// it has; 0 when it does not end.
func offset(data []byte) (value, n int) {
	for n < len(data) && n < 8 {
		b := data[n]
		n++
		value |= int(b & 0x7f)
		if b&0x80 == 0 {
			return value, n
		}
		value = (value + 1) << 7
	}
	return 0, 0
}
