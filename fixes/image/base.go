package image

// A Base is what is known of an image without asking a registry: from its name
// and its tag. Where something is not known the field is zero, and a rule that
// needs it holds back.
type Base struct {
	Ref  Ref
	Kind Kind
	// Node reports whether the image has Node.js.
	Node bool
	// Mirror reports that the name is that of a copy: the name ends like the
	// original's, on another registry.
	Mirror bool
	// Guess reports that the Kind is concluded from a name that anyone may
	// use ("registry.example.com/team/node"): what is in it is not certain.
	Guess bool

	// Tag is the tag taken apart. Precision is that of Node's version.
	Tag       Tag
	Precision Precision
	// Major is Node's major version, 0 when the reference does not say.
	// Minor is -1 when it does not say.
	Major, Minor int
	// Variant is the tag's suffix, "full" for an official image without one,
	// and "" for images that have no variants.
	Variant string

	OS OS
	// Release is the Debian suite ("bookworm") or the Alpine release
	// ("3.19"), "" when the tag does not name it.
	Release string
	// PackageManager is what installs packages in it.
	PackageManager PackageManager
	// Shell reports whether there is a /bin/sh, Bash whether there is a bash.
	Shell, Bash bool

	// User is the user that the image sets: "root", "nonroot", "1001"; ""
	// when it is not known.
	User string
	// Workdir is the working directory that the image sets, "" when it is not
	// known, and Env what else it sets of use to a COPY.
	Workdir string
	Env     map[string]string
	// HasNodeUser reports whether there is a user "node" with uid 1000.
	HasNodeUser bool
	// ProcessKnown reports whether Entrypoint and Cmd are what the image sets.
	ProcessKnown    bool
	Entrypoint, Cmd []string

	// NPMMajor is the major of the npm that comes with the Node major's
	// latest release, 0 when not known.
	NPMMajor int
	// What else comes with the image.
	Ships Ships
	// OnBuild reports a variant whose ONBUILD instructions run in the build
	// of every image made from it.
	OnBuild bool
}

// Ships says which programs come with an image, as far as they are known to.
type Ships struct {
	NPM, Yarn, Corepack, Git, Python, Compilers, Curl bool
}

// Kind says whose image it is.
type Kind string

const (
	// Unknown is any image that nothing is known of.
	Unknown Kind = ""
	// OfficialNode is Docker Hub's node, under any of its names.
	OfficialNode Kind = "official-node"
	// OtherNode is an image named node whose contents are not known.
	OtherNode      Kind = "other-node"
	DistrolessNode Kind = "distroless-node"
	ChainguardNode Kind = "chainguard-node"
	HardenedNode   Kind = "hardened-node" // Docker Hardened Images, dhi.io
	BitnamiNode    Kind = "bitnami-node"
	UBINode        Kind = "ubi-node"
	LambdaNode     Kind = "lambda-node"
	FunctionsNode  Kind = "functions-node" // other platforms that run functions
	OvenBun        Kind = "bun"
	Deno           Kind = "deno"
	Playwright     Kind = "playwright"
	Cypress        Kind = "cypress"
	Puppeteer      Kind = "puppeteer"
	DevContainer   Kind = "dev-container"
	Nginx          Kind = "nginx"
	Caddy          Kind = "caddy"
	Httpd          Kind = "httpd"
	Distroless     Kind = "distroless" // without Node
	PlainAlpine    Kind = "alpine"
	PlainDebian    Kind = "debian"
	PlainUbuntu    Kind = "ubuntu"
	PlainBusybox   Kind = "busybox"
	Windows        Kind = "windows"
	Scratch        Kind = "scratch"
)

// OS is a family of systems: what is built on one runs on it.
type OS string

const (
	Debian    OS = "debian"
	Ubuntu    OS = "ubuntu"
	Alpine    OS = "alpine"
	Wolfi     OS = "wolfi"
	RedHat    OS = "redhat"
	Amazon    OS = "amazon"
	Busybox   OS = "busybox"
	WindowsOS OS = "windows"
	NoOS      OS = "none"
)

// PackageManager is a system's package manager.
type PackageManager string

const (
	Apt PackageManager = "apt"
	Apk PackageManager = "apk"
	Dnf PackageManager = "dnf" // or microdnf, or yum
	// NoPackageManager is the certain knowledge that there is none.
	NoPackageManager PackageManager = "none"
)

// Libc names the C library that native addons are built against: "glibc",
// "musl" or "" when it is not known.
func (b Base) Libc() string {
	switch b.OS {
	case Alpine:
		return "musl"
	case Debian, Ubuntu, Wolfi, RedHat, Amazon:
		return "glibc"
	}
	return ""
}

// Test reports whether the image is made for tests or for developing, so that
// what is asked of a production image is not asked of it.
func (b Base) Test() bool {
	switch b.Kind {
	case Playwright, Cypress, Puppeteer, DevContainer:
		return true
	}
	return false
}

// StaticServer reports whether the image serves files without running Node.
func (b Base) StaticServer() bool {
	return b.Kind == Nginx || b.Kind == Caddy || b.Kind == Httpd
}

// PlatformOwnsProcess reports whether the platform that runs the image decides
// about user, entrypoint and signals.
func (b Base) PlatformOwnsProcess() bool {
	return b.Kind == LambdaNode || b.Kind == FunctionsNode
}

// Root reports whether the image's user is root; known is false when that is
// not certain.
func (b Base) Root() (root, known bool) { return b.User == "root", b.User != "" }

// Slim reports whether the image is a slim Debian variant.
func (b Base) Slim() bool { return b.Kind == OfficialNode && variant(b.Tag.Suffix).slim }

// Full reports whether the image is the full Debian variant, which comes with
// compilers, Python and git.
func (b Base) Full() bool {
	return b.Kind == OfficialNode && b.OS == Debian && !b.Slim() && !b.OnBuild
}
