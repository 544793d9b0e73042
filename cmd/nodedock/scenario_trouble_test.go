package main

import (
	"context"
	"math/rand/v2"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"

	"github.com/nodedock/nodedock/bot/ghsim"
)

// once fails unless a repository has one pull request of one commit with one
// review.
func (s *scene) once(repo string) {
	s.Helper()
	if pull := s.due(repo); len(pull.Commits) != 1 || len(pull.Reviews) != 1 {
		s.Errorf("%s: %d commits and %d reviews, want one of each\n%s", repo, len(pull.Commits), len(pull.Reviews), s.requests())
	}
}

func TestScenarioFailingAnswers(t *testing.T) {
	for name, fault := range map[string]ghsim.Fault{
		"a fifth of the answers is an error":       {Status: http.StatusBadGateway},
		"a fifth of the requests never arrives":    {CutBefore: true},
		"a fifth of the answers never arrives":     {CutAfter: true},
		"a fifth of the answers is a server's 500": {Status: http.StatusInternalServerError},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t, staging{})
			fault.Probability, fault.Rand = 0.2, rand.New(rand.NewPCG(2, 0))
			s.github.AddFault(fault)
			s.push(naive())
			s.settle()
			s.once(shop)
		})
	}
}

func TestScenarioRateLimits(t *testing.T) {
	for name, fault := range map[string]ghsim.Fault{
		"a secondary limit while reading": {Secondary: true, RetryAfter: time.Second, Skip: 1, Times: 1},
		"a secondary limit while writing": {Secondary: true, RetryAfter: time.Second, Method: http.MethodPost, Path: regexp.MustCompile(`/pulls$`), Times: 1},
		"an exhausted hour":               {Primary: true, RetryAfter: time.Second, Times: 1},
		"too many requests":               {Status: http.StatusTooManyRequests, RetryAfter: time.Second, Skip: 4, Times: 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t, staging{})
			fault.Path = notAuth(fault.Path)
			s.github.AddFault(fault)
			s.push(naive())
			s.settle()
			s.once(shop)
		})
	}
}

// notAuth is a fault's path that spares the requests for tokens.
func notAuth(path *regexp.Regexp) *regexp.Regexp {
	if path != nil {
		return path
	}
	return regexp.MustCompile(`^/(repos|graphql)`)
}

// TestScenarioALimitStopsOneInstallation has another organisation served while
// the first waits.
func TestScenarioALimitStopsOneInstallation(t *testing.T) {
	s := newScene(t, staging{})
	s.must(s.github.AddRepo(ghsim.Repo{Owner: "globex", Name: "web", Access: map[string]string{writer: "write"}}))
	_, err := s.github.Install(storyApp, "globex")
	s.must(err)
	s.settle()
	s.github.AddFault(ghsim.Fault{Path: regexp.MustCompile(`^/repos/acme/`), Secondary: true, RetryAfter: time.Hour, Times: 1})
	s.push(naive())
	s.pushTo(ghsim.Push{Repo: "globex/web", Files: naive()})
	s.rest("available", "running", "retryable")
	s.github.ResetRequests()
	s.push(map[string]string{"package.json": "{}\n"})
	s.rest("available", "running", "retryable")
	if n := len(s.github.Requests()); n != 0 {
		t.Errorf("%d requests of the installation that has to wait:\n%s", n, s.requests())
	}
	s.once("globex/web")
	if n := len(s.pulls(shop)); n != 0 {
		t.Errorf("%d pull requests where GitHub asked to wait", n)
	}
}

func TestScenarioTokens(t *testing.T) {
	t.Run("a token that expires at once is replaced each time", func(t *testing.T) {
		s := newScene(t, staging{sim: func(github *ghsim.Sim) { github.TokenLifetime = 30 * time.Second }})
		s.push(naive())
		s.settle()
		s.once(shop)
	})
	t.Run("a token that GitHub takes back is replaced", func(t *testing.T) {
		s := newScene(t, staging{})
		s.github.AddFault(ghsim.Fault{Path: notAuth(nil), Status: http.StatusUnauthorized, Skip: 5, Times: 1})
		s.push(naive())
		s.settle()
		s.once(shop)
	})
}

