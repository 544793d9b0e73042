package node_test

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/nodedock/nodedock/fixes/node"
)

func lockfile(t *testing.T, name, src string) *node.Lockfile {
	t.Helper()
	l, err := node.ParseLockfile(name, []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestParseLockfile reads the cases of testdata: a lockfile each, and its facts
// under "want".
func TestParseLockfile(t *testing.T) {
	t.Parallel()
	cases, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatal("no cases", err)
	}
	for _, name := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			file, want := archive.Files[0], archive.Files[1]
			got := describe(lockfile(t, file.Name, string(file.Data)))
			if diff := cmp.Diff(strings.Split(string(want.Data), "\n"), strings.Split(got, "\n")); diff != "" {
				t.Error(diff)
			}
			crlf := describe(lockfile(t, file.Name, "\ufeff"+strings.ReplaceAll(string(file.Data), "\n", "\r\n")))
			if diff := cmp.Diff(got, crlf); diff != "" {
				t.Error("with CRLF and a byte order mark:", diff)
			}
		})
	}
}

func describe(l *node.Lockfile) string {
	var b strings.Builder
	words := []string{string(l.Manager), l.Version}
	for word, on := range map[string]bool{"dev": l.DevKnown, "scripts": l.ScriptsKnown, "bins": l.BinsKnown} {
		if on {
			words = append(words, word)
		}
	}
	slices.SortFunc(words[2:], func(a, b string) int {
		return strings.Index("dev scripts bins", a) - strings.Index("dev scripts bins", b)
	})
	fmt.Fprintln(&b, strings.Join(words, " "))
	for _, p := range l.Packages {
		fmt.Fprint(&b, p.Name, " ", p.Version)
		if p.Dev {
			fmt.Fprint(&b, " dev")
		}
		if p.HasInstallScript {
			fmt.Fprint(&b, " script")
		}
		if len(p.Bins) > 0 {
			fmt.Fprint(&b, " bins=", strings.Join(p.Bins, ","))
		}
		fmt.Fprintln(&b)
	}
	if len(l.Links) > 0 {
		fmt.Fprintln(&b, "links", strings.Join(l.Links, " "))
	}
	if l.Root != nil {
		fmt.Fprint(&b, "root")
		for _, name := range slices.Sorted(maps.Keys(l.Root)) {
			fmt.Fprint(&b, " ", name, "=", l.Root[name])
		}
		fmt.Fprintln(&b)
	}
	return b.String()
}

func TestParseLockfileNamesTheLineOfWhatIsWrong(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, src string
		line      int
	}{
		{"package-lock.json", "{\n\"packages\": [\n", 3},
		{"package-lock.json", "{\n\"lockfileVersion\": 3,\n\"packages\": 5}\n", 3},
		{"package-lock.json", "{\n<<<<<<< HEAD\n", 2},
		{"yarn.lock", "# yarn lockfile v1\n\nwhat is this\n", 3},
		{"yarn.lock", "a@1:\n  version \"1\"\n<<<<<<< HEAD\n", 3},
		{"pnpm-lock.yaml", "lockfileVersion: '9.0'\npackages:\n  a: {\n", 3},
		{"bun.lock", "{\n  \"packages\": [1\n", 2},
		{"composer.lock", "", 0},
	}
	for _, tt := range tests {
		_, err := node.ParseLockfile("app/"+tt.name, []byte(tt.src))
		var at *node.Error
		if !errors.As(err, &at) || at.Line != tt.line || at.Path != "app/"+tt.name {
			t.Errorf("%s %q: got %v, want line %d", tt.name, tt.src, err, tt.line)
		}
	}
}

func TestLockfileAnswers(t *testing.T) {
	t.Parallel()
	archive, err := txtar.ParseFile("testdata/npm3.txtar")
	if err != nil {
		t.Fatal(err)
	}
	l := lockfile(t, "package-lock.json", string(archive.Files[0].Data))
	if diff := cmp.Diff([]string{"bcrypt", "esbuild"}, l.InstallScripts()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"bcrypt"}, l.ProductionInstallScripts()); diff != "" {
		t.Error(diff)
	}
	if pkg, dev, ok := l.Bin("tsc"); pkg != "typescript" || !dev || !ok {
		t.Errorf("tsc comes from %q, dev %v, %v", pkg, dev, ok)
	}
	if p, ok := l.Find("ms"); !ok || p.Version != "2.1.3" {
		t.Errorf("the root sees ms %s", p.Version)
	}
	if _, _, ok := l.Bin("nest"); ok || l.Has("nest") {
		t.Error("there is no nest")
	}
}

