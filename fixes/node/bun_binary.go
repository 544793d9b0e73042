package node

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"path"
	"slices"

	"deps.dev/util/semver"
)

// This file reads bun.lockb, the binary lockfile of Bun up to 1.1, for as much as a frozen install
// compares: what each package.json asked for, and what that became. It is a list of packages,
// column by column, and buffers that the columns point into
// (github.com/oven-sh/bun, src/install/lockfile.zig).

const (
	bunMagic     = "#!/usr/bin/env bun\nbun-lockfile-format-v0\n"
	bunFormat    = 2
	bunText      = 8  // a text: itself, or where it is among the texts
	bunResolved  = 64 // what a package is: a kind, then a version or a path
	bunAsk       = 26 // a dependency: name, its hash, behaviour, kind, range
	bunNPM       = 2  // kinds of packages: one of the registry,
	bunWorkspace = 72 // one of the repository's own
	bunPeer      = 1 << 4
	bunMember    = 1 << 5 // behaviour: a peer, and a workspace that the root names by itself
)

// A bunAsked is a dependency that a package.json asked for, with the version that it became, "" for
// what is not from the registry.
type bunDependency struct{ asked, version string }

// bunBinary are the dependencies that bun.lockb has for each package.json of the repository, by its folder.
type bunBinary map[string]map[string]bunDependency

// readBunBinary reads a bun.lockb; it returns nil for one in another format.
func readBunBinary(data []byte) (out bunBinary) {
	r := &bunReader{data: data, at: len(bunMagic)}
	if !bytes.HasPrefix(data, []byte(bunMagic)) || r.number(4) != bunFormat {
		return nil
	}
	r.at += 32 + 8 // a hash, and the size
	count := r.number(8)
	r.at += 2 * 8
	packages, buffers := r.number(8), r.number(8)
	r.at = buffers
	var parts [6][]byte // trees, hoisted, resolutions, dependencies, lists of texts, texts
	for n := range parts {
		start, end := r.number(8), r.number(8)
		parts[n], r.at = r.cut(start, end), end
	}
	r.texts = parts[5]
	if r.broken || count < 1 || count > len(data)/bunResolved {
		return nil
	}
	resolved := packages + 2*bunText*count // behind names and their hashes
	asks := resolved + bunResolved*count
	version := func(id int) string { return r.version(r.cut(resolved+id*bunResolved, resolved+(id+1)*bunResolved)) }
	out = bunBinary{}
	for id := range count {
		place := "."
		if own := r.cut(resolved+id*bunResolved, resolved+(id+1)*bunResolved); id > 0 {
			if len(own) == 0 || own[0] != bunWorkspace {
				continue
			}
			place = path.Clean(r.text(own[8:16]))
		}
		slice := r.cut(asks+id*8, asks+id*8+8)
		if r.broken {
			return nil
		}
		first, number := int(binary.LittleEndian.Uint32(slice)), int(binary.LittleEndian.Uint32(slice[4:]))
		out[place] = map[string]bunDependency{}
		for n := first; n < first+number && !r.broken; n++ {
			ask, id := part(parts[3], n, bunAsk), part(parts[2], n, 4)
			if ask == nil || id == nil {
				return nil
			}
			if how := ask[16]; how&bunPeer == 0 && how != bunMember {
				d := bunDependency{asked: r.text(ask[18:])}
				if to := int(binary.LittleEndian.Uint32(id)); to < count {
					d.version = version(to)
				}
				out[place][r.text(ask)] = d
			}
		}
	}
	if r.broken {
		return nil
	}
	return out
}

// A bunReader reads numbers and texts. What points outside of the file breaks it.
type bunReader struct {
	data, texts []byte
	at          int
	broken      bool
}

// cut returns the bytes between two offsets.
func (r *bunReader) cut(start, end int) []byte {
	if start < 0 || end < start || end > len(r.data) {
		r.broken = true
		return nil
	}
	return r.data[start:end]
}

// number reads a number of 4 or 8 bytes.
func (r *bunReader) number(size int) int {
	b := r.cut(r.at, r.at+size)
	r.at += size
	switch {
	case b == nil:
		return 0
	case size == 4:
		return int(binary.LittleEndian.Uint32(b))
	}
	n := binary.LittleEndian.Uint64(b)
	if n > uint64(len(r.data)) {
		r.broken = true
		return 0
	}
	return int(n)
}

// text reads a text of eight bytes at most, or one that they say the place of.
func (r *bunReader) text(b []byte) string {
	if len(b) < bunText {
		r.broken = true
		return ""
	}
	if b = b[:bunText]; b[7]&0x80 == 0 {
		short, _, _ := bytes.Cut(b, []byte{0})
		return string(short)
	}
	start, size := int(binary.LittleEndian.Uint32(b)), int(binary.LittleEndian.Uint32(b[4:])&^(1<<31))
	if start+size > len(r.texts) {
		r.broken = true
		return ""
	}
	return string(r.texts[start : start+size])
}

// version reads what a package of the registry was resolved to.
func (r *bunReader) version(b []byte) string {
	if len(b) < bunResolved || b[0] != bunNPM {
		return ""
	}
	v := fmt.Sprintf("%d.%d.%d", binary.LittleEndian.Uint32(b[16:]), binary.LittleEndian.Uint32(b[20:]), binary.LittleEndian.Uint32(b[24:]))
	if pre := r.text(b[32:]); pre != "" {
		v += "-" + pre
	}
	return v
}

// part returns one of the parts of a size that a buffer is made of.
func part(buffer []byte, n, size int) []byte {
	if n < 0 || (n+1)*size > len(buffer) {
		return nil
	}
	return buffer[n*size : (n+1)*size]
}

// accepts compares as Bun does: a range that changed is fine as long as the version fits, and nothing
// may be there in addition.
func (b bunBinary) accepts(place string, m *Manifest) (bool, string) {
	locked, known := b[place]
	if !known {
		return false, fmt.Sprintf("what bun.lockb has for %s cannot be read", path.Join(place, "package.json"))
	}
	all := m.All()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		was, in := locked[name]
		if !in {
			return false, "bun.lockb does not name " + name
		}
		if _, ours := b[was.asked]; was.asked == all[name] || ours && was.version == "" {
			continue // a workspace is known by its folder
		}
		constraint, err := semver.NPM.ParseConstraint(all[name])
		if err != nil || was.version == "" || !constraint.Match(was.version) {
			return false, fmt.Sprintf("package.json asks for %s %s, bun.lockb for %s", name, all[name], was.asked)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(locked)) {
		if _, in := all[name]; !in {
			return false, "bun.lockb still names " + name
		}
	}
	return true, ""
}
