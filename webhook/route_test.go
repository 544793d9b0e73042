package webhook_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/webhook"
)

const (
	head = "1111111111111111111111111111111111111111"
	base = `"installation":{"id":7},"sender":{"login":"ada","type":"User"},` +
		`"repository":{"id":1,"name":"shop","full_name":"acme/shop","default_branch":"main"}`
	dotGitHub = `"installation":{"id":7},"repository":{"id":2,"name":".github","full_name":"acme/.github","default_branch":"main"}`
	ourPR     = `"pull_request":{"number":5,"user":{"login":"nodedock[bot]","type":"Bot"},"head":{"ref":"nodedock/fixes","sha":"` + head + `","repo":{"id":1}}}`
	theirPR   = `"pull_request":{"number":6,"user":{"login":"ada","type":"User"},"head":{"ref":"nodedock/fixes","sha":"` + head + `","repo":{"id":99}}}`
	byTheBot  = `,"sender":{"login":"nodedock[bot]","type":"Bot"}`
)

var shop = bot.Repository{Installation: 7, ID: 1, Owner: "acme", Name: "shop", DefaultBranch: "main"}

func push(commits, more string) string {
	return `{"ref":"refs/heads/main","before":"` + strings.Repeat("0", 40) + `","after":"` + head + `","commits":[` + commits + `],` + base + more + `}`
}

func touching(paths ...string) string {
	return fmt.Sprintf(`{"added":[],"removed":[],"modified":["%s"]}`, strings.Join(paths, `","`))
}

func pushed() []bot.Command {
	return []bot.Command{{Kind: bot.Reconcile, Repository: shop, Key: head, Head: head}}
}

func reconcile(key string) []bot.Command {
	return []bot.Command{{Kind: bot.Reconcile, Repository: shop, Key: key}}
}

