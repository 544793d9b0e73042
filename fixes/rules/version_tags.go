package rules

import (
	"slices"
	"strconv"
	"strings"
)

// maxCandidates bounds how many tags are compared with a floating one.
const maxCandidates = 12

// versionTags returns the tags that may name the version behind a floating tag:
// numbers, with the floating tag's variant as suffix, the newest and most
// precise first.
func versionTags(tags []string, floating string) []string {
	suffix := ""
	if floating == "alpine" || floating == "slim" {
		suffix = "-" + floating
	}
	var out []string
	for _, tag := range tags {
		if version, ok := strings.CutSuffix(tag, suffix); ok && len(numbersOf(version)) > 0 {
			out = append(out, tag)
		}
	}
	slices.SortFunc(out, func(a, b string) int {
		return compareVersions(numbersOf(strings.TrimSuffix(b, suffix)), numbersOf(strings.TrimSuffix(a, suffix)))
	})
	return out[:min(len(out), maxCandidates)]
}

// numbersOf reads "1.27.3"; nil when it is not numbers and dots.
func numbersOf(version string) []int {
	var out []int
	for _, part := range strings.Split(version, ".") {
		n, err := strconv.Atoi(part)
		if err != nil || n < 0 {
			return nil
		}
		out = append(out, n)
	}
	return out
}

// compareVersions orders by number; of two where one is the beginning of the
// other, the longer is the greater.
func compareVersions(a, b []int) int { return slices.Compare(a, b) }