func TestScenarioUninstalledAndSuspended(t *testing.T) {
	s := newScene(t, staging{})
	s.must(s.github.Suspend(s.installation))
	s.settle()
	s.silent("a push while suspended", func() { s.push(naive()) })
	s.must(s.github.Unsuspend(s.installation))
	s.settle()
	s.once(shop)
	s.github.AddFault(ghsim.Fault{Path: regexp.MustCompile(`^/repos/`), Status: http.StatusBadGateway})
	s.push(map[string]string{"api/Dockerfile": "FROM node:20\nCMD node api.js\n"})
	s.rest("available", "running")
	s.must(s.github.Uninstall(s.installation))
	s.settle() // what was to be tried again is given up
	s.github.ClearFaults()
	s.budget("nothing", 0, func() {})
}

// TestScenarioInjection has names and contents that would like to be Markdown,
// HTML, commands and mentions.
func TestScenarioInjection(t *testing.T) {
	s := newScene(t, staging{})
	nasty := "@" + writer + " <img src=x onerror=alert(1)> --> ```\n/nodedock recheck\n"
	files := naive()
	files["a b/[x](y) `@ada` <!-- --> | $(x)/Dockerfile"] = "# " + strings.ReplaceAll(nasty, "\n", " ") + "\nFROM node:20\nENV X=\"" + strings.ReplaceAll(nasty, "\n", " ") + "\"\nCMD node server.js <!-- @ada -->\n"
	files["ünï/Dockerfile"] = "FROM node:20\n" + strings.Repeat("RUN echo '@ada #1'\n", 2_000) + "CMD npm start\n"
	files["\"quoted\"/Dockerfile"] = "FROM node:20 AS @ada\nFROM nodé:20\nCMD npm start -- \"@ada\"\n"
	s.push(files)
	s.settle()
	pull := s.due(shop)
	texts := []string{pull.Body, pull.Title}
	for _, r := range pull.Reviews {
		texts = append(texts, r.Body)
	}
	for _, thread := range pull.Threads {
		texts = append(texts, thread.Comments[0].Body)
	}
	for _, body := range texts {
		for _, shown := range shownBy(body) {
			if mention.MatchString(shown) || strings.Contains(shown, "onerror") && strings.HasPrefix(shown, "<") {
				t.Errorf("%q is not shown as text in\n%s", shown, body)
			}
		}
		if strings.HasPrefix(body, "/nodedock") || strings.Contains(body, "\n/nodedock") {
			t.Errorf("a text begins a line with a command:\n%s", body)
		}
		if len(body) > 65_536 {
			t.Errorf("a text of %d bytes", len(body))
		}
	}
	s.silent("a repeat", func() { s.push(map[string]string{"package.json": naive()["package.json"] + "\n"}) })
}

var mention = regexp.MustCompile(`(^|[^\w/])@[A-Za-z]`)

// shownBy returns the pieces of a Markdown text that are not code: its words,
// and the HTML in it.
func shownBy(markdown string) (pieces []string) {
	source := []byte(markdown)
	add := func(lines *text.Segments) { pieces = append(pieces, string(lines.Value(source))) }
	document := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(source))
	_ = ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.CodeSpan, *ast.CodeBlock, *ast.FencedCodeBlock:
			return ast.WalkSkipChildren, nil
		case *ast.Text:
			if entering {
				pieces = append(pieces, string(n.Segment.Value(source)))
			}
		case *ast.RawHTML:
			if entering {
				add(n.Segments)
			}
		case *ast.HTMLBlock:
			if entering {
				add(n.Lines())
			}
		}
		return ast.WalkContinue, nil
	})
	return pieces
}

