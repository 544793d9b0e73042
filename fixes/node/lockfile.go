package node

import (
	"bytes"
	"fmt"
	"path"
	"slices"
)

// A Lockfile is what a lockfile says about the packages to install. What its
// format does not record is not known, and the Known fields say so.
type Lockfile struct {
	Path    string
	Manager Manager
	// Version is the version of the format, as written.
	Version string
	// Packages are sorted by name, then by place. Empty when Opaque.
	Packages []Package
	// Links are the folders of workspaces, sorted.
	Links []string
	// Root are the dependencies that the lockfile was made for, name → range,
	// of the root package; nil when the format does not say.
	Root map[string]string
	// DevKnown, ScriptsKnown and BinsKnown report whether the format records
	// dev flags, install scripts and the names of binaries.
	DevKnown, ScriptsKnown, BinsKnown bool
	// Opaque reports a binary lockfile: it exists, and what else is known of it is InSync's alone.
	Opaque bool

	descriptors map[string]string         // Yarn: "name@range" of every entry → the first of its entry
	workspaces  map[string]berryWorkspace // Yarn from 2 on: what it records of them
	portals     map[string]berryWorkspace // Yarn from 2 on: folders that it takes for workspaces, by their path
	asks        map[string][]string       // Yarn: what an entry asks for, by its first descriptor
	importers   map[string]map[string]string
	overrides   map[string][]string           // pnpm: what ranges are replaced by, by name
	sections    map[string]map[string]Section // pnpm: where each folder names what it asks for
	remarks     map[string]pnpmRemarks        // pnpm: what each folder says of its dependencies
	folders     map[string]pnpmFolder         // pnpm: the folders that are dependencies, by their path
	requires    map[string]map[string]string  // npm, version 1: what each place asks for
	peers       map[string][]string           // npm, from version 2: who wants a peer, by its name
	optional    map[string][]string           // npm, from version 2: who wants an optional dependency
	mayHave     []optionalPeer                // npm, from version 2: the peers that packages may do without
	settings    *pnpmMade                     // pnpm: what it was made with
	linked      map[string][]string           // npm, from version 2: the names of what stands for a folder
	held        map[string]heldPackage        // npm, from version 2: what lies at each place
	wants       map[string]map[string]string  // npm, from version 2: what each place asks for
	leads       map[string]map[string]string  // npm, from version 2: the same, and what it may do without
	whole       bool                          // npm, from version 2: there are checksums
	named       map[string]bool               // npm, from version 2: what is installed, workspaces included
	hosts       map[string]bool               // npm and classic Yarn: where packages are downloaded from, and whether over SSH alone
	binary      bunBinary                     // bun.lockb
	byName      map[string][]int
	byBin       map[string][]int
}

// A Package is one resolved package.
type Package struct {
	Name, Version string
	// Place is where it is installed ("node_modules/a/node_modules/b"), ""
	// when the format does not say.
	Place string
	// Dev reports that only dev dependencies need it; see DevKnown.
	Dev bool
	// Optional reports that its failure is no failure.
	Optional bool
	// HasInstallScript reports an install script, which often compiles; see
	// ScriptsKnown.
	HasInstallScript bool
	// Bins are the names of its programs, sorted; see BinsKnown.
	Bins []string
	// Engine is the range of Node that it asks for, where npm or pnpm say it.
	Engine string
}

// ParseLockfile reads a lockfile by its name. The error is an *Error: the file
// cannot be read, or its name is that of no lockfile.
func ParseLockfile(name string, data []byte) (*Lockfile, error) {
	l := &Lockfile{Path: name}
	data = trimBOM(data)
	var err error
	switch base := path.Base(name); base {
	case "package-lock.json", "npm-shrinkwrap.json":
		err = l.parseNPM(data)
	case "yarn.lock":
		err = l.parseYarn(data)
	case "pnpm-lock.yaml":
		err = l.parsePNPM(data)
	case "bun.lock":
		err = l.parseBun(data)
	case "bun.lockb":
		l.Manager, l.Opaque, l.binary = Bun, true, readBunBinary(data)
	default:
		return nil, &Error{Path: name, Message: fmt.Sprintf("%s is the name of no lockfile", base)}
	}
	if err != nil {
		return nil, err
	}
	l.index()
	return l, nil
}

// conflict reports where a lockfile holds the marks of an unfinished merge.
func conflict(data []byte) (line int, found bool) {
	if !bytes.Contains(data, []byte("<<<<<<< ")) {
		return 0, false
	}
	for n, text := range bytes.Split(data, []byte("\n")) {
		if bytes.HasPrefix(text, []byte("<<<<<<< ")) {
			return n + 1, true
		}
	}
	return 0, false
}

// index sorts the packages and makes the look-up tables.
func (l *Lockfile) index() {
	slices.SortStableFunc(l.Packages, func(a, b Package) int {
		return cmpOr(a.Name, b.Name, a.Place, b.Place, a.Version, b.Version)
	})
	slices.Sort(l.Links)
	l.byName, l.byBin = map[string][]int{}, map[string][]int{}
	for n, p := range l.Packages {
		l.byName[p.Name] = append(l.byName[p.Name], n)
		for _, bin := range p.Bins {
			l.byBin[bin] = append(l.byBin[bin], n)
		}
	}
}

// cmpOr compares pairs of strings and returns the first difference.
func cmpOr(pairs ...string) int {
	for n := 0; n+1 < len(pairs); n += 2 {
		if pairs[n] != pairs[n+1] {
			if pairs[n] < pairs[n+1] {
				return -1
			}
			return 1
		}
	}
	return 0
}

// Has reports whether the lockfile names the package, in any version.
func (l *Lockfile) Has(pkg string) bool { return l != nil && len(l.byName[pkg]) > 0 }

// Unlinks reports whether an install for production takes a dev dependency of the
// manifest out of node_modules though another package brings it: pnpm puts there only
// what package.json names.
func (l *Lockfile) Unlinks(m *Manifest, pkg string) bool {
	return l != nil && l.Manager == PNPM && m.DevOnly(pkg)
}

// Find returns the package as the root sees it: the one that is installed
// highest.
func (l *Lockfile) Find(pkg string) (Package, bool) {
	if !l.Has(pkg) {
		return Package{}, false
	}
	best := l.Packages[l.byName[pkg][0]]
	for _, n := range l.byName[pkg] {
		if p := l.Packages[n]; len(p.Place) < len(best.Place) {
			best = p
		}
	}
	return best, true
}

// Bin returns the package whose program has this name, and whether only dev
// dependencies bring it. A package that is installed at the top wins. ok is
// false when the lockfile does not say; see BinsKnown.
func (l *Lockfile) Bin(name string) (pkg string, dev, ok bool) {
	if l == nil || len(l.byBin[name]) == 0 {
		return "", false, false
	}
	best := l.Packages[l.byBin[name][0]]
	for _, n := range l.byBin[name] {
		if p := l.Packages[n]; len(p.Place) < len(best.Place) {
			best = p
		}
	}
	return best.Name, best.Dev, true
}

// InstallScripts returns the names of packages that run a script when they are
// installed, sorted; nil when the format does not say (see ScriptsKnown).
func (l *Lockfile) InstallScripts() []string { return l.installScripts(false) }

// ProductionInstallScripts is InstallScripts without packages that only dev
// dependencies need.
func (l *Lockfile) ProductionInstallScripts() []string { return l.installScripts(true) }

func (l *Lockfile) installScripts(production bool) []string {
	if l == nil {
		return nil
	}
	var names []string
	for _, p := range l.Packages {
		if p.HasInstallScript && !(production && p.Dev) {
			names = append(names, p.Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
