package bot_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/bot/ghsim"
	"github.com/nodedock/nodedock/bot/publish"
)

// The servers of these tests answer less than GitHub does, or otherwise: proxies,
// old Enterprise Servers and simulators do. What is written has to be the same.

// rewriting returns a wrapper that changes requests and answers as texts.
func rewriting(request, answer func(path, body string) string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(strings.NewReader(request(r.URL.Path, string(body))))
			r.URL.Path = request("", r.URL.Path)
			held := httptest.NewRecorder()
			next.ServeHTTP(held, r)
			for key, values := range held.Header() {
				w.Header()[key] = values
			}
			w.WriteHeader(held.Code)
			_, _ = io.WriteString(w, answer(r.URL.Path, held.Body.String()))
		})
	}
}

func unchanged(_, body string) string { return body }

// onRepository changes the repository in answers of GraphQL.
func onRepository(change func(repository map[string]any)) func(http.Handler) http.Handler {
	return rewriting(unchanged, func(path, body string) string {
		var got map[string]any
		if path != "/graphql" || json.Unmarshal([]byte(body), &got) != nil {
			return body
		}
		data, _ := got["data"].(map[string]any)
		if repository, is := data["repository"].(map[string]any); is {
			change(repository)
		}
		text, _ := json.Marshal(got)
		return string(text)
	})
}

var objectID = regexp.MustCompile(`\b[0-9a-f]{40}\b`)

// otherIDs gives every object another id, which is no hash of it.
func otherIDs(_, body string) string {
	return objectID.ReplaceAllStringFunc(body, func(id string) string { return id[20:] + id[:20] })
}

// firstAndSecond runs a reconcile that opens the pull request and one that has
// nothing to do.
func (w *world) firstAndSecond() {
	w.Helper()
	w.reconcile("")
	if got := w.file("Dockerfile"); got != repaired {
		w.Errorf("the branch has\n%s", got)
	}
	w.reconcile("")
	if w.sim.Writes() != 0 {
		w.Errorf("the second time it wrote:\n%s", w.log())
	}
}

func TestIDsNeedNotBeHashes(t *testing.T) {
	w := newWorld(t, naive, rewriting(otherIDs, otherIDs))
	w.budget("first pull request", w.reconcile(""), 7)
	w.firstAndSecond()
}

func TestAHalfGraphQLIsNotTakenForAnEmptyRepository(t *testing.T) {
	for _, left := range []string{"defaultBranchRef", "fixesPulls", "digestsPulls"} {
		t.Run("without "+left, func(t *testing.T) {
			newWorld(t, naive, onRepository(func(r map[string]any) { delete(r, left) })).firstAndSecond()
		})
	}
}

func TestWhatWasSaidIsFoundWhenThePullRequestDoesNotTell(t *testing.T) {
	for _, left := range [][]string{{"comments"}, {"reviews"}, {"reviews", "comments", "reviewThreads", "author"}} {
		t.Run(strings.Join(left, " and "), func(t *testing.T) {
			newWorld(t, naive, onRepository(func(r map[string]any) {
				pulls, _ := r["fixesPulls"].(map[string]any)
				if pulls == nil {
					return
				}
				for _, p := range pulls["nodes"].([]any) {
					for _, field := range left {
						p.(map[string]any)[field] = nil
					}
				}
			})).firstAndSecond()
		})
	}
}

func TestATreeThatIsNotToldIsNotTakenForEmpty(t *testing.T) {
	w := newWorld(t, naive, onRepository(func(r map[string]any) {
		if branch, is := r["defaultBranchRef"].(map[string]any); is {
			delete(branch["target"].(map[string]any), "tree")
		}
	}))
	w.firstAndSecond()
	if got := w.file("package.json"); got != naive["package.json"] {
		t.Errorf("the branch has another package.json: %q", got)
	}
}

func TestBlobsMayComeAsJSON(t *testing.T) {
	inJSON := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.Contains(r.URL.Path, "/git/blobs/") {
				r.Header.Set("Accept", "application/vnd.github+json")
			}
			next.ServeHTTP(w, r)
		})
	}
	w := newWorld(t, naive, inJSON)
	w.sim.AddFault(ghsim.Fault{Path: regexp.MustCompile(`graphql$`), Status: 404})
	w.firstAndSecond()
}

