package rules_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/rules"
)

// The cases of testdata/frozen hold what nodedock says of frozen installs to what the package managers do.
// Each is a project, with changes that somebody made after its lockfile was written:
//
//	was/FILE          what the lockfile was written for
//	now/CHANGE/FILE   a file that a change brings; "gone", a line for each, those that it takes away
//	lock/OF/FILE      the lockfile, of a package manager or of a release of it; -update lets that write it
//	want              what every package manager makes of every change; -update asks it where a line is missing
//
// The comment says for people what the case is about, and has these lines:
//
//	tools: npm-11 yarn-1        the package managers that are asked
//	in: packages/api            the folder of the install, "." otherwise
//	careful: TOOL CHANGE: WHY   nodedock holds back there on purpose; TOOL is one of them, or "all"
//	alike: TOOL CHANGE: WHY     the install that is not frozen stops as well
//	open: TOOL CHANGE: WHY      nodedock is wrong there, and nothing in the repository tells
//
// https://npm.example.com stands for a registry with the packages of testdata/frozen/registry.
type frozenCase struct {
	path    string
	archive *txtar.Archive
	tools   []string
	in      string
	marks   []string // lines of the comment
	changes []string
}

// unchanged is the change of a project that is as its lockfile was written for.
const unchanged = "nothing"

const frozenDir = "../../testdata/frozen"

func frozenCases(t *testing.T) (cases []*frozenCase) {
	files, err := filepath.Glob(frozenDir + "/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		c := &frozenCase{path: file, archive: archive, in: ".", changes: []string{unchanged}}
		for line := range strings.Lines(string(archive.Comment)) {
			key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
			switch key {
			case "tools":
				c.tools = strings.Fields(value)
			case "in":
				c.in = value
			case "careful", "alike", "open":
				c.marks = append(c.marks, key+": "+value)
			}
		}
		for _, f := range archive.Files {
			if rest, ok := strings.CutPrefix(f.Name, "now/"); ok {
				if change, _, _ := strings.Cut(rest, "/"); !slices.Contains(c.changes, change) {
					c.changes = append(c.changes, change)
				}
			}
		}
		cases = append(cases, c)
	}
	return cases
}

func (c *frozenCase) name() string { return strings.TrimSuffix(filepath.Base(c.path), ".txtar") }

// files returns the project after a change, with the lockfile that a package manager finds.
func (c *frozenCase) files(tool, change string) map[string][]byte {
	out := map[string][]byte{}
	manager, _, _ := strings.Cut(tool, "-")
	for _, of := range []string{"was", "lock/" + manager, "lock/" + tool, "now/" + change} {
		for _, f := range c.archive.Files {
			if name, ok := strings.CutPrefix(f.Name, of+"/"); ok && name != "gone" {
				out[name] = f.Data
			} else if ok {
				for _, gone := range strings.Fields(string(f.Data)) {
					delete(out, gone)
				}
			}
		}
	}
	return out
}

// recorded returns what a package manager made of a change when the case was written: "passes", or
// "stops" with a word of why.
func (c *frozenCase) recorded(tool, change string) string {
	for _, f := range c.archive.Files {
		if f.Name == "want" {
			for line := range strings.Lines(string(f.Data)) {
				if verdict, ok := strings.CutPrefix(strings.TrimSpace(line), tool+" "+change+": "); ok {
					return verdict
				}
			}
		}
	}
	return ""
}

// marked returns how the comment calls a difference, "careful", "alike" or "open"; "" where it does not.
func (c *frozenCase) marked(tool, change string) string {
	for _, line := range c.marks {
		mark, of, _ := strings.Cut(line, ": ")
		if strings.HasPrefix(of, tool+" "+change+": ") || strings.HasPrefix(of, "all "+change+": ") {
			return mark
		}
	}
	return ""
}

// brings are the steps of an image that has a package manager.
var brings = map[string]string{
	"npm":  "RUN npm install -g npm@%s",
	"pnpm": "RUN npm install -g pnpm@%s",
	"yarn": "RUN corepack enable && corepack prepare yarn@%s --activate",
}

// answer returns what nodedock says of a frozen install: "passes", "stops" or "not known", and why.
func (c *frozenCase) answer(t *testing.T, tool, change string) (says, why string) {
	files := fstest.MapFS{}
	for name, data := range c.files(tool, change) {
		files[name] = &fstest.MapFile{Data: data, Mode: 0o644}
	}
	manager, major, _ := strings.Cut(tool, "-")
	files["Dockerfile"] = &fstest.MapFile{Mode: 0o644, Data: fmt.Appendf(nil, "FROM node:22\nWORKDIR /app\n"+brings[manager]+"\nCOPY . .\nWORKDIR %s\nRUN %s install\nCMD [\"node\", \"server.js\"]\n",
		major, path.Join("/app", c.in), manager)}
	engine := &fixes.Engine{Rules: rules.All(), Resolver: image.Table{}, Now: func() time.Time { return time.Date(2026, time.November, 2, 0, 0, 0, 0, time.UTC) }}
	plan, err := engine.Plan(context.Background(), fixes.Snapshot{Repo: "acme/shop", SHA: "0", FS: files}, fixes.Policy{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range plan.Findings {
		switch {
		case f.Rule != "npm-install":
		case f.Fix != nil:
			return "passes", f.Fix.Title
		case strings.HasPrefix(f.Withheld, "it would stop"):
			return "stops", f.Withheld
		default:
			return "not known", f.Withheld
		}
	}
	return "not known", "it says nothing"
}

func TestFrozenInstalls(t *testing.T) {
	for _, c := range frozenCases(t) {
		for _, tool := range c.tools {
			for _, change := range c.changes {
				t.Run(c.name()+"/"+tool+"/"+change, func(t *testing.T) {
					t.Parallel()
					c.compare(t, tool, change)
				})
			}
		}
	}
}

// compare holds the answer to what was recorded.
func (c *frozenCase) compare(t *testing.T, tool, change string) {
	says, why := c.answer(t, tool, change)
	does, word, _ := strings.Cut(c.recorded(tool, change), " ")
	mark := c.marked(tool, change)
	switch {
	case does == "":
		if !*update {
			t.Error("nothing is recorded (-update asks the package managers)")
		}
	case does == "stops" && says == "passes":
		if mark != "alike" && mark != "open" {
			t.Errorf("harm: nodedock lets it pass (%s), and it stops (%s)", why, word)
		}
	case does == "passes" && says != "passes":
		if mark != "careful" {
			t.Errorf("timid: it passes, and nodedock says %s: %s", says, why)
		}
	case mark != "" && !c.sharesMark(change):
		t.Errorf("the case calls the answer %s, and it is right: %s", mark, says)
	}
}

// sharesMark reports whether the comment marks a change for all package managers at once, some of which may do
// as nodedock says.
func (c *frozenCase) sharesMark(change string) bool {
	return slices.ContainsFunc(c.marks, func(line string) bool { return strings.Contains(line, ": all "+change+": ") })
}

// writeFrozen puts files into a folder, with the address of the registry.
func writeFrozen(dir, registry string, files map[string][]byte) error {
	for name, data := range files {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(at, []byte(strings.ReplaceAll(string(data), registryName, registry)), fs.FileMode(0o644)); err != nil {
			return err
		}
	}
	return nil
}
