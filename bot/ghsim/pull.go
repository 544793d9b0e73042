package ghsim

import (
	"fmt"
	"hash/fnv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/nodedock/nodedock/bot/ghsim/git"
)

// A pull is a pull request with its conversation.
type pull struct {
	id             int64
	number         int
	repo, headRepo *repo
	headRef        string
	baseRef        string
	headSHA        git.ID
	baseSHA        git.ID // the base's tip, as of the close for a closed one
	title, body    string
	draft          bool
	author         *account
	created        time.Time
	updated        time.Time
	closed, merged time.Time
	closedBy       *account
	mergeCommit    git.ID
	labels         []string
	assignees      []*account
	reviewers      []*account
	comments       []*comment
	reviews        []*review
	threads        []*thread
}

func (p *pull) open() bool { return p.closed.IsZero() }

func (p *pull) state() string {
	if p.open() {
		return "open"
	}
	return "closed"
}

// mergeBase is the commit that the pull request's changes are counted from.
func (p *pull) mergeBase() git.ID {
	id, _ := p.repo.git.MergeBase(p.baseSHA, p.headSHA)
	return id
}

// diff returns the changes that the pull request proposes at a commit.
func (p *pull) diff(head git.ID) []FileDiff {
	base, _ := p.repo.git.MergeBase(p.baseSHA, head)
	from, _ := p.repo.git.TreeOf(base)
	to, _ := p.repo.git.TreeOf(head)
	return p.repo.diff(from, to)
}

// merge returns the tree that merging would make, and false on a conflict.
func (p *pull) mergedTree() (git.ID, bool) {
	base, _ := p.repo.git.TreeOf(p.mergeBase())
	ours, _ := p.repo.git.TreeOf(p.baseSHA)
	theirs, _ := p.repo.git.TreeOf(p.headSHA)
	return p.repo.git.Merge(base, ours, theirs)
}

// commits are those that the pull request would bring, oldest first.
func (p *pull) commits() []git.ID {
	ids := p.repo.git.Log(p.headSHA, p.baseSHA)
	for i, j := 0, len(ids)-1; i < j; i, j = i+1, j-1 {
		ids[i], ids[j] = ids[j], ids[i]
	}
	return ids
}

func (p *pull) headLabel() string {
	return p.headRepo.owner.login + ":" + p.headRef
}

// pullSimple renders a pull request as lists and reviews hold it.
func (s *Sim) pullSimple(p *pull) obj {
	url := s.api("/repos/%s/pulls/%d", p.repo.fullName(), p.number)
	issue := s.api("/repos/%s/issues/%d", p.repo.fullName(), p.number)
	page := s.web("/%s/pull/%d", p.repo.fullName(), p.number)
	statuses := s.api("/repos/%s/statuses/%s", p.repo.fullName(), p.headSHA)
	href := func(link string) obj { return obj{"href": link} }
	o := obj{
		"id": p.id, "node_id": nodeID("PR", p.id), "number": p.number, "state": p.state(), "locked": false, "draft": p.draft,
		"title": p.title, "body": nullable(p.body), "user": s.user(p.author), "author_association": p.repo.association(p.author),
		"url": url, "html_url": page, "diff_url": page + ".diff", "patch_url": page + ".patch", "issue_url": issue,
		"commits_url": url + "/commits", "review_comments_url": url + "/comments", "comments_url": issue + "/comments",
		"review_comment_url": s.api("/repos/%s/pulls/comments{/number}", p.repo.fullName()), "statuses_url": statuses,
		"created_at": p.created, "updated_at": p.updated, "closed_at": moment(p.closed), "merged_at": moment(p.merged),
		"merge_commit_sha": nullable(string(p.mergeCommit)), "milestone": nil, "auto_merge": nil, "active_lock_reason": nil,
		"assignee": nil, "assignees": s.users(p.assignees), "requested_reviewers": s.users(p.reviewers), "requested_teams": []obj{},
		"labels": s.labels(p), "head": s.side(p.headRepo, p.headRef, p.headSHA), "base": s.side(p.repo, p.baseRef, p.baseSHA),
		"_links": obj{
			"self": href(url), "html": href(page), "issue": href(issue), "comments": href(issue + "/comments"), "statuses": href(statuses),
			"review_comments": href(url + "/comments"), "commits": href(url + "/commits"),
			"review_comment": href(s.api("/repos/%s/pulls/comments{/number}", p.repo.fullName())),
		},
	}
	if len(p.assignees) > 0 {
		o["assignee"] = s.user(p.assignees[0])
	}
	return o
}

