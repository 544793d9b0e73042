package ghsim

import (
	"fmt"
	"net/url"
	"strings"
)

// obj is a JSON object.
type obj = map[string]any

// api returns a link into the REST API.
func (s *Sim) api(format string, args ...any) string {
	return or(s.APIURL, "https://api.github.com") + fmt.Sprintf(format, args...)
}

// web returns a link to a page for people.
func (s *Sim) web(format string, args ...any) string {
	return or(s.WebURL, "https://github.com") + fmt.Sprintf(format, args...)
}

// escapePath escapes a path for a link and leaves its slashes.
func escapePath(p string) string { return (&url.URL{Path: p}).EscapedPath() }

// nodeID returns the opaque GraphQL id of an object.
func nodeID(kind string, id int64) string { return fmt.Sprintf("%s_kgDO%08x", kind, id) }

// userLinks are the API links that every account carries, by their last element.
var userLinks = map[string]string{
	"events_url": "/events{/privacy}", "followers_url": "/followers", "following_url": "/following{/other_user}",
	"gists_url": "/gists{/gist_id}", "organizations_url": "/orgs", "received_events_url": "/received_events",
	"repos_url": "/repos", "starred_url": "/starred{/owner}{/repo}", "subscriptions_url": "/subscriptions", "url": "",
}

// user renders an account; nil for nobody.
func (s *Sim) user(a *account) any {
	if a == nil {
		return nil
	}
	u := obj{
		"login": a.login, "id": a.id, "node_id": nodeID("U", a.id), "type": a.kind, "site_admin": false,
		"avatar_url":  fmt.Sprintf("https://avatars.githubusercontent.com/u/%d?v=4", a.id),
		"gravatar_id": "",
		"html_url":    s.web("/%s", strings.TrimSuffix(a.login, "[bot]")),
	}
	for key, suffix := range userLinks {
		u[key] = s.api("/users/%s", escapePath(a.login)) + suffix
	}
	return u
}

// repoLinks are the API links that every repository carries.
var repoLinks = map[string]string{
	"archive_url": "/{archive_format}{/ref}", "assignees_url": "/assignees{/user}", "blobs_url": "/git/blobs{/sha}",
	"branches_url": "/branches{/branch}", "collaborators_url": "/collaborators{/collaborator}",
	"comments_url": "/comments{/number}", "commits_url": "/commits{/sha}", "compare_url": "/compare/{base}...{head}",
	"contents_url": "/contents/{+path}", "contributors_url": "/contributors", "deployments_url": "/deployments",
	"downloads_url": "/downloads", "events_url": "/events", "forks_url": "/forks", "git_commits_url": "/git/commits{/sha}",
	"git_refs_url": "/git/refs{/sha}", "git_tags_url": "/git/tags{/sha}", "hooks_url": "/hooks",
	"issue_comment_url": "/issues/comments{/number}", "issue_events_url": "/issues/events{/number}",
	"issues_url": "/issues{/number}", "keys_url": "/keys{/key_id}", "labels_url": "/labels{/name}",
	"languages_url": "/languages", "merges_url": "/merges", "milestones_url": "/milestones{/number}",
	"notifications_url": "/notifications{?since,all,participating}", "pulls_url": "/pulls{/number}",
	"releases_url": "/releases{/id}", "stargazers_url": "/stargazers", "statuses_url": "/statuses/{sha}",
	"subscribers_url": "/subscribers", "subscription_url": "/subscription", "tags_url": "/tags", "teams_url": "/teams",
	"trees_url": "/git/trees{/sha}", "url": "",
}

// repository renders a repository, whole.
func (s *Sim) repository(r *repo) obj {
	open := 0
	for _, p := range r.pulls {
		if p.open() {
			open++
		}
	}
	page := s.web("/%s", r.fullName())
	o := obj{
		"id": r.id, "node_id": nodeID("R", r.id), "name": r.name, "full_name": r.fullName(), "owner": s.user(r.owner),
		"private": r.private, "fork": r.parent != nil, "archived": r.archived, "disabled": r.disabled,
		"default_branch": r.defaultBranch, "description": nil, "homepage": nil, "language": nil, "mirror_url": nil, "license": nil,
		"html_url": page, "clone_url": page + ".git", "svn_url": page, "git_url": "git:" + strings.TrimPrefix(page, "https:") + ".git",
		"ssh_url": "git@github.com:" + r.fullName() + ".git", "visibility": visibility(r), "topics": []string{},
		"forks": 0, "forks_count": 0, "open_issues": open, "open_issues_count": open, "size": 0, "stargazers_count": 0,
		"watchers": 0, "watchers_count": 0, "network_count": 0, "subscribers_count": 0, "is_template": false,
		"allow_forking": true, "web_commit_signoff_required": false,
		"has_issues": true, "has_projects": false, "has_wiki": false, "has_pages": false, "has_downloads": true, "has_discussions": false,
		"created_at": r.created, "updated_at": r.created, "pushed_at": r.created,
	}
	if !r.pushed.IsZero() {
		o["pushed_at"], o["updated_at"] = r.pushed, r.pushed
	}
	for key, suffix := range repoLinks {
		o[key] = s.api("/repos/%s", r.fullName()) + suffix
	}
	return o
}

func visibility(r *repo) string {
	if r.private {
		return "private"
	}
	return "public"
}
