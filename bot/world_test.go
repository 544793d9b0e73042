package bot_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/bot/gh"
	"github.com/nodedock/nodedock/bot/ghsim"
	"github.com/nodedock/nodedock/bot/publish"
)

// key is one for all tests: making it is slow.
var key = sync.OnceValue(func() *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return k
})

// world is a simulated GitHub with one repository and the bot.
type world struct {
	*testing.T
	sim  *ghsim.Sim
	app  *gh.App
	bot  *bot.Bot
	repo bot.Repository
	runs []bot.Run
}

var naive = map[string]string{
	"Dockerfile":   "FROM node\nWORKDIR /app\nCOPY . .\nRUN npm install\nCMD npm start\n",
	"package.json": `{"name":"shop"}` + "\n",
}

const shop = "acme/shop"

// newWorld returns a world whose repository holds the files.
func newWorld(t *testing.T, files map[string]string, wrap ...func(http.Handler) http.Handler) *world {
	t.Helper()
	t.Parallel()
	w := &world{T: t, sim: ghsim.New()}
	w.sim.AddUser("mona")
	w.sim.AddUser("mallory")
	w.check(w.sim.AddRepo(ghsim.Repo{Owner: "acme", Name: "shop", Access: map[string]string{"mona": "write"}}))
	w.check(w.sim.AddApp(ghsim.App{
		ID: 7, Slug: "nodedock", Key: &key().PublicKey, Secret: "s",
		Permissions: map[string]string{"contents": "write", "pull_requests": "write", "issues": "write", "checks": "write", "metadata": "read"},
	}))
	installation, err := w.sim.Install(7, "acme")
	w.check(err)
	w.repo = bot.Repository{Installation: installation, Owner: "acme", Name: "shop", DefaultBranch: "main"}
	var handler http.Handler = w.sim
	for _, around := range wrap {
		handler = around(handler)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	w.app = &gh.App{ID: 7, Key: key(), BaseURL: server.URL, Sleep: func(context.Context, time.Duration) error { return nil }}
	w.bot = &bot.Bot{GitHub: w.app, Engine: linePlanner{}, Rules: rules(), Recorder: w}
	if files != nil {
		w.push(files)
	}
	return w
}

// Record implements bot.Recorder.
func (w *world) Record(_ context.Context, run bot.Run) error {
	w.runs = append(w.runs, run)
	return nil
}

func (w *world) check(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// push commits to main as a person and returns the commit.
func (w *world) push(files map[string]string) string {
	w.Helper()
	sha, err := w.sim.Push(ghsim.Push{Repo: shop, User: "mona", Files: files})
	w.check(err)
	return sha
}

// reconcile handles a push of the commit, "" for a timer, and counts requests
// that are not for tokens.
func (w *world) reconcile(sha string) (requests int) {
	w.Helper()
	return w.handle(bot.Command{Kind: bot.Reconcile, Repository: w.repo, Head: sha, Event: "push"})
}

func (w *world) handle(cmd bot.Command) (requests int) {
	w.Helper()
	w.sim.ResetRequests()
	w.check(w.bot.Handle(context.Background(), cmd))
	return w.requests()
}

func (w *world) requests() (n int) {
	for _, r := range w.sim.Requests() {
		if r.API != "auth" {
			n++
		}
	}
	return n
}

// comment handles a comment with these command lines.
func (w *world) comment(number int, author string, lines ...string) (requests int) {
	w.Helper()
	id, err := w.sim.Comment(shop, number, author, "/nodedock "+strings.Join(lines, "\n/nodedock "))
	w.check(err)
	return w.handle(bot.Command{
		Kind: bot.RunComment, Repository: w.repo, Event: "issue_comment", PullRequest: number,
		Comment: &bot.Comment{ID: id, Author: author, PRAuthor: "nodedock[bot]", Lines: lines},
	})
}

// state reads what is on GitHub now.
func (w *world) state() publish.State {
	w.Helper()
	snap, err := w.app.Snapshot(context.Background(), w.repo, "")
	w.check(err)
	return snap.Fixes
}

// pull returns the only pull request of the bot.
func (w *world) pull() publish.Pull {
	w.Helper()
	pulls := w.state().Pulls
	if len(pulls) != 1 {
		w.Fatalf("there are %d pull requests, want 1\n%s", len(pulls), w.log())
	}
	return pulls[0]
}

// file returns a file of the bot's branch.
func (w *world) file(name string) string {
	w.Helper()
	s := w.state()
	if s.Branch == nil {
		w.Fatal("there is no branch")
	}
	files, err := w.app.Files(context.Background(), w.repo, s.Branch.Head)
	w.check(err)
	data, err := fs.ReadFile(files, name)
	w.check(err)
	return string(data)
}

// log shows the requests.
func (w *world) log() string {
	var s strings.Builder
	for _, r := range w.sim.Requests() {
		fmt.Fprintf(&s, "%s %s?%s → %d\n", r.Method, r.Path, r.Query, r.Status)
	}
	return s.String()
}

// budget fails when the work did not cost exactly so many requests.
func (w *world) budget(what string, got, want int) {
	w.Helper()
	if got != want {
		w.Errorf("%s: %d requests, want %d\n%s", what, got, want, w.log())
	}
}

// why returns why the last run wrote nothing.
func (w *world) why() string { return w.runs[len(w.runs)-1].Why }
