package image

// officialNode fills in what is known of Docker Hub's node image and copies of
// it. Source: the Dockerfiles at github.com/nodejs/docker-node.
func officialNode(b *Base) {
	if b.Ref.Tag == "" && b.Ref.Digest != "" {
		nodeByDigest(b)
		return
	}
	b.Node = true
	nodeVersion(b)
	v := variant(b.Tag.Suffix)
	b.OS, b.Release, b.OnBuild = v.os, v.suite, v.onBuild
	b.Variant = b.Tag.Suffix
	if b.Variant == "" {
		b.Variant = "full"
	}
	b.Shell, b.User, b.HasNodeUser = true, "root", true
	b.Ships.NPM = true
	b.Ships.Yarn = shipsYarn(b.Major)
	b.Ships.Corepack = shipsCorepack(b.Major, b.Minor)
	switch {
	case v.os == Alpine:
		b.PackageManager = Apk
	case v.slim:
		b.PackageManager, b.Bash = Apt, true
	default:
		b.PackageManager, b.Bash = Apt, true
		b.Ships.Git, b.Ships.Python, b.Ships.Compilers, b.Ships.Curl = true, true, true, true
	}
	// The entrypoint came in the spring of 2019, to the 12 line from its start.
	// What a moving tag names is newer.
	if b.Precision == Moving || b.Major >= 12 {
		b.ProcessKnown = true
		b.Entrypoint, b.Cmd = []string{"docker-entrypoint.sh"}, []string{"node"}
	}
}

// nodeByDigest is for an official image named by digest only: version and
// variant are not known without asking.
func nodeByDigest(b *Base) {
	b.Node, b.Shell, b.User, b.HasNodeUser, b.Ships.NPM = true, true, "root", true, true
	b.Precision = Patch // a digest moves least of all
}

// nodeVersion reads an official tag into the base. A tag that is not of the
// official image's form makes the rest a guess.
func nodeVersion(b *Base) {
	tag, ok := SplitTag(b.Ref.Tag)
	b.Tag, b.Precision, b.Guess = tag, tag.Precision(), b.Guess || !ok
	setMajor(b)
}

// setMajor fills in what follows from the tag's version.
func setMajor(b *Base) {
	major, minor, _ := b.Tag.Number()
	b.Minor = minor
	b.Major = max(major, 0)
	b.NPMMajor = NPMOf(b.Major, b.Minor)
}

// npmMajors are the majors of npm in the last release of each Node major.
var npmMajors = map[int]int{
	6: 3, 8: 6, 9: 5, 10: 6, 11: 6, 12: 6, 13: 6, 14: 6, 15: 7, 16: 8, 17: 8, 18: 10, 19: 9,
	20: 10, 21: 10, 22: 10, 23: 10, 24: 11, 25: 11, 26: 11,
}

// NPMMajor returns the major of the npm that the last release of a Node major
// ships, 0 when that is not known.
func NPMMajor(nodeMajor int) int { return npmMajors[nodeMajor] }

// NPMOf is NPMMajor for a release of which the minor is known; -1 is the last
// one. Node 8 and 10 began with npm 5, which knows no "npm ci" yet.
func NPMOf(major, minor int) int {
	if major == 8 && 0 <= minor && minor < 12 || major == 10 && 0 <= minor && minor < 3 {
		return 5
	}
	return npmMajors[major]
}

// shipsYarn reports whether official images of a Node major have yarn: those
// before 25 do.
func shipsYarn(major int) bool { return major > 0 && major < 25 }

// shipsCorepack reports whether Node's own distribution has corepack: since
// 14.19 and 16.9, and no longer from 25. An unnamed minor is the last one.
func shipsCorepack(major, minor int) bool {
	switch {
	case major == 14:
		return minor < 0 || minor >= 19
	case major == 16:
		return minor < 0 || minor >= 9
	}
	return major >= 17 && major < 25
}

// Codename returns the name of the long-term-support line of a Node major, ""
// for majors that never have one.
func Codename(major int) string {
	for name, m := range codenames {
		if m == major {
			return name
		}
	}
	return ""
}
