package ghsim

import (
	"fmt"
	"strings"
	"time"

	"github.com/nodedock/nodedock/bot/ghsim/git"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// A repo is a repository with everything in it.
type repo struct {
	id            int64
	owner         *account
	name          string
	private       bool
	archived      bool
	disabled      bool
	parent        *repo // of a fork
	defaultBranch string
	created       time.Time
	pushed        time.Time

	git    *git.Store        // shared by a repository and its forks
	signed map[git.ID]bool   // commits made for an App; shared like git
	refs   map[string]git.ID // by full name: "refs/heads/main"
	access map[string]string // permission by login

	numbers int // the last issue or pull request number
	pulls   []*pull
	checks  []*checkRun
}

// A Repo describes a repository to create.
type Repo struct {
	// Owner and Name; the owner becomes an organisation when it is new.
	Owner, Name string
	// DefaultBranch is "main" when empty.
	DefaultBranch               string
	Private, Archived, Disabled bool
	// Access gives people permissions, by login.
	Access map[string]string
}

// AddRepo creates an empty repository. Installations of all repositories of
// its owner see it at once, without an event, as if it had always been there.
func (s *Sim) AddRepo(spec Repo) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.newRepo(s.account(spec.Owner, "Organization"), spec.Name)
	if err != nil {
		return err
	}
	r.defaultBranch = or(spec.DefaultBranch, "main")
	r.private, r.archived, r.disabled = spec.Private, spec.Archived, spec.Disabled
	for login, permission := range spec.Access {
		r.access[s.account(login, "User").login] = permission
	}
	return nil
}

var validName = pattern.New(`^[A-Za-z0-9._-]{1,100}$`)

func (s *Sim) newRepo(owner *account, name string) (*repo, error) {
	r := &repo{
		id: s.id(), owner: owner, name: name, defaultBranch: "main", created: s.now(),
		git: new(git.Store), signed: make(map[git.ID]bool), refs: make(map[string]git.ID), access: make(map[string]string),
	}
	if !validName.MatchString(name) {
		return nil, fmt.Errorf("repository name %q: letters, digits, dots, dashes and underscores only", name)
	}
	if s.repos[r.key()] != nil {
		return nil, fmt.Errorf("repository %s exists", r.fullName())
	}
	if s.repos == nil {
		s.repos = make(map[string]*repo)
	}
	s.repos[r.key()] = r
	s.repoOrder = append(s.repoOrder, r)
	return r, nil
}

// Fork copies a repository to a person's account, under the same name.
func (s *Sim) Fork(fullName, login string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	from, err := s.lookup(fullName)
	if err != nil {
		return err
	}
	r, err := s.newRepo(s.account(login, "User"), from.name)
	if err != nil {
		return err
	}
	r.parent, r.git, r.signed, r.defaultBranch = from, from.git, from.signed, from.defaultBranch
	for ref, id := range from.refs {
		r.refs[ref] = id
	}
	return nil
}

func (r *repo) fullName() string { return r.owner.login + "/" + r.name }
func (r *repo) key() string      { return strings.ToLower(r.fullName()) }

// head returns the tip of a branch.
func (r *repo) head(branch string) (git.ID, bool) {
	id, ok := r.refs["refs/heads/"+branch]
	return id, ok
}

// resolve finds the commit that a branch, tag, "HEAD", full ref or object name
// stands for.
func (r *repo) resolve(rev string) (git.ID, bool) {
	if rev == "HEAD" {
		rev = r.defaultBranch
	}
	for _, ref := range []string{"refs/heads/" + rev, "refs/tags/" + rev, rev, "refs/" + rev} {
		if id, ok := r.refs[ref]; ok {
			return id, true
		}
	}
	if _, ok := r.git.Commit(git.ID(rev)); ok {
		return git.ID(rev), true
	}
	return "", false
}

// lookup finds a repository by "owner/name", by an old name too.
func (s *Sim) lookup(fullName string) (*repo, error) {
	key := strings.ToLower(fullName)
	if r := s.repos[key]; r != nil {
		return r, nil
	}
	if r := s.moved[key]; r != nil {
		return r, nil
	}
	return nil, fmt.Errorf("no repository %q", fullName)
}