func TestRoute(t *testing.T) {
	t.Parallel()
	check := bot.Command{Kind: bot.CheckPullRequest, Repository: shop, PullRequest: 6, Head: head, Key: head}
	again := check
	again.Key = ""
	byHead := again
	byHead.PullRequest = 0
	installation := bot.Repository{Installation: 7, Owner: "acme"}
	installed := `{"action":"%s","installation":{"id":7,"account":{"login":"acme"}}}`
	for _, c := range []struct {
		name, event, payload string
		want                 []bot.Command
	}{
		{"a push to a Dockerfile reconciles", "push", push(touching("README.md", "api/Dockerfile"), ""), pushed()},
		{"a push that removes an ignore file reconciles", "push", push(`{"added":[],"modified":[],"removed":[".dockerignore"]}`, ""), pushed()},
		{"any commit of a push counts", "push", push(touching("package.json")+","+touching("a.txt"), ""), pushed()},
		{"a push to other files asks for nothing", "push", push(touching("README.md", "src/a.js"), ""), nil},
		{"a forced push may touch anything", "push", push(touching("a.txt"), `,"forced":true`), pushed()},
		{"a created branch may hold anything", "push", push(touching("a.txt"), `,"created":true`), pushed()},
		{"a push with no commits listed may touch anything", "push", push("", ""), pushed()},
		{"a push with fewer commits than it says may touch anything", "push", push(touching("a.txt"), `,"size":2`), pushed()},
		{"a push at the limit of commits may touch anything", "push", push(strings.Repeat(touching("a")+",", 2047)+touching("a"), ""), pushed()},
		{"a commit that does not list its files may touch anything", "push", push(`{"id":"x"}`, ""), pushed()},
		{"a deleted branch asks for nothing", "push", push(touching("Dockerfile"), `,"deleted":true`), nil},
		{"a branch that ends at no commit asks for nothing", "push", strings.Replace(push(touching("Dockerfile"), ""), head, strings.Repeat("0", 40), 1), nil},
		{"another branch asks for nothing", "push", strings.Replace(push(touching("Dockerfile"), ""), "heads/main", "heads/topic", 1), nil},
		{"an archived repository asks for nothing", "push", strings.Replace(push(touching("Dockerfile"), ""), `"name":"shop"`, `"name":"shop","archived":true`, 1), nil},
		{"a disabled repository asks for nothing", "push", strings.Replace(push(touching("Dockerfile"), ""), `"name":"shop"`, `"name":"shop","disabled":true`, 1), nil},
		{"a tag named like the branch asks for nothing", "push", strings.Replace(push(touching("Dockerfile"), ""), "heads/main", "tags/main", 1), nil},
		{"our own branch asks for nothing", "push", strings.Replace(push(touching("Dockerfile"), ""), "heads/main", "heads/nodedock/fixes", 1), nil},
		{"a push of the owner's policy reaches the installation", "push",
			`{"ref":"refs/heads/main","before":"x","after":"` + head + `","commits":[` + touching("nodedock.yml") + `],` + dotGitHub + `}`,
			[]bot.Command{{Kind: bot.Rollout, Repository: bot.Repository{Installation: 7}, Key: head}}},

		{"a pull request of others is checked", "pull_request", `{"action":"opened",` + theirPR + `,` + base + `}`, []bot.Command{check}},
		{"a push to a pull request is checked", "pull_request", `{"action":"synchronize",` + theirPR + `,` + base + `}`, []bot.Command{check}},
		{"a closed pull request of others asks for nothing", "pull_request", `{"action":"closed",` + theirPR + `,` + base + `}`, nil},
		{"a labelled pull request asks for nothing", "pull_request", `{"action":"labeled",` + theirPR + `,` + base + `}`, nil},
		{"a pull request of a deleted fork is checked", "pull_request", strings.Replace(`{"action":"opened",`+theirPR+`,`+base+`}`, `{"id":99}`, "null", 1), []bot.Command{check}},
		{"our pull request closed by a person reconciles", "pull_request", `{"action":"closed",` + ourPR + `,` + base + `}`, reconcile("closed-5")},
		{"our pull request closed by ourselves asks for nothing", "pull_request", `{"action":"closed",` + ourPR + `,` + base + byTheBot + `}`, nil},
		{"a person's push to our pull request reconciles", "pull_request", `{"action":"synchronize",` + ourPR + `,` + base + `}`, reconcile("synchronize-5")},
		{"our own push to our pull request asks for nothing", "pull_request", `{"action":"synchronize",` + ourPR + `,` + base + byTheBot + `}`, nil},
		{"our pull request is known by the name of its repository", "pull_request", `{"action":"opened",` + strings.Replace(ourPR, `{"id":1}`, `{"full_name":"acme/shop"}`, 1) + `,` + base + `}`, nil},
		{"our pull request is known by its author", "pull_request", `{"action":"opened",` + strings.Replace(ourPR, `,"repo":{"id":1}`, "", 1) + `,` + base + `}`, nil},
		{"opening our pull request asks for nothing", "pull_request", `{"action":"opened",` + ourPR + `,` + base + `}`, nil},
		{"a box ticked in our pull request reconciles", "pull_request", `{"action":"edited","changes":{"body":{"from":"x"}},` + ourPR + `,` + base + `}`, reconcile("edited-5")},
		{"a new title of our pull request asks for nothing", "pull_request", `{"action":"edited","changes":{"title":{"from":"x"}},` + ourPR + `,` + base + `}`, nil},

		{"an installation is rolled out", "installation", fmt.Sprintf(installed, "created"), []bot.Command{{Kind: bot.Rollout, Repository: installation}}},
		{"an unsuspended installation is rolled out", "installation", fmt.Sprintf(installed, "unsuspend"), []bot.Command{{Kind: bot.Rollout, Repository: installation}}},
		{"a removed installation is forgotten", "installation", fmt.Sprintf(installed, "deleted"), []bot.Command{{Kind: bot.Forget, Repository: installation}}},
		{"a suspended installation is forgotten", "installation", fmt.Sprintf(installed, "suspend"), []bot.Command{{Kind: bot.Forget, Repository: installation}}},
		{"repositories come and go", "installation_repositories",
			`{"action":"added","installation":{"id":7},"repositories_added":[{"id":1,"full_name":"acme/shop"}],"repositories_removed":[{"id":2,"full_name":"acme/old"}]}`,
			[]bot.Command{
				{Kind: bot.Reconcile, Repository: bot.Repository{Installation: 7, ID: 1, Owner: "acme", Name: "shop"}},
				{Kind: bot.Forget, Repository: bot.Repository{Installation: 7, ID: 2, Owner: "acme", Name: "old"}},
			}},
		{"a renamed repository reconciles", "repository", `{"action":"renamed",` + base + `}`, reconcile("")},
		{"an unarchived repository reconciles", "repository", `{"action":"unarchived",` + base + `}`, reconcile("")},
		{"a new default branch reconciles", "repository", `{"action":"edited","changes":{"default_branch":{"from":"master"}},` + base + `}`, reconcile("")},
		{"a new description asks for nothing", "repository", `{"action":"edited","changes":{"description":{"from":"x"}},` + base + `}`, nil},
		{"a deleted repository is forgotten", "repository", `{"action":"deleted",` + base + `}`, []bot.Command{{Kind: bot.Forget, Repository: shop}}},

		{"a check of a pull request is repeated", "check_run", `{"action":"rerequested","check_run":{"head_sha":"` + head + `","pull_requests":[{"number":6,"head":{"ref":"topic"}}]},` + base + `}`, []bot.Command{again}},
		{"a check whose pull request is not named is found by its head", "check_run", `{"action":"rerequested","check_run":{"head_sha":"` + head + `","pull_requests":[]},` + base + `}`, []bot.Command{byHead}},
		{"a completed check asks for nothing", "check_run", `{"action":"completed",` + base + `}`, nil},
		{"a requested check suite asks for nothing", "check_suite", `{"action":"requested",` + base + `}`, nil},
		{"a check suite is repeated", "check_suite", `{"action":"rerequested","check_suite":{"head_sha":"` + head + `","pull_requests":[{"number":6,"head":{"ref":"topic"}}]},` + base + `}`, []bot.Command{again}},
		{"an unknown event asks for nothing", "star", `{"action":7}`, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := webhook.Route(c.event, []byte(c.payload))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("Route (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRouteRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ event, payload string }{
		"a push without a repository":             {"push", `{"ref":"refs/heads/main","installation":{"id":7}}`},
		"a push without an installation":          {"push", `{"ref":"refs/heads/main","repository":{"id":1,"full_name":"acme/shop"}}`},
		"a repository without an id":              {"push", `{"installation":{"id":7},"repository":{"full_name":"acme/shop"}}`},
		"a repository without an owner":           {"push", `{"installation":{"id":7},"repository":{"id":1,"full_name":"shop"}}`},
		"a list where an object belongs":          {"push", `{"repository":[],"commits":{}}`},
		"a text where a number belongs":           {"push", `{"installation":{"id":"7"}}`},
		"a pull request event without one":        {"pull_request", `{"action":"opened",` + base + `}`},
		"a comment event without a comment":       {"issue_comment", `{"action":"created",` + base + `}`},
		"a repeated check without a check":        {"check_run", `{"action":"rerequested",` + base + `}`},
		"an installation event without one":       {"installation", `{"action":"created"}`},
		"an added repository without a full name": {"installation_repositories", `{"action":"added","installation":{"id":7},"repositories_added":[{"id":3}]}`},
		"a payload nested too deeply":             {"push", `{"commits":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + `}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, err := webhook.Route(c.event, []byte(c.payload)); err == nil {
				t.Errorf("Route = %+v, want an error", got)
			}
		})
	}
}
