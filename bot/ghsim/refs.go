package ghsim

import (
	"net/http"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/bot/ghsim/git"
)

// ref renders a reference.
func (c *call) ref(name string, id git.ID) obj {
	return obj{
		"ref": name, "node_id": "REF_" + string(id[:12]), "url": c.api("/repos/%s/git/%s", c.repo.fullName(), escapePath(name)),
		"object": obj{"type": "commit", "sha": id, "url": c.api("/repos/%s/git/commits/%s", c.repo.fullName(), id)},
	}
}

func getRef(c *call) (answer, error) {
	name := "refs/" + c.r.PathValue("ref")
	id, found := c.repo.refs[name]
	if !found {
		return answer{}, notFound
	}
	return ok(c.ref(name, id))
}

func matchingRefs(c *call) (answer, error) {
	prefix := "refs/" + c.r.PathValue("ref")
	out := []obj{}
	for name, id := range c.repo.refs {
		if strings.HasPrefix(name, prefix) {
			out = append(out, c.ref(name, id))
		}
	}
	slices.SortFunc(out, func(a, b obj) int { return strings.Compare(a["ref"].(string), b["ref"].(string)) })
	return page(c, out)
}

// refused is a 422 that names no field.
func refused(message string) *failure {
	return &failure{status: http.StatusUnprocessableEntity, message: message}
}

func createRef(c *call) (answer, error) {
	var in struct {
		Ref string `json:"ref"`
		SHA git.ID `json:"sha"`
	}
	if err := c.decode(&in); err != nil {
		return answer{}, err
	}
	if len(c.repo.refs) == 0 {
		return answer{}, &failure{status: http.StatusConflict, message: "Git Repository is empty."}
	}
	if !strings.HasPrefix(in.Ref, "refs/") || strings.Count(in.Ref, "/") < 2 {
		return answer{}, refused("Reference name must start with 'refs/' and contain at least two slashes.")
	}
	if !validRef(in.Ref) {
		return answer{}, refused(in.Ref + " is not a valid ref name.")
	}
	if _, taken := c.repo.refs[in.Ref]; taken {
		return answer{}, refused("Reference already exists")
	}
	if _, known := c.repo.git.Commit(in.SHA); !known {
		return answer{}, refused("Object does not exist")
	}
	c.moveRef(c.repo, c.actor(), in.Ref, in.SHA)
	return created(c.ref(in.Ref, in.SHA))
}

// validRef reports whether git would take the name.
func validRef(name string) bool {
	for element := range strings.SplitSeq(name, "/") {
		if element == "" || element[0] == '.' || strings.HasSuffix(element, ".lock") {
			return false
		}
	}
	return !strings.ContainsAny(name, " ~^:?*[\\\x7f") && !strings.Contains(name, "..") &&
		!strings.Contains(name, "@{") && !strings.HasSuffix(name, ".")
}

func updateRef(c *call) (answer, error) {
	var in struct {
		SHA   git.ID `json:"sha"`
		Force bool   `json:"force"`
	}
	if err := c.decode(&in); err != nil {
		return answer{}, err
	}
	name := "refs/" + c.r.PathValue("ref")
	old, found := c.repo.refs[name]
	switch _, known := c.repo.git.Commit(in.SHA); {
	case !found:
		return answer{}, refused("Reference does not exist")
	case !known:
		return answer{}, refused("Object does not exist")
	case !in.Force && !c.repo.git.IsAncestor(old, in.SHA):
		return answer{}, refused("Update is not a fast forward")
	}
	c.moveRef(c.repo, c.actor(), name, in.SHA)
	return ok(c.ref(name, in.SHA))
}

func deleteRef(c *call) (answer, error) {
	name := "refs/" + c.r.PathValue("ref")
	if _, found := c.repo.refs[name]; !found {
		return answer{}, refused("Reference does not exist")
	}
	c.moveRef(c.repo, c.actor(), name, git.Zero)
	return gone()
}

// moveRef points a ref at a commit, or deletes it, and does all that follows:
// the push event and the pull requests that change with it.
func (s *Sim) moveRef(r *repo, actor *account, name string, to git.ID) {
	from, existed := r.refs[name]
	if !existed {
		from = git.Zero
	}
	if from == to {
		return
	}
	if to == git.Zero {
		delete(r.refs, name)
	} else {
		r.refs[name] = to
		r.pushed = s.now()
	}
	s.pushed(r, actor, name, from, to)
	s.followRef(r, actor, strings.TrimPrefix(name, "refs/heads/"), to)
}
