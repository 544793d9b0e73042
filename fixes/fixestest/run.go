// Package fixestest runs the cases of testdata through the engine and holds
// every rule to the laws that all rules obey.
//
// A case is a txtar file: a small repository, what a registry would say
// (section "registry"), a policy (section "policy"), and what nodedock should
// make of it: "want/findings", "want/diff" and, where it matters, "want/notes",
// what fixes tell their reviewers, and "want/config", the final image's
// configuration as BuildKit derives it.
package fixestest

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/aymanbagabas/go-udiff"

	"github.com/nodedock/nodedock/fixes"
)

// Run runs every case below dir, and checks the pages of the rules. With update
// the wanted sections are rewritten; the laws are checked all the same.
func Run(t *testing.T, rules []*fixes.Rule, dir string, update bool) {
	for _, r := range rules {
		t.Run("page/"+r.ID, func(t *testing.T) { t.Parallel(); documented(t, r) })
	}
	for _, file := range cases(t, dir) {
		c, err := load(file, rules)
		if err != nil {
			t.Error(err)
			continue
		}
		t.Run(c.Name, func(t *testing.T) { t.Parallel(); c.run(t, update) })
	}
}

// cases lists the txtar files below a folder.
func cases(t *testing.T, dir string) []string {
	var files []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(path, ".txtar") {
			files = append(files, path)
		}
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return files
}

// run checks one case.
func (c *Case) run(t *testing.T, update bool) {
	plan := c.plan(t, c.Files)
	got := map[string]string{wantFindings: findings(plan), wantDiff: disassembled(diff(plan))}
	if c.has(wantConfig) {
		got[wantConfig] = c.finalConfig(t, plan)
	}
	if c.has(wantNotes) {
		got[wantNotes] = notes(plan)
	}
	if update {
		if err := c.rewrite(got); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range wanted {
		if text, given := got[name]; given && c.want(name) != text {
			t.Errorf("%s: %s is not what is written now (-update rewrites it):\n%s", c.Path, name, udiff.Unified("want", "got", c.want(name), text))
		}
	}
	for _, l := range laws {
		if !c.exempt(l.name) {
			l.check(t, c, plan)
		}
	}
}

// plan runs the engine over files under the case's rules and policy.
func (c *Case) plan(t *testing.T, files fstest.MapFS) *fixes.Plan {
	t.Helper()
	engine := &fixes.Engine{Rules: c.Rules, Resolver: c.Images, History: c.History, Now: today}
	plan, err := engine.Plan(context.Background(), fixes.Snapshot{Repo: "acme/shop", SHA: "0", FS: files}, c.Policy)
	if err != nil {
		t.Fatalf("%s: %v", c.Path, err)
	}
	return plan
}

// today is the day on which every case is played, so that no case changes its
// meaning when a Node release reaches its end.
func today() time.Time { return time.Date(2026, time.November, 2, 0, 0, 0, 0, time.UTC) }

// applied returns the files as the plan leaves them.
func applied(files fstest.MapFS, plan *fixes.Plan) fstest.MapFS {
	out := fstest.MapFS{}
	for name, f := range files {
		out[name] = f
	}
	for _, f := range plan.Files {
		out[f.Path] = &fstest.MapFile{Data: f.After, Mode: f.Mode}
	}
	return out
}
