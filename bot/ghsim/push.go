package ghsim

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/bot/ghsim/git"
)

// pushed tells the Apps and the event log about a ref that moved.
func (s *Sim) pushed(r *repo, actor *account, name string, from, to git.ID) {
	branch := strings.TrimPrefix(name, "refs/heads/")
	commits := s.pushCommits(r, from, to)
	payload := obj{
		"ref": name, "before": from, "after": to, "created": from == git.Zero, "deleted": to == git.Zero,
		"forced": from != git.Zero && to != git.Zero && !r.git.IsAncestor(from, to), "base_ref": nil,
		"compare": s.web("/%s/compare/%.12s...%.12s", r.fullName(), from, to), "commits": commits, "head_commit": nil,
		"pusher": obj{"name": actor.login, "email": actor.email()}, "repository": s.pushRepository(r),
	}
	text := fmt.Sprintf("pushed %d commits to %s", len(commits), branch)
	if len(commits) == 1 {
		text = "pushed a commit to " + branch
	}
	switch {
	case to == git.Zero:
		text = "deleted " + branch
	default:
		payload["head_commit"] = s.pushCommit(r, to)
	}
	s.note(Event{Kind: "push", Repo: r.fullName(), Actor: actor.login, Text: text})
	s.emit(r, actor, "push", "", payload)
	if to != git.Zero && strings.HasPrefix(name, "refs/heads/") {
		s.emitCheckSuite(r, actor, branch, from, to)
	}
}

// pushRepository is a repository as push payloads word it: the owner has a
// name, and times are seconds.
func (s *Sim) pushRepository(r *repo) obj {
	o := s.repository(r)
	owner := s.user(r.owner).(obj)
	owner["name"], owner["email"] = r.owner.login, nil
	o["owner"], o["created_at"], o["pushed_at"], o["master_branch"] = owner, r.created.Unix(), s.now().Unix(), r.defaultBranch
	return o
}

// pushCommits lists what a push brought, oldest first, as many as a payload holds.
func (s *Sim) pushCommits(r *repo, from, to git.ID) []obj {
	hidden := []git.ID{from}
	if from == git.Zero {
		for _, id := range r.refs {
			if id != to {
				hidden = append(hidden, id)
			}
		}
	}
	ids := r.git.Log(to, hidden...)
	ids = ids[:min(len(ids), or(s.PushCommits, 2048))]
	slices.Reverse(ids)
	out := []obj{}
	for _, id := range ids {
		out = append(out, s.pushCommit(r, id))
	}
	return out
}

func (s *Sim) pushCommit(r *repo, id git.ID) obj {
	commit, _ := r.git.Commit(id)
	files := map[string][]string{"added": {}, "removed": {}, "modified": {}}
	for _, change := range r.git.Changes(r.parentTree(commit), commit.Tree) {
		files[change.Status()] = append(files[change.Status()], change.Path)
	}
	person := func(sig git.Signature) obj {
		return obj{"name": sig.Name, "email": sig.Email, "username": sig.Name, "date": sig.When}
	}
	return obj{
		"id": id, "tree_id": commit.Tree, "distinct": true, "message": commit.Message, "timestamp": commit.Author.When,
		"url": s.web("/%s/commit/%s", r.fullName(), id), "author": person(commit.Author), "committer": person(commit.Committer),
		"added": files["added"], "removed": files["removed"], "modified": files["modified"],
	}
}

// parentTree is the tree that a commit's changes are counted from.
func (r *repo) parentTree(commit git.Commit) git.ID {
	if len(commit.Parents) == 0 {
		return ""
	}
	tree, _ := r.git.TreeOf(commit.Parents[0])
	return tree
}

// emitCheckSuite sends the request for checks that every push makes.
func (s *Sim) emitCheckSuite(r *repo, actor *account, branch string, from, to git.ID) {
	s.emit(r, actor, "check_suite", "requested", obj{"check_suite": obj{
		"id": s.id(), "head_branch": branch, "head_sha": to, "before": from, "after": to, "status": "queued",
		"conclusion": nil, "pull_requests": []any{}, "head_commit": obj{"id": to},
	}})
}
