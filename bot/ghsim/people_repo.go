package ghsim

import (
	"fmt"
	"strings"
)

// RenameRepo renames a repository. Its old name answers with a redirect.
func (s *Sim) RenameRepo(fullName, name, login string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, actor, err := s.scene(fullName, login)
	if err != nil {
		return err
	}
	from := r.name
	if taken := s.repos[strings.ToLower(r.owner.login+"/"+name)]; taken != nil || !validName.MatchString(name) {
		return fmt.Errorf("rename %s: %q is taken or not a name", fullName, name)
	}
	if s.moved == nil {
		s.moved = make(map[string]*repo)
	}
	s.moved[r.key()] = r
	delete(s.repos, r.key())
	r.name = name
	s.repos[r.key()] = r
	s.note(Event{Kind: "repository", Action: "renamed", Repo: r.fullName(), Actor: actor.login, Text: fmt.Sprintf("renamed %s to %s", from, name)})
	s.emit(r, actor, "repository", "renamed", obj{"changes": obj{"repository": obj{"name": obj{"from": from}}}})
	return nil
}

// Archive makes a repository read-only, or writable again.
func (s *Sim) Archive(fullName string, archived bool, login string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.lookup(fullName)
	if err != nil {
		return err
	}
	actor, err := s.person(login)
	if err != nil {
		return err
	}
	action := map[bool]string{true: "archived", false: "unarchived"}[archived]
	r.archived = archived
	s.note(Event{Kind: "repository", Action: action, Repo: r.fullName(), Actor: actor.login, Text: action + " " + r.fullName()})
	s.emit(r, actor, "repository", action, nil)
	return nil
}
