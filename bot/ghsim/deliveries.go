package ghsim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"
)

// A delivery is one webhook delivery, and what became of its last attempt.
type delivery struct {
	id           int64
	guid         string
	event        string
	action       string
	app          *app
	installation int64
	repoID       int64
	repo         string
	url, secret  string
	payload      []byte
	redelivery   bool
	at           time.Time
	outcome
}

// A Delivery is a webhook delivery as the tests and the demo see it.
type Delivery struct {
	ID                  int64
	GUID, Event, Action string
	Repo                string
	Payload             []byte
	Status              int // of the receiver's answer
	Redelivery          bool
}

// Deliveries returns the attempts that were made, oldest first.
func (s *Sim) Deliveries() []Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Delivery
	for _, a := range s.apps {
		for _, d := range a.deliveries {
			all = append(all, Delivery{d.id, d.guid, d.event, d.action, d.repo, d.payload, d.code, d.redelivery})
		}
	}
	return all
}

// emit sends an event about a repository to the Apps that see it.
func (s *Sim) emit(r *repo, sender *account, event, action string, payload obj) {
	for _, i := range s.installed(r) {
		if !i.suspended.IsZero() {
			continue
		}
		p := obj{"repository": s.repository(r), "sender": s.user(sender)}
		for key, value := range payload {
			p[key] = value
		}
		s.emitTo(i, r, event, action, p)
	}
}

// emitTo sends an event to one installation.
func (s *Sim) emitTo(i *installation, r *repo, event, action string, payload obj) {
	if i.app.WebhookURL == "" || !i.app.subscribed(event, action) {
		return
	}
	if action != "" {
		payload["action"] = action
	}
	if i.account.kind == "Organization" {
		payload["organization"] = obj{
			"login": i.account.login, "id": i.account.id, "node_id": nodeID("O", i.account.id),
			"url": s.api("/orgs/%s", i.account.login), "description": "",
		}
	}
	if payload["installation"] == nil {
		payload["installation"] = obj{"id": i.id, "node_id": nodeID("I", i.id)}
	}
	raw, err := json.Marshal(payload)
	if err != nil {
		panic(fmt.Sprintf("ghsim: marshal %s payload: %v", event, err))
	}
	d := &delivery{
		id: s.id(), guid: uuid.NewString(), event: event, action: action, app: i.app, installation: i.id,
		url: i.app.WebhookURL, secret: i.app.Secret, payload: raw, at: s.now(),
	}
	if r != nil {
		d.repoID, d.repo = r.id, r.fullName()
	}
	s.send(d)
}

// delivered records an attempt.
func (s *Sim) delivered(d *delivery, o outcome) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d.outcome = o
	d.app.deliveries = append(d.app.deliveries, d)
	s.note(Event{Kind: "delivery", Action: d.event, Repo: d.repo, Actor: "GitHub", Text: fmt.Sprintf("delivered %s to %s: %d", d.event, d.app.Slug, o.code)})
}

func (c *call) delivery(d *delivery) obj {
	o := obj{
		"id": d.id, "guid": d.guid, "delivered_at": d.at, "redelivery": d.redelivery, "duration": d.took.Seconds(),
		"status": d.status, "status_code": d.code, "event": d.event, "action": nil, "installation_id": d.installation,
		"repository_id": nil, "throttled_at": nil,
	}
	if d.action != "" {
		o["action"] = d.action
	}
	if d.repoID != 0 {
		o["repository_id"] = d.repoID
	}
	return o
}

// listDeliveries answers newest first, by cursor.
func listDeliveries(c *call) (answer, error) {
	all := slices.Clone(c.app.deliveries)
	slices.Reverse(all)
	if cursor := int64(atoi(c.r.URL.Query().Get("cursor"), 0)); cursor != 0 {
		at := slices.IndexFunc(all, func(d *delivery) bool { return d.id == cursor })
		all = all[max(at, 0):]
	}
	size := min(max(atoi(c.r.URL.Query().Get("per_page"), 30), 1), 100)
	header := http.Header{}
	if len(all) > size {
		header.Set("Link", fmt.Sprintf(`<%s%s?per_page=%d&cursor=%d>; rel="next"`, c.origin(), c.path(), size, all[size].id))
		all = all[:size]
	}
	out := []obj{}
	for _, d := range all {
		out = append(out, c.delivery(d))
	}
	return answer{body: out, header: header}, nil
}

func (c *call) findDelivery() (*delivery, error) {
	i := slices.IndexFunc(c.app.deliveries, func(d *delivery) bool { return d.id == c.number("id") })
	if i < 0 {
		return nil, notFound
	}
	return c.app.deliveries[i], nil
}

func getDelivery(c *call) (answer, error) {
	d, err := c.findDelivery()
	if err != nil {
		return answer{}, err
	}
	var payload any
	if err := json.Unmarshal(d.payload, &payload); err != nil {
		return answer{}, fmt.Errorf("payload of delivery %d: %w", d.id, err)
	}
	o := c.delivery(d)
	o["url"] = d.url
	o["request"] = obj{"headers": flat(d.outcome.request), "payload": payload}
	o["response"] = obj{"headers": flat(d.outcome.response), "payload": d.outcome.body}
	return ok(o)
}

// flat keeps the first value of every header.
func flat(h http.Header) obj {
	o := obj{}
	for key, values := range h {
		o[key] = values[0]
	}
	return o
}

// redeliver sends a delivery again, under its own GUID.
func redeliver(c *call) (answer, error) {
	d, err := c.findDelivery()
	if err != nil {
		return answer{}, err
	}
	again := *d
	again.id, again.redelivery, again.at, again.outcome = c.id(), true, c.now(), outcome{}
	again.url, again.secret = d.app.WebhookURL, d.app.Secret
	c.send(&again)
	return answer{status: http.StatusAccepted, body: obj{}}, nil
}
