package ghsim

import (
	"fmt"
	"slices"
	"time"
)

// Install puts an App on an account, with all its repositories or with those
// named, and returns the installation's id.
func (s *Sim) Install(appID int64, owner string, repos ...string) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, err := s.findApp(appID)
	if err != nil {
		return 0, err
	}
	i := &installation{id: s.id(), app: a, account: s.account(owner, "Organization"), all: len(repos) == 0, selected: make(map[int64]bool), created: s.now()}
	for _, name := range repos {
		r, err := s.lookup(owner + "/" + name)
		if err != nil {
			return 0, err
		}
		i.selected[r.id] = true
	}
	s.installations = append(s.installations, i)
	s.installationEvent(i, "created", obj{"repositories": briefs(s.repositories(i)), "requester": nil})
	return i.id, nil
}

// briefs renders repositories as installation events hold them.
func briefs(repos []*repo) []obj {
	out := []obj{}
	for _, r := range repos {
		out = append(out, obj{"id": r.id, "node_id": nodeID("R", r.id), "name": r.name, "full_name": r.fullName(), "private": r.private})
	}
	return out
}

func (s *Sim) installationEvent(i *installation, action string, more obj) {
	payload := obj{"installation": s.installation(i), "sender": s.user(i.account)}
	for key, value := range more {
		payload[key] = value
	}
	s.note(Event{Kind: "installation", Action: action, Actor: i.account.login, Text: fmt.Sprintf("installation of %s: %s", i.app.Slug, action)})
	s.emitTo(i, nil, "installation", action, payload)
}

func (s *Sim) findInstallation(id int64) (*installation, error) {
	n := slices.IndexFunc(s.installations, func(i *installation) bool { return i.id == id })
	if n < 0 {
		return nil, fmt.Errorf("no installation %d", id)
	}
	return s.installations[n], nil
}

// Uninstall removes an installation; its tokens end at once.
func (s *Sim) Uninstall(id int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, err := s.findInstallation(id)
	if err != nil {
		return err
	}
	repos := briefs(s.repositories(i))
	s.installations = slices.DeleteFunc(s.installations, func(other *installation) bool { return other == i })
	s.installationEvent(i, "deleted", obj{"repositories": repos})
	return nil
}

// Suspend stops an installation until Unsuspend.
func (s *Sim) Suspend(id int64) error { return s.setSuspended(id, true) }

// Unsuspend ends a suspension.
func (s *Sim) Unsuspend(id int64) error { return s.setSuspended(id, false) }

func (s *Sim) setSuspended(id int64, yes bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, err := s.findInstallation(id)
	if err != nil {
		return err
	}
	action := "unsuspend"
	i.suspended = time.Time{}
	if yes {
		action, i.suspended = "suspend", s.now()
	}
	s.installationEvent(i, action, nil)
	return nil
}

// Select adds a repository to an installation of selected repositories, or
// takes it away.
func (s *Sim) Select(id int64, name string, include bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, err := s.findInstallation(id)
	if err != nil {
		return err
	}
	r, err := s.lookup(i.account.login + "/" + name)
	if err != nil {
		return err
	}
	added, removed, action := []obj{}, []obj{}, "added"
	if include {
		i.selected[r.id], added = true, briefs([]*repo{r})
	} else {
		delete(i.selected, r.id)
		removed, action = briefs([]*repo{r}), "removed"
	}
	s.note(Event{Kind: "installation_repositories", Action: action, Repo: r.fullName(), Actor: i.account.login, Text: action + " " + r.fullName()})
	s.emitTo(i, nil, "installation_repositories", action, obj{
		"installation": s.installation(i), "sender": s.user(i.account), "repository_selection": "selected",
		"repositories_added": added, "repositories_removed": removed, "requester": nil,
	})
	return nil
}
