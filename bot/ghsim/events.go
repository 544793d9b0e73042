package ghsim

import (
	"context"
	"slices"
	"time"
)

// An Event is something that happened, for people to read.
type Event struct {
	ID     int // from 1, without gaps
	At     time.Time
	Kind   string // such as "push", "pull_request", "delivery"
	Action string // such as "opened"
	Repo   string // "owner/name", or empty
	Number int    // of the pull request, or 0
	Actor  string
	Text   string // one line
}

// eventLog keeps every event and tells those who listen. The Sim's lock
// guards it.
type eventLog struct {
	events    []Event
	listeners []chan struct{}
}

// Events returns what happened after the event with that ID; 0: everything.
func (s *Sim) Events(after int) []Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.log.events[min(max(after, 0), len(s.log.events)):])
}

// Subscribe returns a channel of everything that happens from now on. It is
// closed when the context ends. A slow reader misses nothing.
func (s *Sim) Subscribe(ctx context.Context) <-chan Event {
	out := make(chan Event)
	wake := make(chan struct{}, 1)
	s.mu.Lock()
	at := len(s.log.events)
	s.log.listeners = append(s.log.listeners, wake)
	s.mu.Unlock()
	go func() {
		defer close(out)
		defer s.unsubscribe(wake)
		for {
			for _, e := range s.Events(at) {
				select {
				case out <- e:
					at = e.ID
				case <-ctx.Done():
					return
				}
			}
			select {
			case <-wake:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

func (s *Sim) unsubscribe(wake chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log.listeners = slices.DeleteFunc(s.log.listeners, func(c chan struct{}) bool { return c == wake })
}

// note adds an event. The caller holds the lock.
func (s *Sim) note(e Event) {
	e.ID, e.At = len(s.log.events)+1, s.now()
	s.log.events = append(s.log.events, e)
	for _, wake := range s.log.listeners {
		select {
		case wake <- struct{}{}:
		default: // it is awake already
		}
	}
}
