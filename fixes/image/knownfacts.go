package image

import (
	"strconv"
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// system returns the facts of a plain image of an operating system.
func system(os OS) func(*Base) {
	return func(b *Base) {
		b.OS, b.PackageManager, b.Shell, b.User = os, managers[os], true, "root"
		b.Bash = os != Alpine && os != Busybox && os != Wolfi
		b.Tag = Tag{Suffix: b.Ref.Tag}
		b.Release = plainRelease(os, b.Ref.Tag)
	}
}

var managers = map[OS]PackageManager{
	Debian: Apt, Ubuntu: Apt, Alpine: Apk, Wolfi: Apk, RedHat: Dnf, Amazon: Dnf, Busybox: NoPackageManager,
}

// alpineOrDebian is for images that are on Debian unless the tag says alpine.
func alpineOrDebian(b *Base) {
	os := Debian
	if strings.Contains(b.Ref.Tag, "alpine") {
		os = Alpine
	}
	system(os)(b)
}

// distroless images have no shell but in their debug variants, and are root
// unless the tag says otherwise.
func distroless(b *Base) {
	b.OS, b.PackageManager, b.User = Debian, NoPackageManager, "root"
	b.Tag = Tag{Suffix: b.Ref.Tag}
	b.Variant = b.Ref.Tag
	b.Shell = strings.Contains(b.Ref.Tag, "debug")
	if strings.Contains(b.Ref.Tag, "nonroot") {
		b.User = "nonroot"
	}
	if b.Ref.Tag == "" && b.Ref.Digest != "" {
		b.User = "" // the tag said
	}
}

// distrolessNode images start node with whatever the command is.
func distrolessNode(b *Base) {
	distroless(b)
	b.Node, b.ProcessKnown = true, true
	b.Entrypoint = []string{"/nodejs/bin/node"}
	pathMajor(b)
	if tag := strings.SplitN(b.Ref.Tag, "-", 2)[0]; b.Major == 0 && numberForm.MatchString(tag) {
		b.Tag.Version = tag
		b.Tag.Suffix = strings.TrimPrefix(strings.TrimPrefix(b.Ref.Tag, tag), "-")
		b.Precision = b.Tag.Precision()
		setMajor(b)
	}
	b.NPMMajor = 0 // has no npm
}

// nodeInPath finds the major in "nodejs20-debian12" and "nodejs-18-minimal".
var nodeInPath = pattern.New(`nodejs-?([0-9]+)`)

// pathMajor reads the major that the image's own name carries.
func pathMajor(b *Base) {
	b.Precision = Moving
	if m := nodeInPath.FindStringSubmatch(b.Ref.Path); m != nil {
		b.Major, _ = strconv.Atoi(m[1])
		b.Precision = Major
		b.NPMMajor = npmMajors[b.Major]
	}
}

// chainguardNode images are not root; only "-dev" has a package manager.
func chainguardNode(b *Base) {
	b.Node, b.OS, b.User, b.Workdir = true, Wolfi, "65532", "/app"
	leadingVersion(b)
	if strings.HasSuffix(b.Ref.Tag, "-dev") {
		b.PackageManager, b.Shell, b.Ships.NPM = Apk, true, true
	} else {
		b.PackageManager = NoPackageManager
	}
}

// hardenedNode images are not root, but their "-dev" variants are.
func hardenedNode(b *Base) {
	b.Node, b.OS, b.User = true, Debian, "nonroot"
	leadingVersion(b)
	if strings.Contains(b.Ref.Tag, "alpine") {
		b.OS = Alpine
	}
	if strings.Contains(b.Ref.Tag, "-dev") {
		b.User, b.Shell, b.Ships.NPM = "root", true, true
		b.PackageManager = managers[b.OS]
	} else {
		b.PackageManager = NoPackageManager
	}
}

func bitnamiNode(b *Base) {
	b.Node, b.OS, b.PackageManager, b.Shell, b.Bash, b.User = true, Debian, Apt, true, true, "1001"
	b.Ships.NPM, b.Workdir = true, "/app"
	leadingVersion(b)
}

func ubiNode(b *Base) {
	b.Node, b.OS, b.PackageManager, b.Shell, b.Bash, b.User = true, RedHat, Dnf, true, true, "1001"
	b.Ships.NPM, b.Workdir = true, "/opt/app-root/src"
	b.Tag = Tag{Suffix: b.Ref.Tag}
	pathMajor(b)
}

// lambdaNode images are started by the platform, under a user of its own.
func lambdaNode(b *Base) {
	b.Node, b.OS, b.PackageManager, b.Shell, b.Bash = true, Amazon, Dnf, true, true
	b.Ships.NPM, b.Workdir = true, "/var/task"
	b.Env = map[string]string{"LAMBDA_TASK_ROOT": b.Workdir}
	b.ProcessKnown, b.Entrypoint = true, []string{"/lambda-entrypoint.sh"}
	leadingVersion(b)
}

func functionsNode(b *Base) {
	b.Node, b.OS, b.PackageManager, b.Shell, b.Bash = true, Debian, Apt, true, true
	b.Tag = Tag{Suffix: b.Ref.Tag}
	b.Precision = Moving
}

// bun images run JavaScript but are not Node.
func bun(b *Base) {
	alpineOrDebian(b)
	b.Workdir = "/home/bun/app"
	if strings.Contains(b.Ref.Tag, "distroless") {
		b.PackageManager, b.Shell, b.Bash = NoPackageManager, false, false
	}
}

// testImage returns the facts of an image with Node and browsers or tools.
func testImage(os OS) func(*Base) {
	return func(b *Base) {
		system(os)(b)
		b.Node, b.User, b.Precision = true, "", Moving
		b.Ships.NPM = true
	}
}

func puppeteer(b *Base) {
	testImage(Debian)(b)
	b.User = "pptruser"
}

func nginxUnprivileged(b *Base) {
	alpineOrDebian(b)
	b.User = "101"
}

// otherServer is a static server of which nothing else is certain.
func otherServer(b *Base) { b.Tag = Tag{Suffix: b.Ref.Tag} }

func windows(b *Base) { b.OS, b.PackageManager = WindowsOS, NoPackageManager }

// leadingVersion reads Node's version from the start of a tag whose rest is the
// publisher's own: "22-debian13-dev", "20.11.1-r3".
func leadingVersion(b *Base) {
	version, rest, _ := strings.Cut(b.Ref.Tag, "-")
	switch {
	case numberForm.MatchString(version):
		b.Tag = Tag{version, rest}
	case version == "latest":
		b.Tag = Tag{version, rest}
	default:
		b.Tag = Tag{Suffix: b.Ref.Tag}
	}
	b.Variant = b.Tag.Suffix
	b.Precision = b.Tag.Precision()
	setMajor(b)
}
