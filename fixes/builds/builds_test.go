package builds_test

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/nodedock/nodedock/fixes/builds"
)

// TestFind reads the cases of testdata: a repository each, and what is found
// in it under "want".
func TestFind(t *testing.T) {
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
			found, want := find(t, archive)
			if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(describe(found), "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// find runs Find over the files of an archive but "want".
func find(t *testing.T, archive *txtar.Archive) (found *builds.Evidence, want string) {
	t.Helper()
	files := map[string]string{}
	for _, f := range archive.Files {
		if f.Name == "want" {
			want = string(f.Data)
			continue
		}
		files[f.Name] = string(f.Data)
	}
	found, err := search(files)
	if err != nil {
		t.Fatal(err)
	}
	return found, want
}

// search runs Find over files whose texts of Markdown are guides.
func search(files map[string]string) (*builds.Evidence, error) {
	names := slices.Sorted(maps.Keys(files))
	guides := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return path.Ext(name) != ".md" })
	return builds.Find(names, guides, reading(files))
}

func reading(files map[string]string) func(string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		data, ok := files[name]
		if !ok {
			return nil, fs.ErrNotExist
		}
		return []byte(data), nil
	}
}

// describe writes evidence as one line for each thing found.
func describe(e *builds.Evidence) string {
	var b strings.Builder
	for _, build := range e.Builds {
		fmt.Fprintln(&b, line(build))
	}
	for _, u := range e.Unresolved {
		fmt.Fprintf(&b, "unresolved %s: %s\n", u.Source, u.Uncertain)
	}
	for _, p := range e.Problems {
		fmt.Fprintf(&b, "problem %s:%d\n", p.Path, p.Line)
	}
	for _, s := range e.Scanners {
		fmt.Fprintf(&b, "scanner %s %s\n", s.Name, s.Source)
	}
	for _, v := range e.NodeVersions {
		fmt.Fprintf(&b, "node %s %s\n", v.Version, v.Source)
	}
	return b.String()
}

func line(b builds.Build) string {
	name := b.Dockerfile
	if name == "" {
		name = "(inline)"
	}
	out := fmt.Sprintf("%s from %s: %s %s", name, b.Context, b.Source.Kind, b.Source)
	add := func(key, text string) {
		if text != "" {
			out += " " + key + "=" + text
		}
	}
	add("service", b.Service)
	add("target", b.Target)
	add("args", pairs(b.Args))
	add("platforms", strings.Join(b.Platforms, ","))
	add("secrets", strings.Join(b.Secrets, ","))
	add("contexts", strings.Join(b.Named, ","))
	if b.Init {
		out += " init"
	}
	add("user", b.User)
	add("env", pairs(b.Environment))
	add("ports", strings.Join(b.Ports, ","))
	var volumes []string
	for _, v := range b.Volumes {
		prefix := ""
		if v.Bind {
			prefix = "bind:"
		}
		volumes = append(volumes, prefix+v.Source+":"+v.Target)
	}
	add("volumes", strings.Join(volumes, ","))
	if b.Command != nil {
		add("command", fmt.Sprint(b.Command))
	}
	if b.Entrypoint != nil {
		add("entrypoint", fmt.Sprint(b.Entrypoint))
	}
	add("uncertain", b.Uncertain)
	return out
}

func pairs(m map[string]string) string {
	var out []string
	for _, key := range slices.Sorted(maps.Keys(m)) {
		out = append(out, key+"="+m[key])
	}
	return strings.Join(out, ",")
}

func TestOfAssumesTheDockerfilesOwnFolder(t *testing.T) {
	t.Parallel()
	e := &builds.Evidence{}
	want := []builds.Build{{Dockerfile: "a/Dockerfile", Context: "a", Source: builds.Source{Path: "a/Dockerfile", Kind: builds.Dockerfile}}}
	if diff := cmp.Diff(want, e.Of("a/Dockerfile")); diff != "" {
		t.Error(diff)
	}
}

func TestSharingNamesEveryDockerfileOfAContext(t *testing.T) {
	t.Parallel()
	e := &builds.Evidence{Builds: []builds.Build{{Dockerfile: "b", Context: "."}, {Dockerfile: "a", Context: "."}, {Dockerfile: "a", Context: "."}, {Dockerfile: "c", Context: "x"}}}
	if diff := cmp.Diff([]string{"a", "b"}, e.Sharing(".")); diff != "" {
		t.Error(diff)
	}
}

func TestFindStopsOnAnIOFailure(t *testing.T) {
	t.Parallel()
	failure := errors.New("the line is dead")
	_, err := builds.Find([]string{"compose.yml"}, nil, func(string) ([]byte, error) { return nil, failure })
	if !errors.Is(err, failure) {
		t.Errorf("got %v", err)
	}
}

func TestFindPassesOverFilesThatAreNotThere(t *testing.T) {
	t.Parallel()
	e, err := builds.Find([]string{"compose.yml", "Dockerfile"}, nil, reading(nil))
	if err != nil || len(e.Problems) != 0 || len(e.Builds) != 1 {
		t.Errorf("got %+v, %v", e, err)
	}
}

func TestExtendsInACircleEnds(t *testing.T) {
	t.Parallel()
	files := map[string]string{"compose.yml": "services:\n  a: {extends: b, build: .}\n  b: {extends: a}\n"}
	if _, err := builds.Find([]string{"compose.yml"}, nil, reading(files)); err != nil {
		t.Error(err)
	}
}

// A few hundred kilobytes of brackets must be refused before a parser recurses
// into them: nothing recovers from a stack that is used up.
func TestFilesThatNestWithoutEndAreProblems(t *testing.T) {
	t.Parallel()
	const depth = 300_000
	files := map[string]string{
		"compose.yml":             "services: " + strings.Repeat("[", depth),
		"docker-bake.hcl":         `target "a" { args = ` + strings.Repeat("[", depth),
		".github/workflows/a.yml": strings.Repeat("- ", depth) + "x",
		"build.sh":                "docker build " + strings.Repeat("$(", depth),
		"bomb/compose.yml":        "a: &a [x,x,x,x,x,x,x,x,x]\n" + bomb(12) + "services: {web: {build: {context: ., platforms: *l}}}\n",
	}
	e, err := search(files)
	if err != nil {
		t.Fatal(err)
	}
	if len(e.Problems) != 3 {
		t.Errorf("got the problems %v", e.Problems)
	}
}

// bomb returns YAML whose aliases double at every level.
func bomb(levels int) string {
	var b strings.Builder
	for n := range levels {
		name, under := string(rune('b'+n)), string(rune('a'+n))
		fmt.Fprintf(&b, "%s: &%s [%s]\n", name, name, strings.TrimSuffix(strings.Repeat("*"+under+",", 9), ","))
	}
	return b.String()
}

func FuzzFind(f *testing.F) {
	cases, _ := filepath.Glob("testdata/*.txtar")
	for _, name := range cases {
		if archive, err := txtar.ParseFile(name); err == nil {
			for n, file := range archive.Files {
				f.Add(n, string(file.Data))
			}
		}
	}
	names := []string{"compose.yml", "docker-bake.hcl", "docker-bake.json", ".github/workflows/a.yml", ".gitlab-ci.yml", "cloudbuild.yaml", "Taskfile.yml", "justfile", "a.sh", "Makefile", "package.json"}
	f.Fuzz(func(t *testing.T, which int, src string) {
		name := names[uint(which)%uint(len(names))]
		if _, err := builds.Find([]string{name, "Dockerfile"}, nil, reading(map[string]string{name: src})); err != nil {
			t.Fatal(err)
		}
	})
}