func TestInSync(t *testing.T) {
	t.Parallel()
	npm := `{"lockfileVersion": 3, "packages": {"": {"dependencies": {"a": "^1.0.0"}}, "node_modules/a": {"version": "1.2.0"}, "apps/x": {"dependencies": {"b": "1"}}}}`
	tests := []struct{ name, file, lock, manifest, want string }{
		{"npm agrees", "package-lock.json", npm, `{"dependencies": {"a": "^1.0.0"}}`, ""},
		{"npm takes a new range that the version satisfies", "package-lock.json", npm, `{"dependencies": {"a": "^1.1.0"}}`, ""},
		{"npm refuses a range that the version is not in", "package-lock.json", npm, `{"dependencies": {"a": "^2.0.0"}}`, "package.json asks for a ^2.0.0, package-lock.json for ^1.0.0"},
		{"npm misses a package", "package-lock.json", npm, `{"dependencies": {"a": "^1.0.0"}, "devDependencies": {"z": "1"}}`, "package-lock.json does not name z"},
		{"npm passes over what is no longer asked for", "package-lock.json", npm, `{}`, ""},
		{"npm 1 misses a package", "package-lock.json", `{"lockfileVersion": 1, "dependencies": {}}`, `{"dependencies": {"a": "1"}}`, "package-lock.json does not name a"},
		{"npm 7 names nothing", "package-lock.json", `{"lockfileVersion": 3, "packages": {}}`, `{"dependencies": {"a": "1"}}`, "package-lock.json does not name a"},
		{"npm 7 has nothing to name", "package-lock.json", `{"lockfileVersion": 3, "packages": {}}`, `{}`, ""},
		{"npm 7 names a root without packages", "package-lock.json", `{"lockfileVersion": 3, "packages": {"": {}}}`, `{"dependencies": {"a": "1"}}`, "package-lock.json does not name a"},
		{"yarn agrees", "yarn.lock", "a@^1:\n  version \"1.0.0\"\n\n\"local@link:../x\":\n  version \"0.0.0\"\n  uid \"\"\n", `{"dependencies": {"a": "^1", "local": "link:../x"}}`, ""},
		{"yarn names links", "yarn.lock", "a@^1:\n  version \"1.0.0\"\n", `{"dependencies": {"a": "^1", "local": "link:../x"}}`, "yarn.lock does not name local"},
		{"yarn names folders", "yarn.lock", "a@^1:\n  version \"1.0.0\"\n", `{"dependencies": {"a": "^1", "local": "file:../x"}}`, "yarn.lock does not name local"},
		{"yarn has another range", "yarn.lock", "a@^1:\n  version \"1.0.0\"\n", `{"dependencies": {"a": "^2"}}`, "yarn.lock has no entry for a ^2"},
		{"yarn misses a package", "yarn.lock", "", `{"dependencies": {"a": "^2"}}`, "yarn.lock does not name a"},
		{"berry agrees", "yarn.lock", "__metadata:\n  version: 8\n\"a@npm:^1\":\n  version: 1.0.0\n  resolution: \"a@npm:1.0.0\"\n", `{"dependencies": {"a": "^1", "w": "workspace:*"}}`, ""},
		{"pnpm has another range", "pnpm-lock.yaml", "lockfileVersion: '6.0'\ndependencies:\n  a: {specifier: ^1, version: 1.0.0}\n", `{"dependencies": {"a": "^1.1"}}`, "package.json asks for a ^1.1, pnpm-lock.yaml for ^1"},
		{"pnpm names one that is gone", "pnpm-lock.yaml", "lockfileVersion: '6.0'\ndependencies:\n  a: {specifier: ^1, version: 1.0.0}\n", `{}`, "pnpm-lock.yaml still names a"},
		{"pnpm installs peers by itself", "pnpm-lock.yaml", "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a: {specifier: ^1, version: 1.0.0}\n", `{"peerDependencies": {"a": "^1", "b": "^2"}}`, ""},
		{"pnpm has another range of a peer", "pnpm-lock.yaml", "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a: {specifier: ^1, version: 1.0.0}\n", `{"peerDependencies": {"a": "^2"}}`, "package.json asks for a ^2, pnpm-lock.yaml for ^1"},
		{"pnpm replaces a range", "pnpm-lock.yaml", "lockfileVersion: '9.0'\noverrides:\n  a@<1.4.0: ^1.4.0\nimporters:\n  .:\n    dependencies:\n      a: {specifier: ^1.4.0, version: 1.4.0}\n", `{"dependencies": {"a": "^1"}}`, ""},
		{"pnpm replaces a range between two", "pnpm-lock.yaml", "lockfileVersion: '9.0'\noverrides:\n  '@s/p@1>a@>=1.0.0 <1.4.0': ^1.4.0\nimporters:\n  .:\n    dependencies:\n      a: {specifier: ^1.4.0, version: 1.4.0}\n", `{"dependencies": {"a": "^1"}}`, ""},
		{"pnpm takes a package away", "pnpm-lock.yaml", "lockfileVersion: '9.0'\noverrides:\n  a: '-'\nimporters:\n  .: {}\n", `{"dependencies": {"a": "^1"}}`, ""},
		{"berry resolves to another range", "yarn.lock", "__metadata:\n  version: 8\n\"a@npm:1.4.0\":\n  version: 1.4.0\n  resolution: \"a@npm:1.4.0\"\n\"root@workspace:.\":\n  version: 0\n  resolution: \"root@workspace:.\"\n  dependencies:\n    a: \"npm:^1\"\n", `{"dependencies": {"a": "^1"}, "resolutions": {"a": "1.4.0"}}`, ""},
		{"yarn resolves to another range", "yarn.lock", "\"@s/a@1.4.0\":\n  version \"1.4.0\"\n", `{"dependencies": {"@s/a": "^1"}, "resolutions": {"**/@s/a@^1": "1.4.0"}}`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ok, reason := lockfile(t, tt.file, tt.lock).InSync(manifest(t, tt.manifest))
			if reason != tt.want || ok != (tt.want == "") {
				t.Errorf("got %v %q, want %q", ok, reason, tt.want)
			}
		})
	}
	l := lockfile(t, "package-lock.json", npm)
	if ok, reason := l.InSyncAt("apps/x", manifest(t, `{"dependencies": {"b": "1"}}`)); !ok {
		t.Error("the workspace:", reason)
	}
	if ok, _ := l.InSyncAt("apps/new", manifest(t, `{}`)); ok {
		t.Error("a workspace that the lockfile does not name should not be in sync")
	}
}

