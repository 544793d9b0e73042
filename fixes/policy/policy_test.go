package policy

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/nodedock/nodedock/fixes"
)

var rules = []string{"root-user", "npm-install", "no-init-process"}

const full = `# everything that can be said
mode: report
rules:
  root-user: request
  npm-install: {level: advise, severity: error, ignore: ["legacy/**"]}
  no-init-process: off
ignore: ["examples/**", "**/Dockerfile.dev"]
base:
  variant: slim
user: numeric
digests: {enabled: true, min_age: 7d, schedule: weekly, pin: false, allow_registries: [quay.example.com]}
registries: [registry.example.com, "ghcr.example.com:5000/acme"]
scope: all
pull_requests: single
fail_on: warning
suggestions: true
labels: [docker, "good first issue"]
reviewers: [octo, acme/platform]
draft: true
commit_prefix: "build: "
schedule: monthly
forks: true
`

func parseText(t *testing.T, src string) *Config {
	t.Helper()
	c, err := Parse("nodedock.yml", []byte(src), rules)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestParseReadsEveryKey(t *testing.T) {
	t.Parallel()
	got := parseText(t, full)
	want := &Config{
		Fixes: fixes.Policy{
			Rules: map[string]fixes.RulePolicy{
				"root-user":       {Level: fixes.LevelRequest},
				"npm-install":     {Level: fixes.LevelAdvise, Severity: fixes.Error, Ignore: []string{"legacy/**"}},
				"no-init-process": {Level: fixes.LevelOff},
			},
			Base: fixes.BasePolicy{Variant: "slim"}, User: "numeric", Scope: "all",
			Registries: []string{"registry.example.com", "ghcr.example.com:5000/acme", "quay.example.com"},
			Ignore:     []string{"examples/**", "**/Dockerfile.dev"},
			Digests:    fixes.DigestPolicy{NoPins: true, MinAge: 7 * 24 * time.Hour, Period: 7 * 24 * time.Hour},
		},
		Publishing: Publishing{
			Mode: ModeReport, Single: true, FailOn: fixes.Warning, Suggestions: true, Labels: []string{"docker", "good first issue"},
			Reviewers: []string{"octo", "acme/platform"}, Draft: true, CommitPrefix: "build: ", Schedule: Monthly, Forks: true,
			Digests: Digests{Enabled: true, MinAge: 7 * 24 * time.Hour, Schedule: Weekly},
		},
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(Config{})); diff != "" {
		t.Error(diff)
	}
}

func TestAnEmptyPolicyIsTheDefault(t *testing.T) {
	t.Parallel()
	for _, src := range []string{"", "\n", "# nothing\n", "---\n", "{}\n", "null\n"} {
		if diff := cmp.Diff(Default(), parseText(t, src), cmpopts.IgnoreUnexported(Config{})); diff != "" {
			t.Errorf("%q: %s", src, diff)
		}
	}
}

var mistakes = map[string]struct{ src, want string }{
	"an unknown key":           {"mode: pr\nuzer: numeric\n", `p.yml:2:1: unknown key "uzer"; did you mean user?`},
	"an unknown rule":          {"rules:\n  root_user: off\n", `p.yml:2:3: unknown rule "root_user"; did you mean root-user?`},
	"an unknown value":         {"mode: reports\n", `p.yml:1:7: mode: want off, report or pr; did you mean report?`},
	"an unknown level":         {"rules: {root-user: on}\n", `p.yml:1:20: rules.root-user: want off, advise, fix or request`},
	"an unknown key of a rule": {"rules:\n  root-user:\n    levels: off\n", `p.yml:3:5: unknown key "levels"; did you mean level?`},
	"an unknown nested key":    {"digests:\n  min-age: 3d\n", `p.yml:2:3: unknown key "min-age"; did you mean min_age?`},
	"a duration without unit":  {"digests: {min_age: 72}\n", `p.yml:1:20: digests.min_age: want a number with m, h or d, such as 72h or 7d`},
	"a list that is none":      {"labels: docker\n", `p.yml:1:9: labels: want a list`},
	"a value that is a list":   {"user: [name]\n", `p.yml:1:7: user: want name or numeric`},
	"a key that is set twice":  {"user: name\nuser: numeric\n", "p.yml:2:1: "},
	"an item that is twice":    {"labels: [a, a]\n", `p.yml:1:13: labels: "a" is there twice`},
	"a bad pattern":            {"ignore: [\"[\"]\n", "p.yml:1:10: ignore: want a pattern as in .dockerignore"},
	"a registry with scheme":   {"registries: [\"https://x.example.com\"]\n", "p.yml:1:14: registries: want a registry host, or host/path"},
	"a top that is a list":     {"- mode\n", "p.yml:1:1: the policy: want a mapping"},
	"a prefix of two lines":    {"commit_prefix: \"a\\nb\"\n", "p.yml:1:16: commit_prefix: want a line of at most 50 characters"},
	"a boolean as a word":      {"draft: \"yes\"\n", "p.yml:1:8: draft: want true or false"},
	"no value":                 {"user:\n", "user: want name or numeric"},
	"broken YAML":              {"rules: [\n", "p.yml:1:"},
	"a locked key":             {"locked: [user]\n", `p.yml:1:1: unknown key "locked"`},
	"two documents":            {"mode: pr\n---\nmode: off\n", "only one document is expected"},
}

func TestAMistakeIsNamedWithItsPlace(t *testing.T) {
	t.Parallel()
	for name, c := range mistakes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Parse("p.yml", []byte(c.src), rules)
			var at *Error
			if !errors.As(err, &at) || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestMergeLetsTheRepositoryWinExceptForLockedKeys(t *testing.T) {
	t.Parallel()
	owner, err := ParseOwner("owner.yml", []byte("user: numeric\ndraft: true\nrules: {root-user: fix, npm-install: advise}\nlocked: [user, rules.root-user, digests]\n"), rules)
	if err != nil {
		t.Fatal(err)
	}
	repo := parseText(t, "user: name\ndraft: false\nrules: {root-user: off, npm-install: off}\ndigests: {enabled: false}\n")
	got := Merge(owner, repo)
	if got.Fixes.User != "numeric" || got.Publishing.Draft || !got.Publishing.Digests.Enabled {
		t.Errorf("got user %q, draft %t, digests %t", got.Fixes.User, got.Publishing.Draft, got.Publishing.Digests.Enabled)
	}
	want := map[string]fixes.RulePolicy{"root-user": {Level: fixes.LevelFix}, "npm-install": {Level: fixes.LevelOff}}
	if diff := cmp.Diff(want, got.Fixes.Rules); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"user", "rules.root-user", "digests.enabled"}, Overridden(owner, repo)); diff != "" {
		t.Error(diff)
	}
	if owner.Fixes.Rules["npm-install"].Level != fixes.LevelAdvise {
		t.Error("merging changed the owner's policy")
	}
	if diff := cmp.Diff(Default(), Merge(nil, nil), cmpopts.IgnoreUnexported(Config{})); diff != "" {
		t.Error(diff)
	}
}

func TestEveryKeyIsExplained(t *testing.T) {
	t.Parallel()
	for _, k := range Keys() {
		if k.Help == "" || k.Allowed == "" {
			t.Errorf("%s: no help", k.Name)
		}
	}
	if got := parseText(t, full).Explain(); !strings.Contains(got, "set: mode, rules.root-user, rules.npm-install.level, ") {
		t.Errorf("got %s", got)
	}
}

func compiled(t testing.TB) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema(rules)))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	return c.MustCompile("schema.json")
}
