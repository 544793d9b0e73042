package gh

import (
	"io/fs"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/bot/publish"
)

// commonState is the part of the state that both of our branches share.
func commonState(node *repositoryNode, files *treeFS) publish.State {
	head := node.DefaultBranchRef.Target
	s := publish.State{
		Archived: node.IsArchived, Disabled: node.IsDisabled, Fork: node.IsFork,
		Base:  publish.Base{Name: node.DefaultBranchRef.Name, Head: head.OID, Tree: head.Tree.OID, Planned: head.OID},
		Blobs: map[string]string{}, Modes: map[string]fs.FileMode{},
	}
	for p, e := range files.entries {
		if !e.mode.IsDir() {
			s.Blobs[p], s.Modes[p] = e.oid, e.mode
		}
	}
	return s
}

// branchOf translates our branch.
func branchOf(ref *refNode) *publish.Branch {
	if ref == nil || ref.Target.OID == "" {
		return nil
	}
	b := &publish.Branch{Head: ref.Target.OID, Tree: ref.Target.Tree.OID}
	for _, c := range ref.Target.History.Nodes {
		commit := publish.Commit{SHA: c.OID, Message: c.Message, Bot: byBot(c)}
		for _, p := range c.Parents.Nodes {
			commit.Parents = append(commit.Parents, p.OID)
		}
		b.Commits = append(b.Commits, commit)
	}
	return b
}

// byBot reports whether a commit was made by an App through the API: GitHub
// commits for it then. An amended commit keeps its author and gets another
// committer. A commit of a person always names one; we name nobody.
func byBot(c commitNode) bool {
	if c.Author == (actorNode{}) && c.Committer == (actorNode{}) {
		return true
	}
	made := isBot(c.Committer) || c.Committer == (actorNode{}) || c.Committer.Email == "noreply@github.com" || c.Committer.Name == "GitHub"
	return isBot(c.Author) && made
}

func isBot(a actorNode) bool {
	return strings.HasSuffix(a.Name, "[bot]") || strings.Contains(a.Email, "[bot]@") || a.User != nil && strings.HasSuffix(a.User.Login, "[bot]")
}

// pullsOf translates the pull requests of our branch, the newest first. A
// fork's branch may have the same name.
func pullsOf(nodes pullNodes, branch string) []publish.Pull {
	var pulls []publish.Pull
	for _, n := range nodes.Nodes {
		if n.IsCrossRepository || n.HeadRefName != "" && n.HeadRefName != branch {
			continue
		}
		p := publish.Pull{
			Number: n.Number, State: publish.PullState(n.State), Title: n.Title, Body: n.Body, Head: n.HeadRefOID, Base: n.BaseRefName,
		}
		for _, c := range n.Comments.Nodes {
			if kind := publish.NoteOf(c.Body); kind != "" && same(c.Author, n.Author) {
				p.Notes = append(p.Notes, kind)
			}
		}
		for _, r := range n.Reviews.Nodes {
			if ids, ok := publish.PlacedBy(r.Body); ok && same(r.Author, n.Author) {
				p.Placed = append(p.Placed, ids...)
			}
		}
		for _, t := range n.ReviewThreads.Nodes {
			if len(t.Comments.Nodes) > 0 && same(t.Comments.Nodes[0].Author, n.Author) {
				p.Threads = append(p.Threads, publish.Thread{ID: t.ID, Comment: publish.MarkOf(t.Comments.Nodes[0].Body), Resolved: t.IsResolved})
			}
		}
		pulls = append(pulls, p)
	}
	slices.SortFunc(pulls, func(a, b publish.Pull) int { return b.Number - a.Number })
	return pulls
}

// same reports whether two texts are by one author: a marker that somebody
// copied into a comment of their own does not count. Where a server does not
// name the author of our pull request, every App's text counts. REST gives
// Apps another ending than GraphQL.
func same(a, ours *login) bool {
	switch {
	case ours == nil:
		return a == nil || strings.HasSuffix(a.Login, "[bot]")
	case a == nil:
		return false
	}
	return strings.TrimSuffix(a.Login, "[bot]") == strings.TrimSuffix(ours.Login, "[bot]")
}