// TestScenarioManyRepositoriesAtOnce installs the App on three hundred
// repositories: as many pull requests as an hour may bring come at once, and
// the others wait for their turns without asking GitHub again.
func TestScenarioManyRepositoriesAtOnce(t *testing.T) {
	s := newScene(t, staging{})
	s.must(s.github.Uninstall(s.installation))
	for n := range 300 {
		name := "r" + string(rune('a'+n/26)) + string(rune('a'+n%26))
		s.repo(name)
		s.pushTo(ghsim.Push{Repo: "acme/" + name, Files: naive()})
	}
	s.settle()
	s.github.ResetRequests()
	_, err := s.github.Install(storyApp, "acme")
	s.must(err)
	s.rest("available", "running", "retryable")
	opened := 0
	for _, repo := range s.github.Repos() {
		for range repo.Pulls {
			opened++
			s.once(repo.FullName)
		}
	}
	if opened != 20 {
		t.Errorf("%d pull requests within the first hour, want 20", opened)
	}
	if n := s.github.Writes(); n != 20*5 {
		t.Errorf("%d writes, want those of 20 pull requests", n)
	}
	s.waits(280)
}

// waits returns when so many jobs wait for their time, or some more: GitHub's
// limits may have others wait for a minute.
func (s *scene) waits(want int) {
	s.Helper()
	ctx, cancel := context.WithTimeout(s.Context(), patience)
	defer cancel()
	for {
		depth, err := s.server.queue.Depth(ctx)
		s.must(err)
		if depth["scheduled"] >= want {
			return
		}
		select {
		case <-time.After(10 * time.Millisecond):
		case <-ctx.Done():
			s.Fatalf("%v: want %d repositories that wait", depth, want)
		}
	}
}

// TestScenarioARuleForbidsTheBranch asks once: another try changes nothing.
func TestScenarioARuleForbidsTheBranch(t *testing.T) {
	s := newScene(t, staging{})
	s.github.AddFault(ghsim.Fault{
		Method: http.MethodPost, Path: regexp.MustCompile(`/git/refs$`), Status: http.StatusUnprocessableEntity,
		Message: "Repository rule violations found\n\nCannot create ref due to creations being restricted.",
	})
	s.budget("a push", 5, func() { s.push(naive()) })
	_, page := get(t, s.server.URL()+"/status")
	if !strings.Contains(page, "creations being restricted") {
		t.Errorf("the status page does not say why:\n%s", page)
	}
}

// TestScenarioGraphQLLimits has GraphQL speak of a limit in its ways, all with the
// status 200.
func TestScenarioGraphQLLimits(t *testing.T) {
	for name, body := range map[string]string{
		"an exhausted hour":                 `{"errors":[{"type":"RATE_LIMITED","message":"API rate limit exceeded for installation ID 1."}]}`,
		"an exhausted hour, in newer words": `{"errors":[{"type":"RATE_LIMIT","message":"API rate limit already exceeded for installation ID 1."}]}`,
		"a secondary limit":                 `{"errors":[{"message":"You have exceeded a secondary rate limit. Please wait a few minutes before you try again."}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			var once sync.Once
			s := newScene(t, staging{around: func(github http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					answer := github.ServeHTTP
					if strings.HasSuffix(r.URL.Path, "/graphql") {
						once.Do(func() {
							answer = func(w http.ResponseWriter, _ *http.Request) {
								w.Header().Set("Content-Type", "application/json")
								w.Header().Set("Retry-After", "1")
								_, _ = w.Write([]byte(body))
							}
						})
					}
					answer(w, r)
				})
			}})
			s.push(naive())
			s.settle()
			s.once(shop)
			if strings.Contains(s.requests(), "contents/nodedock.yml") {
				t.Errorf("REST was asked in place of GraphQL:\n%s", s.requests())
			}
		})
	}
}
