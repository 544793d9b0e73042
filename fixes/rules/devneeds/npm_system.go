package devneeds

import (
	"slices"
	"strconv"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// nodeSource finds the script by which NodeSource's packages of a Node major are
// chosen.
var nodeSource = pattern.New(`nodesource\.com/(?:setup_|node_)(\d+)\.x`).Needs("nodesource")

// npmOfSystem returns the major of the npm that a step installs with the
// system's packages; 0 when it installs none or which one is not known. chosen
// is the major of Node that an earlier step chose at NodeSource, and is kept.
func npmOfSystem(c *fixes.Chain, m fixes.Moment, chosen *int) int {
	if !m.Is("RUN") {
		return 0
	}
	if at := nodeSource.FindStringSubmatch(m.Spoken()); at != nil {
		*chosen, _ = strconv.Atoi(at[1])
	}
	packages := launch.SystemPackages(m)
	switch {
	case *chosen > 0 && slices.Contains(packages, "nodejs"):
		return image.NPMOf(*chosen, -1)
	case !slices.Contains(packages, "npm") || *chosen > 0 || launch.VersionedPackage(m) != "":
		return 0
	case c.Base.Kind == image.PlainAlpine:
		return npmOfAlpine(c)
	}
	return debianNPM[release(c)]
}

// npmOfAlpine: which npm each release of Alpine has, by pkgs.alpinelinux.org.
func npmOfAlpine(c *fixes.Chain) int {
	if tag := c.Ref.Tag; (tag == "" || tag == "latest") && c.Ref.Digest == "" {
		return recentNPM
	}
	minor, _ := strconv.Atoi(strings.TrimPrefix(c.Base.Release, "3."))
	switch {
	case minor < 14:
		return 0
	case minor < 15:
		return 7
	case minor < 17:
		return 8
	case minor < 19:
		return 9
	}
	return recentNPM
}

// release returns the name of a Debian or Ubuntu release.
func release(c *fixes.Chain) string {
	name, _, _ := strings.Cut(c.Ref.Tag, "-")
	if c.Base.Release != "" {
		return c.Base.Release
	}
	return name
}

// debianNPM is which npm the releases of Debian and Ubuntu have, by
// packages.debian.org and packages.ubuntu.com.
var debianNPM = map[string]int{
	"bullseye": 7, "11": 7, "bookworm": 9, "12": 9, "trixie": 9, "13": 9,
	"focal": 6, "20.04": 6, "jammy": 8, "22.04": 8, "noble": 9, "24.04": 9,
}
