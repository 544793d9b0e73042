package lean

import (
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// maxCandidates bounds how many tags are compared with a floating one.
const maxCandidates = 12

// VersionTags returns the tags that may name the version behind a floating tag:
// numbers, with the floating tag's variant as suffix, the newest and most
// precise first.
func VersionTags(tags []string, floating string) []string {
	suffix := ""
	if floating == "alpine" || floating == "slim" {
		suffix = "-" + floating
	}
	var out []string
	for _, tag := range tags {
		if version, ok := strings.CutSuffix(tag, suffix); ok && len(launch.NumbersOf(version)) > 0 {
			out = append(out, tag)
		}
	}
	slices.SortFunc(out, func(a, b string) int {
		return compareVersions(launch.NumbersOf(strings.TrimSuffix(b, suffix)), launch.NumbersOf(strings.TrimSuffix(a, suffix)))
	})
	return out[:min(len(out), maxCandidates)]
}

// compareVersions orders by number; of two where one is the beginning of the
// other, the longer is the greater.
func compareVersions(a, b []int) int { return slices.Compare(a, b) }
