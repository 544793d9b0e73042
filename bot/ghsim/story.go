package ghsim

import "context"

// Note adds a line to the event log that no endpoint makes: what a story tells
// between two steps. repo may be empty.
func (s *Sim) Note(repo, actor, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.note(Event{Kind: "note", Repo: repo, Actor: actor, Text: text})
}

// Wait returns when done reports true; it is asked now and after everything
// that happens. It returns the context's error when that comes first.
func (s *Sim) Wait(ctx context.Context, done func() bool) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	happened := s.Subscribe(ctx)
	for !done() {
		if _, open := <-happened; !open {
			return ctx.Err()
		}
	}
	return nil
}
