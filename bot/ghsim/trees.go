package ghsim

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/nodedock/nodedock/bot/ghsim/git"
)

func getTree(c *call) (answer, error) {
	sha := git.ID(c.r.PathValue("sha"))
	if len(c.repo.refs) == 0 {
		return answer{}, &failure{status: http.StatusConflict, message: "Git Repository is empty."}
	}
	tree, found := c.repo.git.TreeOf(sha)
	if !found {
		commit, named := c.repo.resolve(string(sha))
		if !named {
			return answer{}, notFound
		}
		tree, _ = c.repo.git.TreeOf(commit)
	}
	recursive := c.r.URL.Query().Get("recursive") != "" // any value, "0" too
	return ok(c.tree(tree, recursive))
}

// tree renders a tree; only a recursive one is ever truncated.
func (c *call) tree(id git.ID, recursive bool) obj {
	entries, truncated := []obj{}, false
	limit := or(c.TreeLimit, 100_000)
	c.repo.git.Walk(id, func(at string, e git.Entry) bool {
		if recursive && len(entries) == limit {
			truncated = true
			return false
		}
		if recursive || !strings.Contains(at, "/") {
			entries = append(entries, c.treeEntry(at, e))
		}
		return true
	})
	if recursive && c.held.truncate {
		entries, truncated = entries[:len(entries)/2], true
	}
	return obj{"sha": id, "url": c.api("/repos/%s/git/trees/%s", c.repo.fullName(), id), "tree": entries, "truncated": truncated}
}

func (c *call) treeEntry(at string, e git.Entry) obj {
	o := obj{"path": at, "mode": e.Mode, "type": e.Type(), "sha": e.ID}
	switch e.Type() {
	case "blob":
		data, _ := c.repo.git.Blob(e.ID)
		o["size"], o["url"] = len(data), c.api("/repos/%s/git/blobs/%s", c.repo.fullName(), e.ID)
	case "tree":
		o["url"] = c.api("/repos/%s/git/trees/%s", c.repo.fullName(), e.ID)
	}
	return o
}

// A newEntry is one entry of a tree to create.
type newEntry struct {
	Path    string          `json:"path"`
	Mode    string          `json:"mode"`
	Type    string          `json:"type"`
	SHA     json.RawMessage `json:"sha"` // a name, or null to delete the path
	Content *string         `json:"content"`
}

func createTree(c *call) (answer, error) {
	var in struct {
		BaseTree git.ID     `json:"base_tree"`
		Tree     []newEntry `json:"tree"`
	}
	if err := c.decode(&in); err != nil {
		return answer{}, err
	}
	if len(in.Tree) == 0 {
		return answer{}, refused("Invalid tree info")
	}
	if len(c.repo.refs) == 0 {
		return answer{}, &failure{status: http.StatusConflict, message: "Git Repository is empty."}
	}
	files := make(map[string]git.Entry)
	if in.BaseTree != "" {
		base, found := c.repo.git.TreeOf(in.BaseTree)
		if !found {
			return answer{}, notFound
		}
		files = c.repo.git.Files(base)
	}
	for _, e := range in.Tree {
		if err := c.putEntry(files, e); err != nil {
			return answer{}, err
		}
	}
	return created(c.tree(c.repo.git.PutFiles(files), false))
}

var modes = map[string]bool{git.ModeFile: true, git.ModeExecutable: true, git.ModeSymlink: true, git.ModeTree: true, git.ModeSubmodule: true}

// putEntry makes one change to the files of a tree.
func (c *call) putEntry(files map[string]git.Entry, e newEntry) error {
	for element := range strings.SplitSeq(e.Path, "/") {
		if element == "" || element == "." || element == ".." || element == ".git" {
			return refused("tree.path contains a malformed path component")
		}
	}
	if string(e.SHA) == "null" {
		if _, found := files[e.Path]; !found {
			return refused("GitRPC::BadObjectState")
		}
		delete(files, e.Path)
		return nil
	}
	if !modes[e.Mode] {
		return refused("Must supply a valid tree.mode")
	}
	var id git.ID
	switch {
	case e.Content != nil && e.SHA == nil:
		id = c.repo.git.PutBlob([]byte(*e.Content))
	case e.Content == nil && e.SHA != nil:
		name, err := strconv.Unquote(string(e.SHA))
		if err != nil {
			return refused("For 'properties/sha', is not a string.")
		}
		id = git.ID(name)
	default:
		return refused("Must supply either tree.sha or tree.content.")
	}
	entry := git.Entry{Mode: e.Mode, ID: id}
	if e.Mode != git.ModeSubmodule && c.repo.git.Kind(id) != entry.Type() {
		return refused("tree.sha " + string(id) + " is not a valid " + entry.Type())
	}
	for at := range files { // a file in the place of a folder, or the reverse
		if strings.HasPrefix(at, e.Path+"/") || strings.HasPrefix(e.Path, at+"/") {
			delete(files, at)
		}
	}
	entry.Name = e.Path[strings.LastIndex(e.Path, "/")+1:]
	files[e.Path] = entry
	return nil
}
