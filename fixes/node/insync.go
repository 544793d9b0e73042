package node

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"deps.dev/util/semver"
)

// InSync reports whether a frozen install ("npm ci", --frozen-lockfile) of the
// root package accepts the lockfile for the manifest. The reason names the
// first thing it would object to. When the format does not record what is
// needed, InSync says yes.
func (l *Lockfile) InSync(m *Manifest) (bool, string) { return l.InSyncAt(".", m) }

// InSyncAt is InSync for the workspace in a folder, relative to the lockfile's;
// "." is the root.
func (l *Lockfile) InSyncAt(place string, m *Manifest) (bool, string) {
	if l == nil || m == nil {
		return true, ""
	}
	place = path.Clean(place)
	if l.Opaque {
		return l.binary.accepts(place, m)
	}
	locked, known := l.importers[place]
	if place == "." && l.Root != nil {
		locked, known = l.Root, true
	}
	switch {
	case l.Manager == NPM && known:
		return l.acceptsNPM(place, locked, m)
	case l.Manager == NPM && place == ".":
		return l.namesAll(m)
	case l.Manager == NPM:
		return false, fmt.Sprintf("%s does not name the workspace %s", path.Base(l.Path), place)
	case l.Manager == YarnBerry && l.workspaces != nil:
		return l.recordsBerry(place, m)
	case l.descriptors != nil:
		return l.describes(place, m)
	case known && l.Manager == PNPM:
		return l.acceptsPNPM(place, locked, m)
	case l.Manager == PNPM && len(l.importers) > 0 && len(l.withPeers(m)) > 0:
		return false, fmt.Sprintf("%s does not name it", path.Base(l.Path))
	case known:
		return sameRanges(l.Path, locked, m.All())
	}
	return true, ""
}

// Names reports whether the lockfile, where it is npm's, has a workspace in a folder
// under its name.
func (l *Lockfile) Names(place, name string) bool {
	names, known := l.linked[path.Clean(place)]
	return !known || name == "" || slices.Contains(names, name)
}

// acceptsNPM compares as npm ci does: a range that changed is fine as long as
// the locked version satisfies it, and so is a package that is no longer asked
// for, or one that the lockfile holds for another package where this one finds it.
func (l *Lockfile) acceptsNPM(place string, locked map[string]string, m *Manifest) (bool, string) {
	all := m.AllOfNPM()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		switch was, in := locked[name]; {
		case !in && IsRange(all[name]) && l.Linked(place, name): // a workspace
		case !in && l.lends(place, name, all[name], m.DevOnly(name)):
		case !in:
			return false, fmt.Sprintf("%s does not name %s", path.Base(l.Path), name)
		case was == all[name] || samePath(was, all[name]) || l.satisfies(place, name, all[name]):
		default:
			return false, fmt.Sprintf("package.json asks for %s %s, %s for %s", name, all[name], path.Base(l.Path), was)
		}
	}
	return true, ""
}

// lends reports whether the lockfile holds a package for others that also fits a dependency which it
// does not name for a folder. npm 6, which reads no lockfile of version 3, leaves what is there for dev
// dependencies alone, or by choice, out of an install for production; later ones look again who needs it,
// when the root asks for something new.
func (l *Lockfile) lends(place, name, asked string, dev bool) bool {
	own, root := path.Join(place, "node_modules", name), path.Join("node_modules", name)
	at := slices.IndexFunc(l.Packages, func(p Package) bool { return p.Name == name && p.Place == own })
	if at < 0 {
		at = slices.IndexFunc(l.Packages, func(p Package) bool { return p.Name == name && p.Place == root })
	}
	if at < 0 || (l.Version != "3" || place != ".") && (l.Packages[at].Optional || l.Packages[at].Dev && !dev) {
		return false
	}
	constraint, err := semver.NPM.ParseConstraint(asked)
	return err == nil && constraint.Match(l.Packages[at].Version)
}

// samePath reports whether two dependencies name one path: file:x and file:./x.
func samePath(a, b string) bool {
	a, one := strings.CutPrefix(a, "file:")
	b, other := strings.CutPrefix(b, "file:")
	return one && other && path.Clean(a) == path.Clean(b)
}

// satisfies reports whether what is locked for a folder may be what it asks for, as npm sees it: a version in the
// range, the tarball of an address, or for a tag anything that was downloaded.
func (l *Lockfile) satisfies(place, name, asked string) bool {
	found, ok := visible(l.held, strings.TrimPrefix(place, "."), name)
	remote := strings.HasPrefix(found.resolved, "https://") || strings.HasPrefix(found.resolved, "http://")
	switch alias, aliased := strings.CutPrefix(asked, "npm:"); {
	case aliased:
		same := found.name != "" || strings.HasPrefix(alias, name+"@")
		return ok && same && strings.Contains(asked[1:], "@") && found.fits(asked)
	case ok && found.link && IsRange(asked) && asked != "":
		return Fits(l.held[path.Clean(found.resolved)].version, asked)
	case ok && remote && !IsRange(asked) && (asked == found.resolved || !strings.ContainsAny(asked, ":/@#")):
		return true
	}
	constraint, err := semver.NPM.ParseConstraint(asked)
	if err != nil {
		return false
	}
	own := path.Join(place, "node_modules", name)
	for _, n := range l.byName[name] {
		p := l.Packages[n]
		if p.Place != own && p.Place != path.Join("node_modules", name) {
			continue
		}
		if constraint.Match(p.Version) {
			return true
		}
	}
	return false
}

// sameRanges compares what the lockfile was made for with what is asked.
func sameRanges(lock string, locked, asked map[string]string) (bool, string) {
	for _, name := range slices.Sorted(maps.Keys(asked)) {
		switch was, in := locked[name]; {
		case !in:
			return false, fmt.Sprintf("%s does not name %s", path.Base(lock), name)
		case was != asked[name]:
			return false, fmt.Sprintf("package.json asks for %s %s, %s for %s", name, asked[name], path.Base(lock), was)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(locked)) {
		if _, in := asked[name]; !in {
			return false, fmt.Sprintf("%s still names %s", path.Base(lock), name)
		}
	}
	return true, ""
}

// namesAll reports whether every dependency is in the lockfile at all.
func (l *Lockfile) namesAll(m *Manifest) (bool, string) {
	all := m.All()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if _, optional := m.Optional[name]; !optional && !l.Has(name) {
			return false, fmt.Sprintf("%s does not name %s", path.Base(l.Path), name)
		}
	}
	return true, ""
}
