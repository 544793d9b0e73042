package ghsim

import (
	"encoding/base64"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/bot/ghsim/git"
)

func getApp(c *call) (answer, error) {
	o := c.integration(c.app)
	n := 0
	for _, i := range c.installations {
		if i.app == c.app {
			n++
		}
	}
	o["installations_count"] = n
	return ok(o)
}

func listInstallations(c *call) (answer, error) {
	out := []obj{}
	for _, i := range c.installations {
		if i.app == c.app {
			out = append(out, c.installation(i))
		}
	}
	return page(c, out)
}

// installationInPath finds the App's installation that the path names.
func (c *call) installationInPath() (*installation, error) {
	n := slices.IndexFunc(c.installations, func(i *installation) bool { return i.id == c.number("id") && i.app == c.app })
	if n < 0 {
		return nil, notFound
	}
	return c.installations[n], nil
}

func getInstallation(c *call) (answer, error) {
	i, err := c.installationInPath()
	if err != nil {
		return answer{}, err
	}
	return ok(c.installation(i))
}

func getRepoInstallation(c *call) (answer, error) {
	r, err := c.lookup(c.r.PathValue("owner") + "/" + c.r.PathValue("repo"))
	if err != nil {
		return answer{}, notFound
	}
	for _, i := range c.installed(r) {
		if i.app == c.app {
			return ok(c.installation(i))
		}
	}
	return answer{}, notFound
}

func listRepositories(c *call) (answer, error) {
	all := []obj{}
	for _, r := range c.repositories(c.token.installation) {
		if c.token.covers(r) {
			all = append(all, c.repository(r))
		}
	}
	part, header := pageOf(c, all)
	return answer{body: obj{"total_count": len(all), "repositories": part, "repository_selection": c.installation(c.token.installation)["repository_selection"]}, header: header}, nil
}

func getRepo(c *call) (answer, error) { return ok(c.repository(c.repo)) }

func getBranch(c *call) (answer, error) {
	name := c.r.PathValue("branch")
	head, found := c.repo.head(name)
	if !found {
		return answer{}, &failure{status: 404, message: "Branch not found"}
	}
	url := c.api("/repos/%s/branches/%s", c.repo.fullName(), escapePath(name))
	return ok(obj{
		"name": name, "commit": c.commit(c.repo, head), "protected": false, "protection": obj{"enabled": false},
		"protection_url": url + "/protection", "_links": obj{"self": url, "html": c.web("/%s/tree/%s", c.repo.fullName(), escapePath(name))},
	})
}

func getPermission(c *call) (answer, error) {
	a := c.accounts[strings.ToLower(c.r.PathValue("user"))]
	if a == nil {
		return answer{}, notFound
	}
	role := c.repo.permission(a)
	level := role // the older field knows four levels only
	switch role {
	case "maintain":
		level = "write"
	case "triage":
		level = "read"
	}
	u := c.user(a).(obj)
	u["role_name"] = role
	can := func(roles ...string) bool { return slices.Contains(roles, role) }
	u["permissions"] = obj{
		"admin": can("admin"), "maintain": can("admin", "maintain"), "push": can("admin", "maintain", "write"),
		"triage": can("admin", "maintain", "write", "triage"), "pull": !can("none"),
	}
	return ok(obj{"permission": level, "role_name": role, "user": u})
}

func getContents(c *call) (answer, error) {
	rev := or(c.r.URL.Query().Get("ref"), c.repo.defaultBranch)
	commit, found := c.repo.resolve(rev)
	if !found {
		return answer{}, &failure{status: 404, message: "No commit found for the ref " + rev}
	}
	tree, _ := c.repo.git.TreeOf(commit)
	at := strings.Trim(c.r.PathValue("path"), "/")
	e, found := c.repo.git.Lookup(tree, at)
	if !found {
		return answer{}, notFound
	}
	if e.Mode != git.ModeTree {
		return ok(c.content(at, e, rev, true))
	}
	entries, _ := c.repo.git.Tree(e.ID)
	out := []obj{}
	for _, below := range entries {
		out = append(out, c.content(strings.Trim(at+"/"+below.Name, "/"), below, rev, false))
	}
	return ok(out)
}

// content renders a file, or an entry of a folder.
func (c *call) content(at string, e git.Entry, rev string, whole bool) obj {
	kinds := map[string]string{git.ModeTree: "dir", git.ModeSymlink: "symlink", git.ModeSubmodule: "submodule"}
	data, _ := c.repo.git.Blob(e.ID)
	url := c.api("/repos/%s/contents/%s?ref=%s", c.repo.fullName(), escapePath(at), escapePath(rev))
	page := c.web("/%s/blob/%s/%s", c.repo.fullName(), escapePath(rev), escapePath(at))
	object := c.api("/repos/%s/git/%ss/%s", c.repo.fullName(), e.Type(), e.ID)
	o := obj{
		"type": or(kinds[e.Mode], "file"), "name": at[strings.LastIndex(at, "/")+1:], "path": at, "sha": e.ID, "size": len(data),
		"url": url, "html_url": page, "git_url": object, "download_url": page, "_links": obj{"self": url, "git": object, "html": page},
	}
	switch {
	case !whole:
	case e.Mode == git.ModeSymlink:
		o["target"] = string(data)
	case e.Mode == git.ModeSubmodule:
		o["submodule_git_url"] = ""
	case len(data) > 1<<20:
		o["content"], o["encoding"] = "", "none"
	default:
		o["content"], o["encoding"] = base64.StdEncoding.EncodeToString(data), "base64"
	}
	return o
}

func compare(c *call) (answer, error) {
	base, head, dots := strings.Cut(c.r.PathValue("basehead"), "...")
	from, found := c.repo.resolve(base)
	to, found2 := c.repo.resolve(head)
	if !dots || !found || !found2 {
		return answer{}, notFound
	}
	common, related := c.repo.git.MergeBase(from, to)
	if !related {
		return answer{}, &failure{status: 404, message: "No common ancestor between " + base + " and " + head + "."}
	}
	ahead, behind := c.repo.git.Log(to, from), c.repo.git.Log(from, to)
	status := "diverged"
	switch {
	case from == to:
		status = "identical"
	case len(behind) == 0:
		status = "ahead"
	case len(ahead) == 0:
		status = "behind"
	}
	commits := []obj{}
	for _, id := range slices.Backward(ahead) {
		commits = append(commits, c.commit(c.repo, id))
	}
	commits, header := pageOf(c, commits)
	tree, _ := c.repo.git.TreeOf(to)
	old, _ := c.repo.git.TreeOf(common)
	files, _ := c.diffEntries(c.repo, old, tree, to)
	path := "/" + c.repo.fullName() + "/compare/" + escapePath(base) + "..." + escapePath(head)
	return answer{header: header, body: obj{
		"url": c.api("/repos") + path, "html_url": c.web("%s", path), "permalink_url": c.web("%s", path), "diff_url": c.web("%s.diff", path),
		"patch_url": c.web("%s.patch", path), "base_commit": c.commit(c.repo, from), "merge_base_commit": c.commit(c.repo, common),
		"status": status, "ahead_by": len(ahead), "behind_by": len(behind), "total_commits": len(ahead), "commits": commits, "files": files,
	}}, nil
}
