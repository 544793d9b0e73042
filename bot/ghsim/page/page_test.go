package page_test

import (
	"bufio"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/nodedock/nodedock/bot/ghsim"
	"github.com/nodedock/nodedock/bot/ghsim/page"
)

// A site is a page over a simulation with one repository and one pull request
// of a bot, whose texts are hostile.
type site struct {
	*ghsim.Sim
	t   *testing.T
	url string
}

const hostile = `<script>alert(1)</script><img src=x onerror=alert(1)> <!-- hidden marker --> **bold**`

func newSite(t *testing.T) *site {
	t.Helper()
	t.Parallel()
	s := &site{Sim: ghsim.New(), t: t}
	s.AddUser("ada")
	s.AddBot("nodedock")
	s.must(s.AddRepo(ghsim.Repo{Owner: "acme", Name: "shop"}))
	s.push(ghsim.Push{User: "ada", Files: map[string]string{"Dockerfile": "FROM node\nRUN a && b <x>\n", "we?ird#.js": "</textarea><script>x</script>"}})
	s.push(ghsim.Push{User: "nodedock[bot]", Branch: "nodedock/fixes", Files: map[string]string{"Dockerfile": "FROM node:24\nRUN a && b <x>\n"}})
	_, err := s.OpenPull(ghsim.NewPull{Repo: "acme/shop", User: "nodedock[bot]", Head: "nodedock/fixes", Title: "Fix <b>it</b>", Body: hostile + "\n\n- [ ] apply\n- [x] done\n"})
	s.must(err)
	s.must(s.ReviewPull("acme/shop", 1, "nodedock[bot]", "COMMENT", "", ghsim.Inline{Path: "Dockerfile", Line: 1, Body: "Why: " + hostile}))
	server := httptest.NewServer(page.New(s.Sim, page.Options{Command: "/nodedock recheck"}))
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

func (s *site) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) push(p ghsim.Push) {
	s.t.Helper()
	p.Repo = "acme/shop"
	_, err := s.Push(p)
	s.must(err)
}

func (s *site) get(path string) string {
	s.t.Helper()
	res, err := http.Get(s.url + path)
	s.must(err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	s.must(err)
	if res.StatusCode != http.StatusOK {
		s.t.Fatalf("GET %s: %d\n%s", path, res.StatusCode, body)
	}
	return string(body)
}

func (s *site) post(want int, path string, form url.Values) string {
	s.t.Helper()
	res, err := http.PostForm(s.url+path, form)
	s.must(err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	s.must(err)
	if res.StatusCode != want {
		s.t.Fatalf("POST %s: %d, want %d\n%s", path, res.StatusCode, want, body)
	}
	return string(body)
}

func TestPages_let_no_markup_through(t *testing.T) {
	s := newSite(t)
	_, err := s.Comment("acme/shop", 1, "ada", hostile)
	s.must(err)
	for _, path := range []string{"/", "/acme/shop", "/acme/shop/pull/1", "/acme/shop/edit/we%3Fird%23.js", "/acme/shop/edit/%3Cscript%3E"} {
		got := s.get(path)
		for _, bad := range []string{"<script>", "<img src=\"x\" onerror", "<img src=x", "<!--", "<b>it</b>"} {
			if strings.Contains(got, bad) {
				t.Errorf("%s holds %q", path, bad)
			}
		}
	}
	if got := s.get("/acme/shop"); !strings.Contains(got, "/edit/we%3Fird%23.js?branch=main") {
		t.Error("the link to a file with an odd name does not lead to it")
	}
}

func TestPull_shows_body_diff_and_comments_at_their_lines(t *testing.T) {
	s := newSite(t)
	got := s.get("/acme/shop/pull/1")
	for _, want := range []string{"<strong>bold</strong>", "FROM node:24", "RUN a &amp;&amp; b &lt;x&gt;", "/nodedock recheck</textarea>", `<tr class="add">`, "Line 1"} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	added, thread := strings.Index(got, "FROM node:24"), strings.Index(got, `<tr class="talk">`)
	if next := strings.Index(got, "RUN a"); added > thread || thread > next {
		t.Errorf("the comment stands at %d, want it between its line (%d) and the next (%d)", thread, added, next)
	}
}

func TestForms_act_as_the_visitor(t *testing.T) {
	s := newSite(t)
	s.post(200, "/acme/shop/pull/1/comment", url.Values{"body": {"/nodedock recheck"}})
	s.post(200, "/acme/shop/pull/1/tick", url.Values{"task": {"0"}})
	s.post(200, "/acme/shop/pull/1/close", nil)
	s.post(200, "/acme/shop/pull/1/reopen", nil)
	s.post(200, "/acme/shop/push", url.Values{"branch": {"nodedock/fixes"}, "path": {"Dockerfile"}, "content": {"FROM node:24\r\nRUN mine\r\n"}})
	v, err := s.Pull("acme/shop", 1)
	s.must(err)
	if len(v.Comments) != 1 || v.Comments[0].Author != "ada" || len(v.Commits) != 2 || v.State != "open" || !strings.Contains(v.Body, "- [x] apply") {
		t.Errorf("after the forms: %d comments, %d commits, %s, body %q", len(v.Comments), len(v.Commits), v.State, v.Body)
	}
	files, err := s.Files("acme/shop", "nodedock/fixes")
	s.must(err)
	if got := files["Dockerfile"]; got != "FROM node:24\nRUN mine\n" {
		t.Errorf("pushed %q", got)
	}
	s.post(200, "/acme/shop/pull/1/merge", nil)
	s.post(422, "/acme/shop/pull/1/merge", nil)
	s.post(422, "/acme/shop/pull/1/nonsense", nil)
	s.post(422, "/acme/shop/pull/1/tick", url.Values{"task": {"9"}})
	s.post(400, "/acme/shop/push", url.Values{"path": {" "}})
}

func TestPull_colours_the_lines_of_a_diff(t *testing.T) {
	s := newSite(t)
	s.post(200, "/acme/shop/pull/1/comment", url.Values{"body": {"```diff\n-a <b>\n+c\n d\n```\n"}})
	text := s.get("/acme/shop/pull/1")
	if want := "<span class=\"del\">-a &lt;b&gt;</span>\n<span class=\"add\">+c</span>\n d\n</code>"; !strings.Contains(text, want) {
		t.Errorf("no %q in %s", want, text)
	}
}

func TestForms_of_other_sites_are_refused(t *testing.T) {
	s := newSite(t)
	req, err := http.NewRequest("POST", s.url+"/acme/shop/pull/1/close", nil)
	s.must(err)
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	res, err := http.DefaultClient.Do(req)
	s.must(err)
	res.Body.Close()
	if res.StatusCode != http.StatusForbidden {
		t.Errorf("a form of another site: %d, want 403", res.StatusCode)
	}
}

func TestEvents_are_streamed(t *testing.T) {
	s := newSite(t)
	res, err := http.Get(s.url + "/events")
	s.must(err)
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	lines.Scan() // the stream has begun
	s.Note("acme/shop", "demo", "hello\nthere")
	for lines.Scan() {
		if data, is := strings.CutPrefix(lines.Text(), "data: "); is {
			if !strings.Contains(data, `hello\nthere`) {
				t.Errorf("event %s", data)
			}
			return
		}
	}
	t.Error("the stream ended without the event")
}
