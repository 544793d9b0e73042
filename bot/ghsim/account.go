package ghsim

import (
	"fmt"
	"strings"
)

// An account is a user, an organisation or an App's bot.
type account struct {
	id    int64
	login string // a bot's ends in "[bot]"
	kind  string // "User", "Organization", "Bot"
}

// AddUser creates a person. Adding one that exists does nothing.
func (s *Sim) AddUser(login string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.account(login, "User")
}

// AddOrg creates an organisation.
func (s *Sim) AddOrg(login string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.account(login, "Organization")
}

// AddBot creates the account of another App, for example "renovate[bot]".
func (s *Sim) AddBot(login string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.account(strings.TrimSuffix(login, "[bot]")+"[bot]", "Bot")
}

// account returns the account of that login and creates it when missing.
func (s *Sim) account(login, kind string) *account {
	key := strings.ToLower(login)
	if a := s.accounts[key]; a != nil {
		return a
	}
	if s.accounts == nil {
		s.accounts = make(map[string]*account)
	}
	a := &account{id: s.id(), login: login, kind: kind}
	s.accounts[key] = a
	return a
}

// person returns the account that does something on the people's side.
func (s *Sim) person(login string) (*account, error) {
	if a := s.accounts[strings.ToLower(login)]; a != nil {
		return a, nil
	}
	return nil, fmt.Errorf("no user %q", login)
}

func (a *account) email() string {
	return fmt.Sprintf("%d+%s@users.noreply.github.com", a.id, a.login)
}

// Allow gives a person a permission on a repository: admin, maintain, write,
// triage, read or none.
func (s *Sim) Allow(fullName, login, permission string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.lookup(fullName)
	if err != nil {
		return err
	}
	r.access[s.account(login, "User").login] = permission
	return nil
}

// permission returns what an account may do in a repository.
func (r *repo) permission(a *account) string {
	switch {
	case a == nil:
		return "none"
	case r.access[a.login] != "":
		return r.access[a.login]
	case r.owner == a:
		return "admin"
	case r.private:
		return "none"
	}
	return "read"
}

// association is how the API words a person's relation to a repository.
func (r *repo) association(a *account) string {
	switch {
	case a == nil:
		return "NONE"
	case r.owner == a:
		return "OWNER"
	case r.access[a.login] == "" || a.kind == "Bot":
		return "NONE"
	case r.owner.kind == "Organization":
		return "MEMBER"
	}
	return "COLLABORATOR"
}
