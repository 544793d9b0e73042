package rules_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// TestTraps holds testdata/TRAPS.md to the cases: every trap has one, every case
// names a trap that is known, and the list is the one that the cases give.
func TestTraps(t *testing.T) {
	t.Parallel()
	const root = "../.."
	found := map[string][]string{}
	for _, dir := range []string{"testdata", "fixes", "bot", "webhook", "cmd"} {
		collectTraps(t, root, dir, found)
	}
	for _, trap := range traps {
		if len(found[trap.id]) == 0 {
			t.Errorf("trap %s (%s) has no case: add \"trap: %s\" to the comment of one", trap.id, trap.title, trap.id)
		}
	}
	known := map[string]bool{}
	for _, trap := range traps {
		known[trap.id] = true
	}
	for id, cases := range found {
		if !known[id] {
			t.Errorf("%s: there is no trap %s", cases[0], id)
		}
	}
	name := filepath.Join(root, "testdata", "TRAPS.md")
	want := trapList(found)
	got, err := os.ReadFile(name)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	switch {
	case string(got) == want:
	case *update:
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("testdata/TRAPS.md is old: run go test ./fixes/rules -run TestTraps -update\n%s", cmp.Diff(string(got), want))
	}
}

var (
	// trapLine stands in the comment of a case, and above a test.
	trapLine = regexp.MustCompile(`(?m)^(?://\s*)?trap:(.*)$`)
	// parsingTest is a test of fixes/dockerfile for a numbered parsing trap.
	parsingTest = regexp.MustCompile(`(?m)^func TestTrap(\d+)\w*\(`)
	testName    = regexp.MustCompile(`(?m)^func (Test\w+)\(`)
)

// collectTraps adds the cases and tests below a folder to found, by trap.
func collectTraps(t *testing.T, root, dir string, found map[string][]string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(root, dir), func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		shown, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		shown = filepath.ToSlash(shown)
		switch {
		case strings.HasSuffix(name, ".txtar"):
			archive, err := txtar.ParseFile(name)
			if err != nil {
				return err
			}
			for _, m := range trapLine.FindAllStringSubmatch(string(archive.Comment), -1) {
				addTraps(found, m[1], shown)
			}
		case strings.HasSuffix(name, "_test.go") && !strings.HasSuffix(name, "traps_test.go"):
			data, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			for _, at := range trapLine.FindAllSubmatchIndex(data, -1) {
				addTraps(found, string(data[at[2]:at[3]]), shown+" "+firstMatch(testName, data[at[1]:]))
			}
		case shown == "fixes/dockerfile/traps_test.go":
			data, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			for _, m := range parsingTest.FindAllSubmatch(data, -1) {
				id := "parsing-" + strings.TrimLeft(string(m[1]), "0")
				found[id] = append(found[id], shown+" "+firstMatch(testName, m[0]))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func addTraps(found map[string][]string, ids, at string) {
	for _, id := range strings.FieldsFunc(ids, func(r rune) bool { return r == ',' || r == ' ' || r == '\r' }) {
		if !slices.Contains(found[id], at) {
			found[id] = append(found[id], at)
		}
	}
}

func firstMatch(re *regexp.Regexp, data []byte) string {
	if m := re.FindSubmatch(data); m != nil {
		return string(m[1])
	}
	return ""
}

// trapList is testdata/TRAPS.md.
func trapList(found map[string][]string) string {
	var b strings.Builder
	b.WriteString("# Traps\n\nWhat breaks a naive fixer of Dockerfiles, and the cases that hold nodedock to it. Generated:\n`go test ./fixes/rules -run TestTraps -update`.\n\n| trap | what it is | cases |\n| --- | --- | --- |\n")
	for _, trap := range traps {
		cases := slices.Sorted(slices.Values(found[trap.id]))
		for n := range cases {
			cases[n] = "`" + strings.TrimPrefix(strings.TrimSuffix(cases[n], ".txtar"), "testdata/") + "`"
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", trap.id, trap.title, strings.Join(cases, "<br>"))
	}
	return b.String()
}
