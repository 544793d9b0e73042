package image

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// facts are the parts of a Base that a test compares.
type facts struct {
	Kind          Kind
	Node          bool
	Mirror, Guess bool
	Major         int
	Precision     Precision
	OS            OS
	PM            PackageManager
	User          string
	NodeUser      bool
}

func factsOf(b Base) facts {
	return facts{b.Kind, b.Node, b.Mirror, b.Guess, b.Major, b.Precision, b.OS, b.PackageManager, b.User, b.HasNodeUser}
}

func TestClassify(t *testing.T) {
	t.Parallel()
	debian := func(major int, p Precision) facts {
		return facts{OfficialNode, true, false, false, major, p, Debian, Apt, "root", true}
	}
	alpine := func(major int, p Precision) facts {
		return facts{OfficialNode, true, false, false, major, p, Alpine, Apk, "root", true}
	}
	mirrored := func(f facts, guess bool) facts { f.Mirror, f.Guess = true, guess; return f }
	tests := map[string]facts{
		"node":                                 debian(0, Moving),
		"node:20":                              debian(20, Major),
		"node:20.11.1-bookworm-slim":           debian(20, Patch),
		"node:20.11-alpine3.19":                alpine(20, Minor),
		"node:lts-alpine":                      alpine(0, Moving),
		"node:jod-alpine":                      alpine(22, Major),
		"node:alpine":                          alpine(0, Moving),
		"library/node:20":                      debian(20, Major),
		"docker.io/library/node:20":            debian(20, Major),
		"mirror.gcr.io/library/node:20":        debian(20, Major),
		"public.ecr.aws/docker/library/node:8": debian(8, Major),
		"amd64/node:20":                        debian(20, Major),
		"arm64v8/node:20-alpine":               alpine(20, Major),
		"node@" + string(sha("a")):             {OfficialNode, true, false, false, 0, Patch, "", "", "root", true},
		"node:20@" + string(sha("a")):          debian(20, Major),
		"node:20-custom":                       {OfficialNode, true, false, true, 20, Major, Debian, Apt, "root", true},

		"registry.example.com/hub/library/node:20": mirrored(debian(20, Major), false),
		"localhost:5000/node:20":                   mirrored(debian(20, Major), true),
		"registry:443/team/node:20-alpine":         mirrored(alpine(20, Major), true),
		"ghcr.io/acme/node:20":                     {OtherNode, true, false, true, 20, Major, "", "", "", false},
		"acme/node:20":                             {OtherNode, true, false, true, 20, Major, "", "", "", false},
		"ghcr.example.com/acme/api:1":              {},
		"acme/node-app":                            {},

		"gcr.io/distroless/nodejs20-debian12":                      {DistrolessNode, true, false, false, 20, Major, Debian, NoPackageManager, "root", false},
		"gcr.io/distroless/nodejs20-debian12:nonroot":              {DistrolessNode, true, false, false, 20, Major, Debian, NoPackageManager, "nonroot", false},
		"gcr.io/distroless/nodejs:18":                              {DistrolessNode, true, false, false, 18, Major, Debian, NoPackageManager, "root", false},
		"registry.example.com/distroless/nodejs22-debian12:latest": {DistrolessNode, true, true, false, 22, Major, Debian, NoPackageManager, "root", false},
		"gcr.io/distroless/static:nonroot":                         {Distroless, false, false, false, 0, 0, Debian, NoPackageManager, "nonroot", false},
		"cgr.dev/chainguard/node:latest":                           {ChainguardNode, true, false, false, 0, Moving, Wolfi, NoPackageManager, "65532", false},
		"cgr.dev/chainguard/node:latest-dev":                       {ChainguardNode, true, false, false, 0, Moving, Wolfi, Apk, "65532", false},
		"dhi.io/node:22-debian13":                                  {HardenedNode, true, false, false, 22, Major, Debian, NoPackageManager, "nonroot", false},
		"dhi.io/node:22-alpine3.22-dev":                            {HardenedNode, true, false, false, 22, Major, Alpine, Apk, "root", false},
		"bitnami/node:20":                                          {BitnamiNode, true, false, false, 20, Major, Debian, Apt, "1001", false},
		"registry.access.redhat.com/ubi9/nodejs-20":                {UBINode, true, false, false, 20, Major, RedHat, Dnf, "1001", false},
		"registry.redhat.io/ubi8/nodejs-18-minimal:1":              {UBINode, true, false, false, 18, Major, RedHat, Dnf, "1001", false},
		"public.ecr.aws/lambda/nodejs:20":                          {LambdaNode, true, false, false, 20, Major, Amazon, Dnf, "", false},
		"oven/bun:1-alpine":                                        {OvenBun, false, false, false, 0, 0, Alpine, Apk, "root", false},
		"denoland/deno:2":                                          {Deno, false, false, false, 0, 0, Debian, Apt, "root", false},
		"mcr.microsoft.com/playwright:v1.48.0-jammy":               {Playwright, true, false, false, 0, Moving, Ubuntu, Apt, "", false},
		"cypress/included:13":                                      {Cypress, true, false, false, 0, Moving, Debian, Apt, "", false},
		"ghcr.io/puppeteer/puppeteer:23":                           {Puppeteer, true, false, false, 0, Moving, Debian, Apt, "pptruser", false},
		"cimg/node:20.1":                                           {DevContainer, true, false, false, 0, Moving, Ubuntu, Apt, "", false},

		"nginx:alpine":                     {Nginx, false, false, false, 0, 0, Alpine, Apk, "root", false},
		"nginxinc/nginx-unprivileged:1.27": {Nginx, false, false, false, 0, 0, Debian, Apt, "101", false},
		"caddy:2":                          {Caddy, false, false, false, 0, 0, Alpine, Apk, "root", false},
		"httpd:2.4":                        {Httpd, false, false, false, 0, 0, Debian, Apt, "root", false},
		"alpine:3.19":                      {PlainAlpine, false, false, false, 0, 0, Alpine, Apk, "root", false},
		"debian:bookworm-slim":             {PlainDebian, false, false, false, 0, 0, Debian, Apt, "root", false},
		"ubuntu:24.04":                     {PlainUbuntu, false, false, false, 0, 0, Ubuntu, Apt, "root", false},
		"scratch":                          {Scratch, false, false, false, 0, 0, NoOS, NoPackageManager, "root", false},
		"$BASE":                            {},
		"mcr.microsoft.com/windows/nanoserver:ltsc2022": {Windows, false, false, false, 0, 0, WindowsOS, NoPackageManager, "", false},
	}
	for written, want := range tests {
		t.Run(written, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(want, factsOf(ClassifyName(written))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatOfficialImagesShip(t *testing.T) {
	t.Parallel()
	tests := map[string]Ships{
		"node:20":         {NPM: true, Yarn: true, Corepack: true, Git: true, Python: true, Compilers: true, Curl: true},
		"node:20-slim":    {NPM: true, Yarn: true, Corepack: true},
		"node:20-alpine":  {NPM: true, Yarn: true, Corepack: true},
		"node:24-alpine":  {NPM: true, Yarn: true, Corepack: true},
		"node:25-alpine":  {NPM: true},
		"node:26":         {NPM: true, Git: true, Python: true, Compilers: true, Curl: true},
		"node:lts-slim":   {NPM: true},
		"node:12-slim":    {NPM: true, Yarn: true},
		"node:14.17-slim": {NPM: true, Yarn: true},
		"node:14.19-slim": {NPM: true, Yarn: true, Corepack: true},
		"node:14-slim":    {NPM: true, Yarn: true, Corepack: true},
	}
	for written, want := range tests {
		if diff := cmp.Diff(want, ClassifyName(written).Ships); diff != "" {
			t.Errorf("%s (-want +got):\n%s", written, diff)
		}
	}
}

func TestProcessOfBases(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]struct {
		known bool
		first string
	}{
		"node:20":                             {true, "docker-entrypoint.sh"},
		"node":                                {true, "docker-entrypoint.sh"},
		"node:8":                              {false, ""},
		"node@" + string(sha("a")):            {false, ""},
		"gcr.io/distroless/nodejs20-debian12": {true, "/nodejs/bin/node"},
		"bitnami/node:20":                     {false, ""},
	} {
		b := ClassifyName(written)
		var first string
		if len(b.Entrypoint) > 0 {
			first = b.Entrypoint[0]
		}
		if b.ProcessKnown != want.known || first != want.first {
			t.Errorf("%s: known %v, entrypoint %q", written, b.ProcessKnown, first)
		}
	}
}

func TestBaseQuestions(t *testing.T) {
	t.Parallel()
	is := func(what string, got, want any) {
		t.Helper()
		if got != want {
			t.Errorf("%s: got %v, want %v", what, got, want)
		}
	}
	is("full", ClassifyName("node:20").Full(), true)
	is("full variant", ClassifyName("node:20").Variant, "full")
	is("slim is not full", ClassifyName("node:20-slim").Full(), false)
	is("slim", ClassifyName("node:20-bookworm-slim").Slim(), true)
	is("alpine is not slim", ClassifyName("node:20-alpine").Slim(), false)
	is("onbuild", ClassifyName("node:8-onbuild").OnBuild, true)
	is("release of alpine", ClassifyName("node:20-alpine3.19").Release, "3.19")
	is("release of debian", ClassifyName("node:20-bookworm-slim").Release, "bookworm")
	is("release of plain alpine", ClassifyName("alpine:3.19.1").Release, "3.19")
	is("release of plain debian", ClassifyName("debian:bookworm-slim").Release, "bookworm")
	is("libc of alpine", ClassifyName("node:20-alpine").Libc(), "musl")
	is("libc of debian", ClassifyName("node:20").Libc(), "glibc")
	is("libc by digest", ClassifyName("node@"+string(sha("a"))).Libc(), "")
	is("npm of 20", ClassifyName("node:20").NPMMajor, 10)
	is("npm of 14", ClassifyName("node:14").NPMMajor, 6)
	is("shell of distroless", ClassifyName("gcr.io/distroless/nodejs20-debian12").Shell, false)
	is("shell of debug", ClassifyName("gcr.io/distroless/nodejs20-debian12:debug").Shell, true)
	is("bash of alpine", ClassifyName("node:20-alpine").Bash, false)
	is("bash of slim", ClassifyName("node:20-slim").Bash, true)
	is("test image", ClassifyName("mcr.microsoft.com/playwright:v1").Test(), true)
	is("static server", ClassifyName("nginx:1").StaticServer(), true)
	is("platform owns process", ClassifyName("public.ecr.aws/lambda/nodejs:20").PlatformOwnsProcess(), true)
	root, known := ClassifyName("public.ecr.aws/lambda/nodejs:20").Root()
	is("lambda is root", root, false)
	is("lambda's user is known", known, false)
	root, known = ClassifyName("node:20").Root()
	is("node is root", root && known, true)
}

func TestRetains(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		ref   string
		extra []string
		want  bool
	}{
		{"node:20", nil, true},
		{"mcr.microsoft.com/playwright:v1", nil, true},
		{"gcr.io/distroless/nodejs20-debian12", nil, true},
		{"public.ecr.aws/docker/library/node:20", nil, true},
		{"cgr.dev/chainguard/node", nil, true},
		{"cgr.dev/acme/node", nil, false},
		{"acme/shop:1", nil, false},
		{"acme/shop:1", []string{"acme"}, true},
		{"acme/shop:1", []string{"docker.io/acme/"}, true},
		{"acmecorp/shop:1", []string{"acme"}, false},
		{"quay.io/acme/shop", nil, false},
		{"ghcr.example.com/acme/api", []string{"ghcr.example.com"}, true},
		{"ghcr.example.com/acme/api", []string{"ghcr.example.com/other"}, false},
		{"ghcr.example.com/acme/api", []string{""}, false},
	} {
		if got := Retains(must(t, c.ref), c.extra); got != c.want {
			t.Errorf("Retains(%s, %v) = %v", c.ref, c.extra, got)
		}
	}
}

func TestOtherServersAndPlatforms(t *testing.T) {
	t.Parallel()
	if b := ClassifyName("mcr.microsoft.com/azure-functions/node:4-node20"); b.Kind != FunctionsNode || !b.PlatformOwnsProcess() || b.User != "" {
		t.Errorf("functions: %+v", b)
	}
	if b := ClassifyName("bitnami/nginx:1"); !b.StaticServer() || b.User != "" {
		t.Errorf("another's nginx: %+v", b)
	}
	if b := ClassifyName("oven/bun:1-distroless"); b.Kind != OvenBun || b.Shell || b.PackageManager != NoPackageManager {
		t.Errorf("bun without a shell: %+v", b)
	}
}
