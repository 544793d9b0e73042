package webhook

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/bot"
)

// payload is what Route reads of a delivery, of whatever event.
type payload struct {
	Action       string      `json:"action"`
	Installation *identified `json:"installation"`
	Repository   *repository `json:"repository"`
	Sender       user        `json:"sender"`

	// push
	Ref      string   `json:"ref"`
	Before   string   `json:"before"`
	After    string   `json:"after"`
	Created  bool     `json:"created"`
	Deleted  bool     `json:"deleted"`
	Forced   bool     `json:"forced"`
	Size     int      `json:"size"`
	Distinct int      `json:"distinct_size"`
	Commits  []commit `json:"commits"`

	// installation, installation_repositories
	Added   []repository `json:"repositories_added"`
	Removed []repository `json:"repositories_removed"`

	PullRequest *pullRequest `json:"pull_request"`
	Issue       *issue       `json:"issue"`
	Comment     *comment     `json:"comment"`
	CheckRun    *check       `json:"check_run"`
	CheckSuite  *check       `json:"check_suite"`
	Changes     changes      `json:"changes"`
}

type identified struct {
	ID      int64 `json:"id"`
	Account user  `json:"account"`
}

type user struct {
	Login string `json:"login"`
	Type  string `json:"type"`
}

// isBot reports whether the account is an App's.
func (u user) isBot() bool { return u.Type == "Bot" || strings.HasSuffix(u.Login, "[bot]") }

type repository struct {
	ID            int64  `json:"id"`
	Name          string `json:"name"`
	FullName      string `json:"full_name"`
	DefaultBranch string `json:"default_branch"`
	Archived      bool   `json:"archived"`
	Disabled      bool   `json:"disabled"`
}

type commit struct {
	Added    []string `json:"added"`
	Modified []string `json:"modified"`
	Removed  []string `json:"removed"`
}

type pullRequest struct {
	Number int    `json:"number"`
	User   user   `json:"user"`
	Head   branch `json:"head"`
	Base   branch `json:"base"`
}

type branch struct {
	Ref  string      `json:"ref"`
	SHA  string      `json:"sha"`
	Repo *repository `json:"repo"` // nil when a fork was deleted
}

type issue struct {
	Number      int             `json:"number"`
	User        user            `json:"user"`
	PullRequest json.RawMessage `json:"pull_request"`
}

type comment struct {
	ID   int64           `json:"id"`
	Body string          `json:"body"`
	User user            `json:"user"`
	App  json.RawMessage `json:"performed_via_github_app"`
}

type check struct {
	ID           int64         `json:"id"`
	HeadSHA      string        `json:"head_sha"`
	PullRequests []pullRequest `json:"pull_requests"`
}

type changes struct {
	DefaultBranch json.RawMessage `json:"default_branch"`
	Body          json.RawMessage `json:"body"`
}

// present reports whether a value was there and was not null.
func present(value json.RawMessage) bool { return len(value) > 0 && string(value) != "null" }

// decode reads the parts of a payload that Route needs.
func decode(event string, raw []byte) (*payload, error) {
	p := new(payload)
	if err := json.Unmarshal(raw, p); err != nil {
		return nil, fmt.Errorf("%s: %w", event, err)
	}
	return p, nil
}

// repo returns the payload's repository, complete enough to work on.
func (p *payload) repo() (bot.Repository, error) {
	if p.Repository == nil {
		return bot.Repository{}, errors.New("the payload names no repository")
	}
	return p.within(*p.Repository)
}

// within completes a repository by the payload's installation.
func (p *payload) within(r repository) (bot.Repository, error) {
	if p.Installation == nil || p.Installation.ID <= 0 {
		return bot.Repository{}, errors.New("the payload names no installation")
	}
	owner, name, ok := strings.Cut(r.FullName, "/")
	if !ok || owner == "" || name == "" || strings.Contains(name, "/") || r.ID <= 0 {
		return bot.Repository{}, errors.New("the payload's repository has no id or no full name")
	}
	return bot.Repository{
		Installation: p.Installation.ID, ID: r.ID,
		Owner: owner, Name: name, DefaultBranch: r.DefaultBranch,
	}, nil
}