func TestFindSaysWhereAProgramComesFrom(t *testing.T) {
	t.Parallel()
	m := manifest(t, `{"dependencies": {"next": "15", "tool": "1"}, "devDependencies": {"typescript": "5", "husky": "9", "prisma": "5"}}`)
	npm := lockfile(t, "package-lock.json", `{"lockfileVersion": 3, "packages": {
		"node_modules/next": {"version": "15.0.0", "bin": {"next": "x"}},
		"node_modules/typescript": {"version": "5.0.0", "dev": true, "bin": {"tsc": "x"}},
		"node_modules/prisma": {"version": "5.0.0", "bin": {"prisma": "x"}},
		"node_modules/acorn": {"version": "8.0.0", "bin": {"acorn": "x"}}}}`)
	yarn := lockfile(t, "yarn.lock", "acorn@8:\n  version \"8.0.0\"\n")
	tests := []struct {
		lock *node.Lockfile
		name string
		want node.Program
	}{
		{npm, "node", node.Program{Known: true, Node: true}},
		{npm, "./bin/www", node.Program{Known: true, File: true}},
		{npm, "next", node.Program{Package: "next", Known: true}},
		{npm, "node_modules/.bin/next", node.Program{Package: "next", Known: true}},
		{npm, "tsc", node.Program{Package: "typescript", Dev: true, Known: true}},
		{npm, "prisma", node.Program{Package: "prisma", Known: true}}, // a peer of something in production keeps it
		{npm, "acorn", node.Program{Package: "acorn", Known: true}},
		{yarn, "tsc", node.Program{Package: "typescript", Dev: true, Known: true}},
		{yarn, "husky", node.Program{Package: "husky", Dev: true, Known: true}},
		{yarn, "acorn", node.Program{Package: "acorn", Known: true}},
		{nil, "tool", node.Program{Package: "tool", Known: true}},
		{nil, "nest", node.Program{Package: "@nestjs/cli"}},
		{nil, "curl", node.Program{}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, m.Find(tt.lock, tt.name)); diff != "" {
			t.Error(tt.name, diff)
		}
	}
}

// Brackets without end would use up the stack, and aliases of aliases the
// memory: neither file is one that a package manager wrote.
func TestParseLockfileRefusesBombs(t *testing.T) {
	t.Parallel()
	for name, src := range map[string]string{
		"package-lock.json": strings.Repeat("[", 200_000),
		"bun.lock":          strings.Repeat("[", 200_000),
		"pnpm-lock.yaml":    "a: &a [x, x]\nb: &b [*a, *a]\ndependencies: {z: *b}\n",
		"yarn.lock":         "__metadata:\n  &a\n  version: 8\n",
	} {
		if _, err := node.ParseLockfile(name, []byte(src)); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	lockfile(t, "pnpm-lock.yaml", "lockfileVersion: '9.0'\npackages:\n  a@1.0.0:\n    deprecated: use b & c, d&e\n")
}

func FuzzParseLockfile(f *testing.F) {
	cases, _ := filepath.Glob("testdata/*.txtar")
	names := []string{"package-lock.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock"}
	for _, name := range cases {
		if archive, err := txtar.ParseFile(name); err == nil {
			f.Add(slices.Index(names, archive.Files[0].Name), archive.Files[0].Data)
		}
	}
	m, err := node.ParseManifest("package.json", []byte(`{"dependencies": {"a": "1"}}`))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, which int, data []byte) {
		l, err := node.ParseLockfile(names[uint(which)%uint(len(names))], data)
		if err != nil {
			return
		}
		l.InSync(m)
		l.InstallScripts()
		l.Bin("a")
	})
}