// pull renders a pull request, whole.
func (s *Sim) pull(p *pull) obj {
	o := s.pullSimple(p)
	from, _ := p.repo.git.TreeOf(p.mergeBase())
	to, _ := p.repo.git.TreeOf(p.headSHA)
	files, stats := s.diffEntries(p.repo, from, to, p.headSHA)
	inline := 0
	for _, t := range p.threads {
		inline += len(t.comments)
	}
	o["additions"], o["deletions"], o["changed_files"] = stats["additions"], stats["deletions"], len(files)
	o["comments"], o["review_comments"], o["commits"] = len(p.comments), inline, len(p.commits())
	o["merged"], o["merged_by"] = !p.merged.IsZero(), nil
	o["rebaseable"], o["maintainer_can_modify"] = nil, false
	if !p.merged.IsZero() {
		o["merged_by"] = s.user(p.closedBy)
	}
	o["mergeable"], o["mergeable_state"] = nil, "unknown"
	if p.open() {
		_, clean := p.mergedTree()
		o["mergeable"], o["mergeable_state"] = clean, map[bool]string{true: "clean", false: "dirty"}[clean]
	}
	return o
}

// side renders the head or the base.
func (s *Sim) side(r *repo, ref string, sha git.ID) obj {
	return obj{"label": r.owner.login + ":" + ref, "ref": ref, "sha": sha, "user": s.user(r.owner), "repo": s.repository(r)}
}

func (s *Sim) users(accounts []*account) []any {
	out := []any{}
	for _, a := range accounts {
		out = append(out, s.user(a))
	}
	return out
}

func (s *Sim) labels(p *pull) []obj {
	out := []obj{}
	for _, name := range p.labels {
		h := fnv.New32a()
		h.Write([]byte(name))
		out = append(out, obj{
			"id": int64(h.Sum32()), "node_id": nodeID("LA", int64(h.Sum32())), "name": name, "description": nil, "color": "ededed",
			"default": false, "url": s.api("/repos/%s/labels/%s", p.repo.fullName(), escapePath(name)),
		})
	}
	return out
}

// issue renders a pull request as the issue that it also is.
func (s *Sim) issue(p *pull) obj {
	url := s.api("/repos/%s/issues/%d", p.repo.fullName(), p.number)
	pr := s.pullSimple(p)
	o := obj{
		"url": url, "repository_url": s.api("/repos/%s", p.repo.fullName()), "labels_url": url + "/labels{/name}", "comments_url": url + "/comments",
		"events_url": url + "/events", "comments": len(p.comments), "state_reason": nil,
		"pull_request": obj{"url": pr["url"], "html_url": pr["html_url"], "diff_url": pr["diff_url"], "patch_url": pr["patch_url"], "merged_at": pr["merged_at"]},
	}
	for _, key := range []string{"id", "node_id", "number", "title", "body", "state", "locked", "draft", "user", "author_association", "labels",
		"assignee", "assignees", "milestone", "html_url", "created_at", "updated_at", "closed_at", "active_lock_reason"} {
		o[key] = pr[key]
	}
	return o
}

// nullable is nil for an empty text.
func nullable(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// moment is nil for no time.
func moment(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}

// The longest texts that GitHub takes, in characters.
const (
	maxBody  = 65536
	maxTitle = 256
)

// checkText refuses a title or body that is too long.
func checkText(resource, title, body string) error {
	if utf8.RuneCountInString(title) > maxTitle {
		return invalid(resource, "title", "custom", fmt.Sprintf("title is too long (maximum is %d characters)", maxTitle))
	}
	if utf8.RuneCountInString(body) > maxBody {
		return invalid(resource, "body", "custom", fmt.Sprintf("body is too long (maximum is %d characters)", maxBody))
	}
	if strings.ContainsRune(title+body, 0) {
		return invalid(resource, "body", "custom", "body contains null characters")
	}
	return nil
}
