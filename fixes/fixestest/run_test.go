package fixestest

import (
	"strings"
	"testing"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/text"
)

// toy replaces the image name "old" in FROM by "new": the smallest rule that
// obeys every law.
var toy = &fixes.Rule{
	ID: "toy", Practice: 1, Severity: fixes.Warning, Offers: fixes.Review,
	Doc: func() fixes.Doc {
		return fixes.Doc{
			Title: "toy", Summary: "Finds old.", Why: "Because.", Safety: "Safe.", References: []string{"none"},
			Bad: "FROM old\nCMD [\"node\", \"server.js\"]\n", Good: "FROM new\nCMD [\"node\", \"server.js\"]\n", Markdown: "# toy\n",
		}
	},
	Check: func(p *fixes.Pass) error {
		for _, s := range p.File.Stages {
			if s.Base.Text != "old" {
				continue
			}
			f := fixes.Finding{Span: s.Base.Span, Message: "The image is old."}
			if p.Policy.User == "numeric" {
				f.Withheld = "the policy says so"
			} else {
				f.Fix = &fixes.Fix{Title: "Use new", Applicability: fixes.Review, Changes: []fixes.Change{p.Edit(text.Replace(s.Base.Span, "new"))}}
			}
			p.Report(f)
		}
		return nil
	},
}

func TestRunHoldsARuleToItsCasesAndLaws(t *testing.T) {
	t.Parallel()
	Run(t, []*fixes.Rule{toy}, "testdata", false)
	Balanced(t, []*fixes.Rule{toy}, "testdata")
}

func TestConvertGivesTheFinalImageConfig(t *testing.T) {
	t.Parallel()
	c, err := Convert([]byte("ARG BASE\nFROM node:22\nARG TOKEN\nUSER node\nENV A=b\nWORKDIR /app\nCOPY . .\nCMD [\"node\", \"server.js\"]\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := "user: node\nworkdir: /app\nentrypoint: [\"docker-entrypoint.sh\"]\ncmd: [\"node\",\"server.js\"]\nenv: A=b\n"
	if got := configText(c.Config); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if _, err := Convert([]byte("FROM node:22\nCOPY --from=nowhere\n"), nil); err == nil {
		t.Error("a broken Dockerfile converts")
	}
}

func TestTransformsKeepTheirPromise(t *testing.T) {
	t.Parallel()
	src := []byte("FROM node:22\n# a comment\nUSER node\n")
	want := map[string]string{
		"crlf": "FROM node:22\r\n# a comment\r\nUSER node\r\n", "bom": "\xef\xbb\xbfFROM node:22\n# a comment\nUSER node\n",
		"nofinal": "FROM node:22\n# a comment\nUSER node", "lower": "from node:22\n# a comment\nuser node\n",
	}
	for _, tr := range transforms {
		if got, ok := tr.apply("Dockerfile", src); !ok || string(got) != want[tr.name] {
			t.Errorf("%s: got %q", tr.name, got)
		}
	}
}

func TestDefaultRegistryAndProjectCanBeRead(t *testing.T) {
	t.Parallel()
	if files := exampleFiles("FROM node:22\n"); len(files) != len(defaultProject)+1 {
		t.Errorf("%d files", len(files))
	}
	if files := exampleFiles("alone\n-- Dockerfile --\nFROM node:22\n"); len(files) != 1 {
		t.Errorf("%d files", len(files))
	}
	if !strings.Contains(defaultRegistry, "node:22-alpine sha256:") {
		t.Error(defaultRegistry)
	}
}
