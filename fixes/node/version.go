package node

import (
	"strconv"
	"strings"

	"deps.dev/util/semver"

	"github.com/nodedock/nodedock/fixes/pattern"
)

var plainVersion = pattern.New(`^v?(\d{1,3})(\.(\d+|x|X|\*)){0,2}$`)

// ParseVersionFile reads what .nvmrc, .node-version or a workflow's
// node-version says: "v20.11.1", "20", "20.x", "lts/iron", "lts/*". major is 0
// for "lts/*", whose major changes with time; lts is the lower-case codename,
// or "*". ok is false for anything else ("node", "system", "latest").
func ParseVersionFile(s string) (major int, lts string, ok bool) {
	for line := range strings.Lines(strings.TrimPrefix(s, "\uFEFF")) {
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		line = strings.TrimPrefix(line, "node@")
		line = strings.TrimPrefix(line, "node-")
		if m := plainVersion.FindStringSubmatch(line); m != nil {
			major, err := strconv.Atoi(m[1])
			return major, "", err == nil && major > 0
		}
		name, isLTS := strings.CutPrefix(strings.ToLower(line), "lts/")
		if strings.EqualFold(line, "lts") {
			name, isLTS = "*", true
		}
		switch {
		case !isLTS:
			return 0, "", false
		case name == "*":
			return 0, "*", true
		}
		for _, r := range releases {
			if r.Codename != "" && strings.EqualFold(r.Codename, name) {
				return r.Major, name, true
			}
		}
		return 0, "", false
	}
	return 0, "", false
}

// EnginesMajors returns the majors of the schedule that a range of
// engines.node allows, oldest first. open reports that every later major is
// allowed too, as by ">=18", so that the range asks for no particular one.
func EnginesMajors(r string) (majors []int, open bool) {
	constraint, err := semver.NPM.ParseConstraint(strings.TrimSpace(r))
	if err != nil || strings.TrimSpace(r) == "" {
		return nil, false
	}
	for _, release := range releases {
		if allows(constraint, release.Major) {
			majors = append(majors, release.Major)
		}
	}
	return majors, constraint.Match("999.0.0")
}

// EnginesMajor returns the only major that a range of engines.node allows.
func EnginesMajor(r string) (major int, ok bool) {
	majors, open := EnginesMajors(r)
	if open || len(majors) != 1 {
		return 0, false
	}
	return majors[0], true
}

// Refuses reports whether no version of a major is in a range of engines.node. One that
// cannot be read refuses nothing.
func Refuses(r string, major int) bool {
	constraint, err := semver.NPM.ParseConstraint(strings.TrimSpace(r))
	return err == nil && strings.TrimSpace(r) != "" && !allows(constraint, major)
}

// Below reports whether a range of a dependency allows nothing but versions older than
// another. One that cannot be read allows all.
func Below(r, floor string) bool {
	constraint, err := semver.NPM.ParseConstraint(strings.TrimSpace(r))
	later, wrong := semver.NPM.ParseConstraint(">=" + floor)
	if err != nil || wrong != nil || strings.TrimSpace(r) == "" {
		return false
	}
	both := later.Set()
	return both.Intersect(constraint.Set()) == nil && both.Empty()
}

// allows reports whether some version of a major is in the range.
func allows(c *semver.Constraint, major int) bool {
	line, err := semver.NPM.ParseConstraint(strconv.Itoa(major) + ".x")
	if err != nil {
		return false
	}
	both := line.Set()
	return both.Intersect(c.Set()) == nil && !both.Empty()
}

// ToolMajor returns the major that a manifest's volta or engines pins Node to;
// where is the field. ok is false when neither names a single major.
func (m *Manifest) ToolMajor() (major int, where string, ok bool) {
	if m == nil {
		return 0, "", false
	}
	if major, _, ok := ParseVersionFile(m.Volta["node"]); ok {
		return major, "volta.node", true
	}
	if major, ok := EnginesMajor(m.Engines["node"]); ok {
		return major, "engines.node", true
	}
	return 0, "", false
}

// Fits reports whether a version is in a range of npm's; false as well when one of
// them cannot be read.
func Fits(version, asked string) bool {
	v, err := semver.NPM.Parse(version)
	if err != nil {
		return false
	}
	constraint, err := semver.NPM.ParseConstraint(asked)
	return err == nil && constraint.MatchVersion(v)
}
