package image

import (
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// A Tag is the tag of an official Node image taken apart: "20.11.1-alpine3.19"
// is version "20.11.1" and suffix "alpine3.19".
type Tag struct {
	// Version is "20", "20.11", "20.11.1", "lts", "current", "latest" or a
	// codename such as "iron"; "" when the tag names only a variant.
	Version string
	// Suffix is the variant as written, "" for the full default image.
	Suffix string
}

// Precision says how much of a version a tag names.
type Precision int

const (
	// Moving is a tag that crosses majors by itself: lts, current, latest, a
	// bare variant, or no tag at all.
	Moving Precision = iota + 1
	// Major is a tag such as "20", or a codename.
	Major
	// Minor is a tag such as "20.11".
	Minor
	// Patch is a tag such as "20.11.1".
	Patch
)

func (p Precision) String() string {
	switch p {
	case Moving:
		return "moving"
	case Major:
		return "major"
	case Minor:
		return "minor"
	case Patch:
		return "patch"
	}
	return "unknown"
}

// SplitTag takes a tag apart. ok is false when the tag has not the form of the
// official image's ("v1.2-jammy", "20-custom"). No tag is the empty Tag.
func SplitTag(tag string) (t Tag, ok bool) {
	if tag == "" {
		return Tag{}, true
	}
	version, suffix, _ := strings.Cut(tag, "-")
	if isVersion(version) {
		return Tag{version, suffix}, suffix == "" || variantForm.MatchString(suffix)
	}
	return Tag{Suffix: tag}, variantForm.MatchString(tag)
}

var (
	numberForm  = pattern.New(`^[0-9]+(\.[0-9]+){0,2}$`)
	variantForm = pattern.New(`^(alpine([0-9]+\.[0-9]+)?|slim|onbuild|(` + debianSuites + `)(-slim)?)$`)
)

// isVersion reports whether the word before the first "-" of a tag is a version.
func isVersion(s string) bool {
	switch s {
	case "lts", "current", "latest":
		return true
	}
	return codenames[s] != 0 || numberForm.MatchString(s)
}

// String returns the tag as it is written.
func (t Tag) String() string {
	if t.Version == "" || t.Suffix == "" {
		return t.Version + t.Suffix
	}
	return t.Version + "-" + t.Suffix
}

// Precision returns how much of a version the tag names.
func (t Tag) Precision() Precision {
	switch {
	case codenames[t.Version] != 0:
		return Major
	case !numberForm.MatchString(t.Version):
		return Moving
	}
	return Major + Precision(strings.Count(t.Version, "."))
}

// Number returns the numbers of the version, -1 for those that the tag does
// not name. A codename names its major; "lts" names nothing.
func (t Tag) Number() (major, minor, patch int) {
	if major = codenames[t.Version]; major != 0 {
		return major, -1, -1
	}
	return numbers(t.Version)
}

// At returns the tag for another version at the same precision and with the
// same suffix: "20.11-alpine" at "22.3.1" is "22.3-alpine". ok is false for a
// moving tag, and when the version does not have that many numbers.
func (t Tag) At(version string) (at Tag, ok bool) {
	if t.Precision() == Moving {
		return t, false
	}
	want := 1
	if codenames[t.Version] == 0 {
		want += strings.Count(t.Version, ".")
	}
	numbers := strings.Split(version, ".")
	if !numberForm.MatchString(version) || len(numbers) < want {
		return t, false
	}
	return Tag{strings.Join(numbers[:want], "."), t.Suffix}, true
}

// WithVersion returns the tag of the same variant for exactly that version.
func (t Tag) WithVersion(version string) Tag { return Tag{version, t.Suffix} }

// Slim returns the tag of the slim variant of the same Debian suite; ok is
// false when there is none or the tag is slim already.
func (t Tag) Slim() (slim Tag, ok bool) {
	switch v := variant(t.Suffix); {
	case v.onBuild || v.slim || v.os != Debian:
		return t, false
	case v.suite == "":
		return Tag{t.Version, "slim"}, true
	default:
		return Tag{t.Version, v.suite + "-slim"}, true
	}
}
