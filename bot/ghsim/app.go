package ghsim

import (
	"crypto/rsa"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// An App describes a GitHub App.
type App struct {
	ID   int64
	Slug string // its bot is SLUG[bot]
	// Owner is who registered it; empty: an organisation of the App's slug.
	Owner string
	// Key verifies the tokens that the App signs.
	Key *rsa.PublicKey
	// WebhookURL and Secret say where deliveries go; without a URL none are made.
	WebhookURL, Secret string
	// Permissions are what installations grant, such as "contents": "write".
	Permissions map[string]string
	// Events are the webhook events it gets beside those every App gets.
	Events []string
}

type app struct {
	App
	owner   *account
	bot     *account
	created time.Time
	// deliveries are the attempts made, oldest first.
	deliveries []*delivery
}

// An installation is an App on an account.
type installation struct {
	id        int64
	app       *app
	account   *account
	all       bool
	selected  map[int64]bool
	suspended time.Time // zero: it is not
	created   time.Time
}

// AddApp registers an App.
func (s *Sim) AddApp(spec App) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if spec.ID == 0 || spec.Slug == "" || spec.Key == nil {
		return fmt.Errorf("app %q: id, slug and key are needed", spec.Slug)
	}
	owner := s.account(or(spec.Owner, spec.Slug), "Organization")
	s.apps = append(s.apps, &app{App: spec, owner: owner, bot: s.account(spec.Slug+"[bot]", "Bot"), created: s.now()})
	return nil
}

// SetWebhook changes where an App's deliveries go.
func (s *Sim) SetWebhook(appID int64, url string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, err := s.findApp(appID)
	if err != nil {
		return err
	}
	a.WebhookURL = url
	return nil
}

func (s *Sim) findApp(id int64) (*app, error) {
	i := slices.IndexFunc(s.apps, func(a *app) bool { return a.ID == id })
	if i < 0 {
		return nil, fmt.Errorf("no app %d", id)
	}
	return s.apps[i], nil
}

// covers reports whether the installation was given the repository.
func (i *installation) covers(r *repo) bool {
	return i.account == r.owner && (i.all || i.selected[r.id])
}

// repositories lists what the installation was given, in order of creation.
func (s *Sim) repositories(i *installation) []*repo {
	return slices.DeleteFunc(slices.Clone(s.repoOrder), func(r *repo) bool { return !i.covers(r) })
}

// installed finds the installations that see a repository.
func (s *Sim) installed(r *repo) []*installation {
	return slices.DeleteFunc(slices.Clone(s.installations), func(i *installation) bool { return !i.covers(r) })
}

// integration renders an App.
func (s *Sim) integration(a *app) obj {
	permissions := map[string]string{"metadata": "read"}
	maps.Copy(permissions, a.Permissions)
	return obj{
		"id": a.ID, "slug": a.Slug, "node_id": nodeID("A", a.ID), "owner": s.user(a.owner), "name": a.Slug,
		"client_id": fmt.Sprintf("Iv1.%016x", a.ID), "description": "", "external_url": s.web("/apps/%s", a.Slug),
		"html_url": s.web("/apps/%s", a.Slug), "created_at": a.created, "updated_at": a.created,
		"permissions": permissions, "events": append([]string{}, a.Events...),
	}
}

// installation renders an installation.
func (s *Sim) installation(i *installation) obj {
	selection := "selected"
	if i.all {
		selection = "all"
	}
	page := s.web("/settings/installations/%d", i.id)
	if i.account.kind == "Organization" {
		page = s.web("/organizations/%s/settings/installations/%d", i.account.login, i.id)
	}
	o := obj{
		"id": i.id, "account": s.user(i.account), "app_id": i.app.ID, "app_slug": i.app.Slug,
		"client_id": fmt.Sprintf("Iv1.%016x", i.app.ID), "target_id": i.account.id, "target_type": i.account.kind,
		"permissions": s.integration(i.app)["permissions"], "events": append([]string{}, i.app.Events...),
		"repository_selection": selection, "single_file_name": nil, "has_multiple_single_files": false,
		"single_file_paths": []string{}, "access_tokens_url": s.api("/app/installations/%d/access_tokens", i.id),
		"repositories_url": s.api("/installation/repositories"), "html_url": page,
		"created_at": i.created, "updated_at": i.created, "suspended_by": nil, "suspended_at": nil,
	}
	if !i.suspended.IsZero() {
		o["suspended_by"], o["suspended_at"] = s.user(i.account), i.suspended
	}
	return o
}

// granted returns the level of a permission: "", read, write or admin.
func (a *app) granted(name string) string {
	if name == "metadata" {
		return "read"
	}
	return a.Permissions[name]
}

// levels orders what a permission allows.
var levels = []string{"", "read", "write", "admin"}

// allows reports whether have is at least want.
func allows(have, want string) bool { return slices.Index(levels, have) >= slices.Index(levels, want) }

// subscribed reports whether the App gets an event.
func (a *app) subscribed(event, action string) bool {
	switch {
	case strings.HasPrefix(event, "installation"), event == "ping":
		return true
	case event == "check_suite" || event == "check_run":
		// Apps with write access to checks get these requests unasked.
		if action == "requested" || action == "rerequested" {
			return allows(a.granted("checks"), "write")
		}
	}
	return slices.Contains(a.Events, event)
}
