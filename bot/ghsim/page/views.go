package page

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/nodedock/nodedock/bot/ghsim"
)

func fullName(r *http.Request) string { return r.PathValue("owner") + "/" + r.PathValue("repo") }

// index lists the repositories with their open pull requests.
func (p *page) index(w http.ResponseWriter, _ *http.Request) {
	p.show(w, http.StatusOK, "index.html", "Repositories", struct {
		Intro string
		Repos []ghsim.RepoView
	}{p.Intro, p.sim.Repos()})
}

type repoData struct {
	ghsim.RepoView
	Branch string
	Head   string
	Files  []string
}

// repo shows the files and pull requests of a repository.
func (p *page) repo(w http.ResponseWriter, r *http.Request) {
	repo, err := p.sim.Repo(fullName(r))
	if err != nil {
		p.refuse(w, http.StatusNotFound, err)
		return
	}
	d := repoData{RepoView: repo, Branch: branchOf(r, repo)}
	if files, err := p.sim.Files(repo.FullName, d.Branch); err == nil { // an empty repository has none
		d.Files = slices.Sorted(maps.Keys(files))
		d.Head, _ = p.sim.Head(repo.FullName, d.Branch)
	}
	p.show(w, http.StatusOK, "repo.html", repo.FullName, d)
}

// branchOf is the branch asked for, else the default branch.
func branchOf(r *http.Request, repo ghsim.RepoView) string {
	if b := r.FormValue("branch"); b != "" {
		return b
	}
	return repo.DefaultBranch
}

type fileData struct {
	ghsim.RepoView
	Branch, Path, Content string
	Rows                  int
	New                   bool
}

// file shows a file in a box that can be edited and pushed.
func (p *page) file(w http.ResponseWriter, r *http.Request) {
	repo, err := p.sim.Repo(fullName(r))
	if err != nil {
		p.refuse(w, http.StatusNotFound, err)
		return
	}
	d := fileData{RepoView: repo, Branch: branchOf(r, repo), Path: r.PathValue("path")}
	files, err := p.sim.Files(repo.FullName, d.Branch)
	if err != nil && d.Branch != repo.DefaultBranch {
		p.refuse(w, http.StatusNotFound, err)
		return
	}
	content, exists := files[d.Path]
	d.Content, d.New = content, !exists
	d.Rows = min(max(strings.Count(content, "\n")+3, 12), 40)
	p.show(w, http.StatusOK, "file.html", d.Path, d)
}

// blob leads from GitHub's address of a file to ours.
func (p *page) blob(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, "/"+fullName(r)+"/edit/"+escape(r.PathValue("path")), http.StatusSeeOther)
}

type pullData struct {
	ghsim.PullView
	Files    []fileRows
	Timeline []moment
	// Loose are conversations on files that are not in the diff any more.
	Loose []ghsim.ThreadView
	Bot   bool // an App opened it
}

// pull shows a pull request.
func (p *page) pull(w http.ResponseWriter, r *http.Request) {
	number, err := strconv.Atoi(r.PathValue("number"))
	if err != nil {
		p.refuse(w, http.StatusNotFound, err)
		return
	}
	v, err := p.sim.Pull(fullName(r), number)
	if err != nil {
		p.refuse(w, http.StatusNotFound, err)
		return
	}
	d := pullData{PullView: v, Timeline: timeline(v), Bot: strings.HasSuffix(v.Author, "[bot]")}
	d.Files, d.Loose = rows(v)
	p.show(w, http.StatusOK, "pull.html", v.Title, d)
}
