package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/report"
	"github.com/nodedock/nodedock/fixes/rules"
)

var update = flag.Bool("update", false, "rewrite the generated parts of the README")

// TestReadme keeps the generated parts of the README in step with the code.
func TestReadme(t *testing.T) {
	t.Parallel()
	name := filepath.Join("..", "..", "README.md")
	readme, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	text := string(readme)
	for part, want := range map[string]string{"config": ConfigTable(), "rules": rulesTable(), "naive": repairedExample(t), "pull": examplePull(t)} {
		text = replacePart(t, text, part, want)
	}
	if text == string(readme) {
		return
	}
	if !*update {
		t.Fatalf("README.md has old generated parts: run go test ./cmd/nodedock -run TestReadme -update\n%s", cmp.Diff(string(readme), text))
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// replacePart puts content between the markers of a part.
func replacePart(t *testing.T, text, part, content string) string {
	t.Helper()
	begin, end := "<!-- "+part+":begin -->\n", "<!-- "+part+":end -->"
	before, rest, begins := strings.Cut(text, begin)
	_, after, ends := strings.Cut(rest, end)
	if !begins || !ends {
		t.Fatalf("README.md has no place for %s", part)
	}
	return before + begin + content + end + after
}

// rulesTable is the catalogue as the README shows it.
func rulesTable() string {
	var b strings.Builder
	b.WriteString("| practice | rule | finds | fix |\n| --- | --- | --- | --- |\n")
	byPractice := slices.SortedStableFunc(slices.Values(rules.All()), func(a, b *fixes.Rule) int { return a.Practice - b.Practice })
	for _, r := range byPractice {
		page := "fixes/rules/" + strings.ReplaceAll(r.ID, "-", "_") + ".md"
		fmt.Fprintf(&b, "| %d | [%s](%s) | %s | %s |\n", r.Practice, r.ID, page, strings.Join(strings.Fields(r.Doc().Summary), " "), strings.ReplaceAll(r.Offers.String(), "-", " "))
	}
	return b.String()
}

// examplePlan is what nodedock makes of the demo's first repository.
func examplePlan(t *testing.T) *fixes.Plan {
	t.Helper()
	archive, err := demoFiles.ReadFile("demo/shop.txtar")
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{}
	for _, f := range txtar.Parse(archive).Files {
		files[f.Name] = &fstest.MapFile{Data: f.Data, Mode: 0o644}
	}
	images := image.Table{"node:lts-alpine": {Digest: image.Digest("sha256:" + strings.Repeat("0", 64)), Index: true}}
	plan, err := (&fixes.Engine{Rules: rules.All(), Resolver: images}).Plan(context.Background(), fixes.Snapshot{FS: files}, fixes.Policy{})
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// repairedExample is the example's Dockerfile, repaired, with digests shortened.
func repairedExample(t *testing.T) string {
	t.Helper()
	for _, f := range examplePlan(t).Files {
		if f.Path == "Dockerfile" {
			return "```dockerfile\n" + regexp.MustCompile(`sha256:0+`).ReplaceAllString(string(f.After), "sha256:…") + "```\n"
		}
	}
	t.Fatal("the example is not repaired")
	return ""
}

// examplePull is the beginning of the example's pull request, quoted.
func examplePull(t *testing.T) string {
	t.Helper()
	plan := examplePlan(t)
	body, _, _ := strings.Cut(report.Body(plan, report.BodyOptions{}), "### How to use")
	text := "**" + report.Title(plan) + "**\n\n" + strings.TrimSpace(body)
	return "> " + strings.ReplaceAll(text, "\n", "\n> ") + "\n"
}

func TestAppManifestAsksForWhatTheDemoGrants(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(filepath.Join("..", "..", "deploy", "github-app.json"))
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct {
		Permissions map[string]string `json:"default_permissions"`
		Events      []string          `json:"default_events"`
	}
	if err := json.Unmarshal(data, &manifest); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(appPermissions, manifest.Permissions); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(appEvents, manifest.Events); diff != "" {
		t.Error(diff)
	}
}

func TestDemoTellsItsStory(t *testing.T) {
	t.Parallel()
	var out, log strings.Builder
	if code := run(context.Background(), []string{"demo", "--once"}, nil, strings.NewReader(""), &out, &log); code != 0 {
		t.Fatalf("exit code %d: %s%s", code, out.String(), log.String())
	}
	for _, want := range []string{"acme/shop/pull/1", "acme/web/pull/1", "acme/worker is in order", "check run:", `+CMD ["dumb-init", "node", "server.js"]`, "+USER node"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the story does not tell of %q:\n%s", want, out.String())
		}
	}
}
