package ghsim

import (
	"strings"
	"time"

	"github.com/nodedock/nodedock/bot/ghsim/git"
)

// verification says whether GitHub signed a commit: it signs those that an App
// made through the API without naming an author.
func (s *Sim) verification(r *repo, id git.ID) obj {
	v := obj{"verified": false, "reason": "unsigned", "signature": nil, "payload": nil, "verified_at": nil}
	if r.signed[id] {
		v["verified"], v["reason"], v["signature"], v["payload"] = true, "valid", "-----BEGIN PGP SIGNATURE-----\n", "tree"
		commit, _ := r.git.Commit(id)
		v["verified_at"] = commit.Committer.When
	}
	return v
}

func signature(sig git.Signature) obj {
	return obj{"name": sig.Name, "email": sig.Email, "date": sig.When}
}

func (s *Sim) parents(r *repo, commit git.Commit) []obj {
	out := []obj{}
	for _, p := range commit.Parents {
		out = append(out, obj{"sha": p, "url": s.api("/repos/%s/git/commits/%s", r.fullName(), p), "html_url": s.web("/%s/commit/%s", r.fullName(), p)})
	}
	return out
}

// gitCommit renders a commit as the Git database API does.
func (s *Sim) gitCommit(r *repo, id git.ID) obj {
	commit, _ := r.git.Commit(id)
	return obj{
		"sha": id, "node_id": "C_" + string(id), "url": s.api("/repos/%s/git/commits/%s", r.fullName(), id),
		"html_url": s.web("/%s/commit/%s", r.fullName(), id), "author": signature(commit.Author), "committer": signature(commit.Committer),
		"tree":    obj{"sha": commit.Tree, "url": s.api("/repos/%s/git/trees/%s", r.fullName(), commit.Tree)},
		"message": commit.Message, "parents": s.parents(r, commit), "verification": s.verification(r, id),
	}
}

// commit renders a commit as the repository API does.
func (s *Sim) commit(r *repo, id git.ID) obj {
	o := s.gitCommit(r, id)
	inner := obj{"comment_count": 0}
	for _, key := range []string{"author", "committer", "message", "tree", "verification", "url"} {
		inner[key] = o[key]
	}
	commit, _ := r.git.Commit(id)
	url := s.api("/repos/%s/commits/%s", r.fullName(), id)
	return obj{
		"sha": id, "node_id": o["node_id"], "url": url, "html_url": o["html_url"], "comments_url": url + "/comments", "commit": inner,
		"author": s.user(s.committer(commit.Author)), "committer": s.user(s.committer(commit.Committer)), "parents": o["parents"],
	}
}

// committer finds the account behind a signature, by its address or name; nil
// when there is none.
func (s *Sim) committer(sig git.Signature) *account {
	if sig.Email == "noreply@github.com" {
		return s.account("web-flow", "User") // who commits what is made on the site
	}
	if _, login, found := strings.Cut(strings.TrimSuffix(sig.Email, "@users.noreply.github.com"), "+"); found {
		if a := s.accounts[strings.ToLower(login)]; a != nil {
			return a
		}
	}
	return s.accounts[strings.ToLower(sig.Name)]
}

func getGitCommit(c *call) (answer, error) {
	id := git.ID(c.r.PathValue("sha"))
	if _, found := c.repo.git.Commit(id); !found {
		return answer{}, notFound
	}
	return ok(c.gitCommit(c.repo, id))
}

// A newSignature is an author or committer in a request.
type newSignature struct {
	Name  string    `json:"name"`
	Email string    `json:"email"`
	Date  time.Time `json:"date"`
}

// or returns the signature with what is missing taken from fallback.
func (n *newSignature) or(fallback git.Signature) git.Signature {
	if n == nil {
		return fallback
	}
	return git.Signature{Name: n.Name, Email: n.Email, When: or(n.Date, fallback.When).UTC()}
}

func createCommit(c *call) (answer, error) {
	var in struct {
		Message   string        `json:"message"`
		Tree      git.ID        `json:"tree"`
		Parents   []git.ID      `json:"parents"`
		Author    *newSignature `json:"author"`
		Committer *newSignature `json:"committer"`
	}
	if err := c.decode(&in); err != nil {
		return answer{}, err
	}
	if in.Message == "" {
		return answer{}, refused(`Invalid request. "message" wasn't supplied.`)
	}
	if _, known := c.repo.git.Tree(in.Tree); !known {
		return answer{}, refused("Tree SHA does not exist")
	}
	for _, p := range in.Parents {
		if _, known := c.repo.git.Commit(p); !known {
			return answer{}, refused("Parent SHA does not exist or is not a commit object")
		}
	}
	me := git.Signature{Name: c.actor().login, Email: c.actor().email(), When: c.now()}
	byGitHub := git.Signature{Name: "GitHub", Email: "noreply@github.com", When: me.When}
	author := in.Author.or(me)
	committer := in.Committer.or(byGitHub)
	if in.Author != nil && in.Committer == nil {
		committer = author
	}
	id := c.repo.git.PutCommit(git.Commit{Tree: in.Tree, Parents: in.Parents, Author: author, Committer: committer, Message: in.Message})
	c.repo.signed[id] = in.Author == nil && in.Committer == nil
	return created(c.gitCommit(c.repo, id))
}

func listCommits(c *call) (answer, error) {
	query := c.r.URL.Query()
	head, found := c.repo.resolve(or(query.Get("sha"), "HEAD"))
	switch {
	case len(c.repo.refs) == 0:
		return answer{}, &failure{status: 409, message: "Git Repository is empty."}
	case !found:
		return answer{}, notFound
	}
	out := []obj{}
	for _, id := range c.repo.git.Log(head) {
		if at := query.Get("path"); at == "" || c.repo.touches(id, at) {
			out = append(out, c.commit(c.repo, id))
		}
	}
	return page(c, out)
}

// touches reports whether a commit changed a path, or a file below it.
func (r *repo) touches(id git.ID, at string) bool {
	commit, _ := r.git.Commit(id)
	before, _ := r.git.Lookup(r.parentTree(commit), at)
	after, _ := r.git.Lookup(commit.Tree, at)
	return before.ID != after.ID
}

// getCommit answers for one commit, and for what hangs on it: GitHub's refs may
// hold slashes, so the last element tells.
func getCommit(c *call) (answer, error) {
	rev := c.r.PathValue("ref")
	if ref, is := strings.CutSuffix(rev, "/check-runs"); is {
		return listCheckRuns(c, ref)
	}
	if ref, is := strings.CutSuffix(rev, "/pulls"); is {
		return listCommitPulls(c, ref)
	}
	id, found := c.repo.resolve(rev)
	if !found {
		return answer{}, refused("No commit found for SHA: " + rev)
	}
	commit, _ := c.repo.git.Commit(id)
	o := c.commit(c.repo, id)
	o["files"], o["stats"] = c.diffEntries(c.repo, c.repo.parentTree(commit), commit.Tree, id)
	return ok(o)
}
