// Package webhook is where GitHub reaches nodedock: it verifies a delivery,
// turns it into commands and answers once these are stored. It does no work
// and makes no request; Route, which decides, is pure.
package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/nodedock/nodedock/bot"
)

// An Inbox stores a delivery and its commands durably, both or neither. A GUID
// that it has seen is a duplicate, which is not stored again.
type Inbox interface {
	Accept(ctx context.Context, d bot.Delivery, commands []bot.Command) (duplicate bool, err error)
}

// The outcomes that Handler.Observe is told of.
const (
	Stored    = "stored"
	Duplicate = "duplicate"
	Ignored   = "ignored" // asks for nothing
	Rejected  = "rejected"
	Unstored  = "unstored" // the inbox failed; GitHub shows the delivery as failed
)

// Handler receives deliveries. It answers 202 when the delivery is stored or
// asks for nothing, 401 to a bad signature, 400 to what is malformed, 413
// above MaxBody, and 503 when the delivery cannot be stored.
type Handler struct {
	// Secrets are the HMAC keys of which one must have signed; while a secret
	// is being changed there are two. Without any, nothing is accepted.
	Secrets [][]byte
	Inbox   Inbox
	Log     *slog.Logger
	Now     func() time.Time
	// Observe counts; nil for nobody. The event is "" until it is verified.
	Observe func(event, outcome string)
}

// A refusal is an answer other than 2xx.
type refusal struct {
	status int
	reason string
}

func (r *refusal) Error() string { return r.reason }

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := h.read(w, r)
	if err != nil {
		h.refuse(w, "", err)
		return
	}
	event, guid, payload, err := open(r.Header, body)
	if err != nil {
		h.refuse(w, event, err)
		return
	}
	if event == "ping" {
		h.answer(w, event, http.StatusOK, Ignored)
		return
	}
	commands, err := Route(event, payload)
	if err != nil {
		h.refuse(w, event, &refusal{http.StatusBadRequest, err.Error()})
		return
	}
	h.accept(w, r, h.delivery(event, guid, payload), commands)
}

// accept stores what asks for something.
func (h *Handler) accept(w http.ResponseWriter, r *http.Request, d bot.Delivery, commands []bot.Command) {
	if len(commands) == 0 {
		h.answer(w, d.Event, http.StatusAccepted, Ignored)
		return
	}
	for i := range commands {
		commands[i].Delivery, commands[i].Event = d.GUID, d.Event
	}
	duplicate, err := h.Inbox.Accept(r.Context(), d, commands)
	switch {
	case err != nil:
		h.Log.Error("delivery not stored", "delivery", d.GUID, "event", d.Event, "error", err)
		h.observe(d.Event, Unstored)
		http.Error(w, "the delivery could not be stored", http.StatusServiceUnavailable)
	case duplicate:
		h.answer(w, d.Event, http.StatusAccepted, Duplicate)
	default:
		h.answer(w, d.Event, http.StatusAccepted, Stored)
	}
}

// delivery names a delivery for people.
func (h *Handler) delivery(event, guid string, payload []byte) bot.Delivery {
	var names struct {
		Action     string `json:"action"`
		Repository struct {
			FullName string `json:"full_name"`
		} `json:"repository"`
	}
	_ = json.Unmarshal(payload, &names) // what cannot be read stays empty
	return bot.Delivery{GUID: guid, Event: event, Action: names.Action, Repository: names.Repository.FullName, Received: h.Now()}
}

func (h *Handler) refuse(w http.ResponseWriter, event string, err error) {
	status := http.StatusBadRequest
	var r *refusal
	if errors.As(err, &r) {
		status = r.status
	}
	h.observe(event, Rejected)
	h.Log.Warn("delivery refused", "event", event, "status", status, "error", err)
	http.Error(w, err.Error(), status)
}

func (h *Handler) answer(w http.ResponseWriter, event string, status int, outcome string) {
	h.observe(event, outcome)
	w.WriteHeader(status)
	fmt.Fprintln(w, outcome)
}

func (h *Handler) observe(event, outcome string) {
	if h.Observe != nil {
		h.Observe(event, outcome)
	}
}