func TestHEADNeedNotNameATree(t *testing.T) {
	w := newWorld(t, naive)
	w.repo.DefaultBranch = "" // as in an event that adds a repository
	w.sim.AddFault(ghsim.Fault{Path: regexp.MustCompile(`/git/trees/HEAD$`), Status: 404})
	w.firstAndSecond()
}

func TestAnUpdateThatWasCutShortIsOursWithoutAnyAuthors(t *testing.T) {
	w := newWorld(t, naive, onRepository(func(r map[string]any) {
		fixes, _ := r["fixes"].(map[string]any)
		if fixes == nil {
			return
		}
		for _, c := range fixes["target"].(map[string]any)["history"].(map[string]any)["nodes"].([]any) {
			c.(map[string]any)["author"], c.(map[string]any)["committer"] = nil, nil
		}
	}))
	w.reconcile("")
	w.push(map[string]string{"api/Dockerfile": "FROM node\n"})
	w.sim.AddFault(ghsim.Fault{Method: http.MethodPatch, Path: regexp.MustCompile(`/pulls/1$`), Status: 404, Times: 1})
	_ = w.bot.Handle(t.Context(), bot.Command{Kind: bot.Reconcile, Repository: w.repo})
	w.reconcile("")
	if pull := w.pull(); len(pull.Notes) != 0 || !strings.Contains(pull.Body, "api/Dockerfile") {
		t.Errorf("notes %q and the body\n%s", pull.Notes, pull.Body)
	}
}

func TestPullRequestsComeInAnyOrder(t *testing.T) {
	w := newWorld(t, naive, onRepository(func(r map[string]any) {
		if pulls, is := r["fixesPulls"].(map[string]any); is {
			nodes := pulls["nodes"].([]any)
			for i, j := 0, len(nodes)-1; i < j; i, j = i+1, j-1 {
				nodes[i], nodes[j] = nodes[j], nodes[i]
			}
		}
	}))
	w.reconcile("")
	w.check(w.sim.ClosePull(shop, 1, "mona"))
	w.reconcile(w.push(map[string]string{"api/Dockerfile": "FROM node\n"}))
	w.check(w.sim.ClosePull(shop, 2, "mona"))
	w.reconcile(w.push(map[string]string{"web/Dockerfile": "FROM node\n"}))
	if pulls := w.state().Pulls; len(pulls) != 3 || pulls[0].Number != 3 || pulls[0].State != publish.Open {
		t.Errorf("pull requests %+v", pulls)
	}
	w.reconcile("")
	if w.sim.Writes() != 0 {
		t.Errorf("the same again wrote:\n%s", w.log())
	}
}

func TestTheFilesOfAForkMayBeInTheForkAlone(t *testing.T) {
	head := ""
	inTheFork := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/repos/acme/shop/git/trees/"+head {
				http.NotFound(w, r)
				return
			}
			r.URL.Path = strings.Replace(r.URL.Path, "/repos/mallory/", "/repos/acme/", 1)
			next.ServeHTTP(w, r)
		})
	}
	w := newWorld(t, naive, inTheFork)
	w.check(w.sim.Fork(shop, "mallory"))
	var err error
	head, err = w.sim.Push(ghsim.Push{Repo: "mallory/shop", Branch: "topic", User: "mallory", Files: map[string]string{"api/Dockerfile": "FROM node\n"}})
	w.check(err)
	number, err := w.sim.OpenPull(ghsim.NewPull{Repo: shop, User: "mallory", Head: "mallory:topic"})
	w.check(err)
	w.checkPull(number)
	if got, want := w.wrote(), "check run: neutral, 1 annotations"; got != want {
		t.Errorf("it wrote %q, want %q\n%s", got, want, w.log())
	}
}

func TestRecheckFindsOutWhosePullRequestItIs(t *testing.T) {
	w := newWorld(t, naive)
	w.reconcile("")
	w.push(map[string]string{"api/Dockerfile": "FROM node\n"})
	id, err := w.sim.Comment(shop, 1, "mona", "/nodedock recheck")
	w.check(err)
	w.handle(bot.Command{Kind: bot.RunComment, Repository: w.repo, PullRequest: 1, Comment: &bot.Comment{ID: id, Author: "mona", Lines: []string{"recheck"}}})
	if got := w.file("api/Dockerfile"); got != "FROM node:22\n" {
		t.Errorf("the branch has %q", got)
	}
}
