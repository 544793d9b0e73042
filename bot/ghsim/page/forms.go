package page

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/nodedock/nodedock/bot/ghsim"
)

// maxForm is the most that a form may send, in bytes.
const maxForm = 2 << 20

// push commits an edited file as the visitor.
func (p *page) push(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	path := strings.Trim(strings.TrimSpace(r.FormValue("path")), "/")
	if path == "" {
		p.refuse(w, http.StatusBadRequest, fmt.Errorf("a file needs a name"))
		return
	}
	push := ghsim.Push{Repo: fullName(r), Branch: r.FormValue("branch"), User: p.Person, Message: r.FormValue("message")}
	if push.Message == "" {
		push.Message = "Change " + path
	}
	if r.FormValue("delete") != "" {
		push.Delete = []string{path}
	} else {
		// Browsers send every line break as CRLF.
		push.Files = map[string]string{path: strings.ReplaceAll(r.FormValue("content"), "\r\n", "\n")}
	}
	if _, err := p.sim.Push(push); err != nil {
		p.refuse(w, http.StatusUnprocessableEntity, err)
		return
	}
	back(w, r, "/"+fullName(r))
}

// back leads to where the form said, when that is on this page.
func back(w http.ResponseWriter, r *http.Request, fallback string) {
	to := r.FormValue("back")
	if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.Contains(to, `\`) {
		to = fallback
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// act does what a button of a pull request's page says.
func (p *page) act(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	number, err := strconv.Atoi(r.PathValue("number"))
	if err != nil {
		p.refuse(w, http.StatusNotFound, err)
		return
	}
	repo := fullName(r)
	switch action := r.PathValue("action"); action {
	case "comment":
		_, err = p.sim.Comment(repo, number, p.Person, r.FormValue("body"))
	case "close":
		err = p.sim.ClosePull(repo, number, p.Person)
	case "reopen":
		err = p.sim.ReopenPull(repo, number, p.Person)
	case "merge":
		err = p.sim.MergePull(repo, number, p.Person)
	case "rerun":
		err = p.sim.RerequestCheck(repo, number, p.Person, r.FormValue("name"))
	case "tick":
		err = p.tick(repo, number, r.FormValue("task"))
	default:
		err = fmt.Errorf("there is no action %q", action)
	}
	if err != nil {
		p.refuse(w, http.StatusUnprocessableEntity, err)
		return
	}
	back(w, r, fmt.Sprintf("/%s/pull/%d", repo, number))
}

// tick turns over a task box of a pull request's body.
func (p *page) tick(repo string, number int, task string) error {
	n, err := strconv.Atoi(task)
	if err != nil {
		return fmt.Errorf("task %q: %w", task, err)
	}
	v, err := p.sim.Pull(repo, number)
	if err != nil {
		return err
	}
	body, err := tick(v.Body, n)
	if err != nil {
		return err
	}
	return p.sim.EditPull(repo, number, p.Person, nil, &body)
}
