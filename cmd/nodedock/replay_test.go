package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nodedock/nodedock/bot/ghsim"
)

// savedPush writes a delivery to a file: a push to acme/shop.
func savedPush(t *testing.T, dir, form string, installation int64) string {
	t.Helper()
	payload := fmt.Sprintf(`{"ref":"refs/heads/main","before":"a","after":"b","commits":[{"added":[],"removed":[],"modified":["Dockerfile"]}],`+
		`"installation":{"id":%d},"repository":{"id":1,"full_name":"acme/shop","default_branch":"main"}}`, installation)
	name := filepath.Join(dir, "delivery.json")
	if err := os.WriteFile(name, fmt.Appendf(nil, form, payload), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

const (
	ownForm    = `{"event":"push","guid":"g1","payload":%s}`
	githubForm = `{"id":1,"guid":"g1","event":"push","request":{"headers":{"X-GitHub-Event":"push","X-GitHub-Delivery":"g1"},"payload":%s}}`
)

func TestReplayOnASimulatedGitHub(t *testing.T) {
	t.Parallel()
	for name, form := range map[string]string{"our form": ownForm, "GitHub's form": githubForm} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			for path, text := range naive() {
				if err := os.WriteFile(filepath.Join(dir, path), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			var out, problems bytes.Buffer
			code := run(context.Background(), []string{"replay", "--offline", "--dir", dir, savedPush(t, t.TempDir(), form, 7)}, nil, nil, &out, &problems)
			for _, want := range []string{"push delivery g1 asks for 1 commands", "read    acme/shop", "write   open a pull request", "decide  read"} {
				if code != 0 || !strings.Contains(out.String(), want) {
					t.Errorf("exit code %d, %q is not in\n%s%s", code, want, &out, &problems)
				}
			}
		})
	}
}

func TestReplayDryWritesNothing(t *testing.T) {
	t.Parallel()
	github := ghsim.New()
	api := httptest.NewServer(github)
	t.Cleanup(func() { api.Close(); github.Close() })
	env := environment(t, "GITHUB_API_URL="+api.URL+"/")
	c, err := readConfig(env)
	if err != nil {
		t.Fatal(err)
	}
	s := &scene{T: t, github: github}
	s.must(github.AddApp(ghsim.App{ID: storyApp, Slug: "nodedock", Key: &c.key.PublicKey, Permissions: appPermissions}))
	s.repo("shop")
	s.push(naive())
	installation, err := github.Install(storyApp, "acme")
	s.must(err)
	var out, problems bytes.Buffer
	code := run(context.Background(), []string{"replay", "--dry-run", "--offline", savedPush(t, t.TempDir(), ownForm, installation)}, env, nil, &out, &problems)
	if code != 0 || !strings.Contains(out.String(), "would   open a pull request") {
		t.Errorf("exit code %d:\n%s%s", code, &out, &problems)
	}
	if n := github.Writes(); n != 0 {
		t.Errorf("%d writes", n)
	}
}

func TestReplayNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]string{
		"[":                             "is not a saved delivery",
		`{"payload":{}}`:                `names no "event"`,
		`{"event":"push"}`:              `holds no "payload"`,
		`{"event":"push","payload":{}}`: "the payload names no repository",
		`{"event":"pull_request","payload":{"action":"opened","pull_request":{"number":3,"head":{"sha":"x"}},"installation":{"id":1},"repository":{"id":1,"full_name":"acme/shop"}}}`: "--dry-run",
	} {
		name := filepath.Join(t.TempDir(), "d.json")
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		var problems bytes.Buffer
		code := run(context.Background(), []string{"replay", "--offline", "--dir", t.TempDir(), name}, nil, nil, &bytes.Buffer{}, &problems)
		if code != exitError || !strings.Contains(problems.String(), want) {
			t.Errorf("%s: exit code %d, %s, want %q", content, code, &problems, want)
		}
	}
}
