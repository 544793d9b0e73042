package node

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"deps.dev/util/semver"
)

// pnpmRemarks are what a lockfile of pnpm records of a folder beside what it asks for: dependenciesMeta as
// fmt writes it, and the folder that is published.
type pnpmRemarks struct{ meta, published string }

// A pnpmFolder is what a lockfile of pnpm records of a folder that is a dependency, file:x or injected.
type pnpmFolder struct {
	versions map[string]string // of what it depends on
	peers    map[string]string
}

// addFolders records the folders that are dependencies. From version 9 on what they depend on stands by itself.
func (l *Lockfile) addFolders(lock pnpmLock) {
	l.folders = map[string]pnpmFolder{}
	for _, key := range slices.Sorted(maps.Keys(lock.Packages)) {
		p := lock.Packages[key]
		if p.Resolution.Directory == "" {
			continue
		}
		f := pnpmFolder{map[string]string{}, map[string]string{}}
		for name, r := range p.Peers {
			f.peers[name] = scalarText(r)
		}
		for snapshot, s := range lock.Snapshots {
			if snapshot == key || strings.HasPrefix(snapshot, key+"(") {
				f.add(s)
			}
		}
		f.add(p)
		l.folders[path.Clean(p.Resolution.Directory)] = f
	}
}

func (f pnpmFolder) add(p pnpmPackage) {
	for _, names := range []map[string]any{p.Dependencies, p.Choice} {
		for name, version := range names {
			f.versions[name], _, _ = strings.Cut(scalarText(version), "(")
		}
	}
}

// Folders returns the folders that a lockfile of pnpm has for dependencies and not as members, relative to it,
// sorted.
func (l *Lockfile) Folders() []string {
	if l == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(l.folders))
}

// FolderAgrees reports whether a lockfile of pnpm still has what a folder that is a dependency asks for. pnpm 11
// and later stop where it does not, and earlier ones do not look.
func (l *Lockfile) FolderAgrees(dir string, m *Manifest) (bool, string) {
	f, lock := l.folders[dir], path.Base(l.Path)
	asked := map[string]string{}
	maps.Copy(asked, m.Dependencies)
	maps.Copy(asked, m.Optional)
	for _, name := range slices.Sorted(maps.Keys(asked)) {
		version, in := f.versions[name]
		if _, optional := m.Optional[name]; !in && !optional {
			return false, fmt.Sprintf("%s does not name %s", lock, name)
		}
		if constraint, err := semver.NPM.ParseConstraint(asked[name]); in && err == nil && IsRange(asked[name]) {
			if v, err := semver.NPM.Parse(version); err == nil && !constraint.MatchVersion(v) {
				return false, fmt.Sprintf("package.json asks for %s %s, and %s has %s", name, asked[name], lock, version)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(f.versions)) {
		if _, peer := m.Peer[name]; asked[name] == "" && !peer {
			return false, fmt.Sprintf("%s still names %s", lock, name)
		}
	}
	if !maps.Equal(f.peers, m.Peer) {
		return false, fmt.Sprintf("%s has other peerDependencies than package.json", lock)
	}
	return true, ""
}

// remarked reports whether a folder says of its dependencies, and of what it publishes, what a lockfile of pnpm
// records.
func (l *Lockfile) remarked(place string, m *Manifest) (bool, string) {
	was := l.remarks[place]
	switch {
	case was.meta != fmt.Sprint(m.Meta):
		return false, fmt.Sprintf("%s has another dependenciesMeta than package.json", path.Base(l.Path))
	case was.published != m.Published:
		return false, fmt.Sprintf("%s has another publishConfig.directory than package.json", path.Base(l.Path))
	}
	return true, ""
}
