package ghsim

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// A call is one request while it is answered, under the Sim's lock.
type call struct {
	*Sim
	r     *http.Request
	body  []byte
	app   *app   // set for requests with a JSON web token
	token *token // set for requests with an installation token
	repo  *repo  // set when the path names one
	held  *holder
}

// An answer is what a request gets.
type answer struct {
	status int // 0: 200
	body   any // nil: none
	header http.Header
}

// A failure is an answer that says no. It is an error so that handlers return
// it from any depth.
type failure struct {
	status  int
	message string
	errors  any // GitHub's own list, when there is one
	header  http.Header
}

func (f *failure) Error() string { return f.message }

func (f *failure) answer() answer {
	body := obj{"message": f.message, "documentation_url": "https://docs.github.com/rest", "status": strconv.Itoa(f.status)}
	if f.errors != nil {
		body["errors"] = f.errors
	}
	return answer{status: f.status, body: body, header: f.header}
}

var notFound = &failure{status: http.StatusNotFound, message: "Not Found"}
var notAccessible = &failure{status: http.StatusForbidden, message: "Resource not accessible by integration"}

// invalid is GitHub's answer to a field it does not take.
func invalid(resource, field, code, message string) *failure {
	problem := obj{"resource": resource, "field": field, "code": code}
	if message != "" {
		problem["message"] = message
	}
	return &failure{status: http.StatusUnprocessableEntity, message: "Validation Failed", errors: []obj{problem}}
}

func ok(body any) (answer, error)      { return answer{body: body}, nil }
func created(body any) (answer, error) { return answer{status: http.StatusCreated, body: body}, nil }
func gone() (answer, error)            { return answer{status: http.StatusNoContent}, nil }

// decode reads the request's JSON; no body leaves v as it is.
func (c *call) decode(v any) error {
	if len(bytes.TrimSpace(c.body)) == 0 {
		return nil
	}
	if err := json.Unmarshal(c.body, v); err != nil {
		return &failure{status: http.StatusBadRequest, message: "Problems parsing JSON"}
	}
	return nil
}

// authorize checks that the caller may do what the route needs: "" for anyone,
// "app" for an App itself, else alternatives such as "issues:write|pull_requests:write".
func (c *call) authorize(need string) error {
	var err error
	switch need {
	case "":
		return nil
	case "app":
		c.app, err = c.appOf(c.r)
		return err
	}
	if c.token, err = c.tokenOf(c.r); err != nil {
		return err
	}
	if err := c.findRepo(); err != nil {
		return err
	}
	if !c.token.may(need) {
		return notAccessible
	}
	if c.repo != nil && c.repo.archived && c.r.Method != http.MethodGet {
		return &failure{status: http.StatusForbidden, message: "Repository was archived so is read-only."}
	}
	return nil
}

// may reports whether one of the alternatives is granted.
func (t *token) may(need string) bool {
	return slices.ContainsFunc(strings.Split(need, "|"), func(n string) bool {
		name, level, _ := strings.Cut(n, ":")
		return allows(t.permissions[name], level)
	})
}

// findRepo sets the repository that the path names.
func (c *call) findRepo() error {
	owner, name := c.r.PathValue("owner"), c.r.PathValue("repo")
	if owner == "" {
		return nil
	}
	r, err := c.lookup(owner + "/" + name)
	switch {
	case err != nil:
		return notFound
	case r.key() != strings.ToLower(owner+"/"+name):
		return c.movedTo(r)
	case c.token.covers(r):
		c.repo = r
	case r.private:
		return notFound
	default:
		return notAccessible
	}
	if r.disabled {
		return &failure{status: http.StatusForbidden, message: "Repository access blocked"}
	}
	return nil
}

// movedTo redirects a request for a renamed repository, as GitHub does.
func (c *call) movedTo(r *repo) error {
	old := "/repos/" + c.r.PathValue("owner") + "/" + c.r.PathValue("repo")
	to := strings.Replace(or(c.r.RequestURI, c.r.URL.RequestURI()), old, "/repos/"+r.fullName(), 1)
	status := http.StatusMovedPermanently
	if c.r.Method != http.MethodGet {
		status = http.StatusTemporaryRedirect
	}
	return &failure{status: status, message: "Moved Permanently", header: http.Header{"Location": {to}}}
}

// number returns a number of the path; 0 when it is none.
func (c *call) number(name string) int64 {
	n, _ := strconv.ParseInt(c.r.PathValue(name), 10, 64)
	return n
}

// actor is the account that acts: the App's bot.
func (c *call) actor() *account { return c.token.installation.app.bot }
