package image

import (
	"strconv"
	"strings"
)

// debianSuites are the Debian releases that official images were made on.
const debianSuites = `wheezy|jessie|stretch|buster|bullseye|bookworm|trixie|forky|duke`

// codenames are the majors of the long-term-support lines by name, as the
// release plan at github.com/nodejs/Release/blob/main/CODENAMES.md has them.
// Names of lines to come are subject to change, and left out.
var codenames = map[string]int{
	"argon": 4, "boron": 6, "carbon": 8, "dubnium": 10, "erbium": 12, "fermium": 14, "gallium": 16, "hydrogen": 18,
	"iron": 20, "jod": 22, "krypton": 24, "lithium": 26,
}

// A variantOf is what a tag's suffix says.
type variantOf struct {
	os      OS
	suite   string // "bookworm", "3.19", "" when the tag follows the newest
	slim    bool
	onBuild bool
}

// variant reads the suffix of an official tag. Without one it is the full image
// on Debian.
func variant(suffix string) variantOf {
	v := variantOf{os: Debian}
	if release, ok := strings.CutPrefix(suffix, "alpine"); ok {
		return variantOf{os: Alpine, suite: release}
	}
	for _, word := range strings.Split(suffix, "-") {
		switch word {
		case "slim":
			v.slim = true
		case "onbuild":
			v.onBuild = true
		default:
			v.suite = word
		}
	}
	return v
}

// numbers reads "20.11.1"; a number that is not there is -1.
func numbers(version string) (major, minor, patch int) {
	n := [3]int{-1, -1, -1}
	if numberForm.MatchString(version) {
		for i, s := range strings.Split(version, ".") {
			if value, err := strconv.Atoi(s); err == nil {
				n[i] = value
			}
		}
	}
	return n[0], n[1], n[2]
}

// plainRelease reads the release from the tag of a plain image of a system:
// "3.19.1" is Alpine 3.19, "bookworm-slim" is bookworm. It is "" when the tag
// does not name one.
func plainRelease(os OS, tag string) string {
	switch major, minor, _ := numbers(tag); {
	case os == Alpine && minor >= 0:
		return strconv.Itoa(major) + "." + strconv.Itoa(minor)
	case os == Debian && variantForm.MatchString(tag) && !strings.HasPrefix(tag, "alpine"):
		return variant(tag).suite
	}
	return ""
}
