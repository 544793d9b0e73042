package node

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
)

// A Project is a folder with a package.json, and what lies beside it. Fields
// that are not known are left zero.
type Project struct {
	Manifest *Manifest
	// Root is the manifest of the workspace root above, nil when Manifest is
	// the root itself.
	Root *Manifest
	// Files are the base names of the files beside the lockfile: in the
	// root's folder when there is a root.
	Files []string
	// Lockfile is the parsed lockfile when there is one.
	Lockfile *Lockfile
	Npmrc    *Npmrc
	Yarnrc   *Yarnrc
}

// A Choice is the package manager of a project.
type Choice struct {
	// Manager is "" when it is not certain.
	Manager Manager
	// Major is the manager's major version from packageManager, 0 when it is
	// not given.
	Major int
	// Lockfile is the base name of its lockfile, "" when there is none.
	Lockfile string
	// Ambiguous lists the lockfiles when there are several managers' and
	// nothing chooses.
	Ambiguous []string
	// Reason says what decided: `packageManager is "pnpm@9.1.0"`.
	Reason string
}

// Choose decides which package manager the project uses: packageManager first,
// then the lockfile that exists. Lockfiles of several managers without
// packageManager are ambiguous; the file found first means nothing.
func (p Project) Choose() Choice {
	for _, m := range []*Manifest{p.Manifest, p.Root} {
		if m == nil || m.PackageManager == "" {
			continue
		}
		if manager, major, ok := ParsePackageManager(m.PackageManager); ok {
			return Choice{Manager: manager, Major: major, Lockfile: p.lockfileOf(manager), Reason: fmt.Sprintf("packageManager is %q", withoutHash(m.PackageManager))}
		}
	}
	found := map[Manager]string{}
	var names []string
	for _, manager := range []Manager{NPM, YarnClassic, PNPM, Bun} {
		if name := p.lockfileOf(manager); name != "" {
			found[manager] = name
			names = append(names, name)
		}
	}
	switch len(found) {
	case 0:
		return Choice{Reason: "there is no lockfile"}
	case 1:
	default:
		return Choice{Ambiguous: names, Reason: "there are lockfiles of several package managers: " + strings.Join(names, ", ")}
	}
	for manager, name := range found {
		if manager == YarnClassic && p.berry() {
			manager = YarnBerry
		}
		return Choice{Manager: manager, Lockfile: name, Reason: "there is a " + name}
	}
	return Choice{}
}

// berry reports whether what lies beside a yarn.lock says Yarn 2 or later.
func (p Project) berry() bool {
	if p.Lockfile != nil && p.Lockfile.Manager.Yarn() {
		return p.Lockfile.Manager == YarnBerry
	}
	return slices.Contains(p.Files, ".yarnrc.yml") || slices.Contains(p.Files, ".pnp.cjs")
}

// lockfileOf returns the manager's lockfile that exists, "" for none.
func (p Project) lockfileOf(m Manager) string {
	for _, name := range m.Lockfiles() {
		if slices.Contains(p.Files, name) {
			return name
		}
	}
	return ""
}

// PnP reports whether Yarn installs without node_modules. It is the default of
// Yarn 2 and later.
func (p Project) PnP() bool {
	choice := p.Choose()
	if choice.Manager != YarnBerry {
		return false
	}
	if p.Yarnrc != nil && p.Yarnrc.NodeLinker != "" {
		return p.Yarnrc.NodeLinker == "pnp"
	}
	return true
}

// ParsePackageManager reads package.json's packageManager field:
// "pnpm@9.1.0+sha512.…". Yarn from 2 on is YarnBerry.
func ParsePackageManager(s string) (m Manager, major int, ok bool) {
	name, version, _ := strings.Cut(withoutHash(strings.TrimSpace(s)), "@")
	m, known := programs[path.Base(name)]
	if !known {
		return "", 0, false
	}
	digits, _, _ := strings.Cut(strings.TrimLeft(version, "v^~"), ".")
	major, err := strconv.Atoi(digits)
	if err != nil {
		major = 0
	}
	if m == YarnClassic && (major >= 2 || version == "berry" || version == "stable") {
		m = YarnBerry
	}
	return m, major, true
}

func withoutHash(s string) string {
	s, _, _ = strings.Cut(s, "+")
	return s
}
