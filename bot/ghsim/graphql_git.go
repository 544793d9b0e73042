package ghsim

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/nodedock/nodedock/bot/ghsim/git"
)

// gitNode renders an object of the store; nil when there is none.
func (c *call) gitNode(r *repo, id git.ID) node {
	switch r.git.Kind(id) {
	case "blob":
		return blobNode(r, id)
	case "tree":
		return c.treeNode(r, id)
	case "commit":
		return c.commitNode(r, id)
	}
	return nil
}

func object(kind string, id git.ID) node {
	return node{"__typename": kind, "id": kind[:1] + "_" + string(id), "oid": id, "abbreviatedOid": id[:7]}
}

// maxText is how much of a blob GraphQL returns, in bytes.
const maxText = 512_000

func blobNode(r *repo, id git.ID) node {
	data, _ := r.git.Blob(id)
	n := object("Blob", id)
	n["byteSize"], n["isBinary"], n["isTruncated"], n["text"] = len(data), isBinary(data), len(data) > maxText, nil
	if !isBinary(data) {
		text := strings.ToValidUTF8(string(data[:min(len(data), maxText)]), string(utf8.RuneError))
		n["text"] = text
	}
	return n
}

func (c *call) treeNode(r *repo, id git.ID) node {
	n := object("Tree", id)
	n["entries"] = resolver(func(map[string]any) (any, error) {
		entries, _ := r.git.Tree(id)
		out := []node{}
		for _, e := range entries {
			mode, _ := strconv.ParseInt(e.Mode, 8, 32)
			data, _ := r.git.Blob(e.ID)
			out = append(out, node{
				"__typename": "TreeEntry", "name": e.Name, "path": e.Name, "mode": int(mode), "type": e.Type(), "oid": e.ID, "size": len(data),
				"object": resolver(func(map[string]any) (any, error) { return c.gitNode(r, e.ID), nil }),
			})
		}
		return out, nil
	})
	return n
}

func (c *call) commitNode(r *repo, id git.ID) node {
	commit, found := r.git.Commit(id)
	if !found {
		return nil
	}
	headline, body, _ := strings.Cut(commit.Message, "\n")
	n := object("Commit", id)
	n["message"], n["messageHeadline"], n["messageBody"] = commit.Message, headline, strings.TrimSpace(body)
	n["author"], n["committer"] = c.actorNode(commit.Author), c.actorNode(commit.Committer)
	n["authoredDate"], n["committedDate"] = commit.Author.When, commit.Committer.When
	n["url"] = c.web("/%s/commit/%s", r.fullName(), id)
	n["signature"] = nil
	if r.signed[id] {
		n["signature"] = node{"__typename": "GpgSignature", "isValid": true, "state": "VALID", "wasSignedByGitHub": true}
	}
	n["tree"] = resolver(func(map[string]any) (any, error) { return c.treeNode(r, commit.Tree), nil })
	n["parents"] = listing(func(map[string]any) []node { return c.commitNodes(r, commit.Parents) })
	n["history"] = listing(func(args map[string]any) []node {
		ids := r.git.Log(id)
		if at, is := args["path"].(string); is {
			ids = slices.DeleteFunc(ids, func(id git.ID) bool { return !r.touches(id, at) })
		}
		return c.commitNodes(r, ids)
	})
	n["associatedPullRequests"] = listing(func(map[string]any) []node {
		out := []node{}
		for _, p := range r.pulls {
			if p.mergeCommit == id || slices.Contains(p.commits(), id) {
				out = append(out, c.pullNode(p))
			}
		}
		return out
	})
	return n
}

func (c *call) commitNodes(r *repo, ids []git.ID) []node {
	out := []node{}
	for _, id := range ids {
		out = append(out, c.commitNode(r, id))
	}
	return out
}

// actorNode renders who made a commit. A bot is a user here, with its whole login.
func (c *call) actorNode(sig git.Signature) node {
	n := node{"__typename": "GitActor", "name": sig.Name, "email": sig.Email, "date": sig.When, "user": nil}
	if a := c.committer(sig); a != nil {
		n["user"] = node{"__typename": "User", "login": a.login, "id": nodeID("U", a.id), "databaseId": a.id, "name": nil, "url": c.web("/%s", a.login)}
	}
	return n
}

// refNode renders a ref; nil when there is none.
func (c *call) refNode(r *repo, name string) node {
	id, found := r.refs[name]
	if !found {
		return nil
	}
	prefix := "refs/heads/"
	if !strings.HasPrefix(name, prefix) {
		prefix = name[:strings.LastIndex(name, "/")+1]
	}
	return node{
		"__typename": "Ref", "id": "REF_" + name, "name": strings.TrimPrefix(name, prefix), "prefix": prefix,
		"target": resolver(func(map[string]any) (any, error) { return c.gitNode(r, id), nil }),
	}
}

// expression finds "REV:PATH" or "REV"; nil when there is no such object.
func (c *call) expression(r *repo, text string) node {
	rev, at, hasPath := strings.Cut(text, ":")
	id, found := r.resolve(rev)
	if !found || !hasPath {
		return c.gitNode(r, or(id, git.ID(rev)))
	}
	tree, _ := r.git.TreeOf(id)
	e, found := r.git.Lookup(tree, at)
	if !found {
		return nil
	}
	return c.gitNode(r, e.ID)
}

// gitObject answers Repository.object.
func (c *call) gitObject(r *repo) resolver {
	return func(args map[string]any) (any, error) {
		if !c.token.may("contents:read") {
			return nil, &fieldError{"FORBIDDEN", notAccessible.message}
		}
		if oid, is := args["oid"].(string); is {
			return c.gitNode(r, git.ID(oid)), nil
		}
		return c.expression(r, fmt.Sprint(args["expression"])), nil
	}
}
