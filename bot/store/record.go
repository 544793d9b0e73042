package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/nodedock/nodedock/bot"
)

// The outcomes of runs that Record stores.
const (
	RunWrote     = "wrote"
	RunUnchanged = "unchanged"
	RunFailed    = "failed"
	RunWaits     = "waits" // put off until a time
)

// Record implements bot.Recorder: the run is stored with what was read,
// decided and written.
func (s *Store) Record(ctx context.Context, r bot.Run) error {
	detail, err := json.Marshal(map[string]any{
		"head": r.Head, "read": r.Read, "found": r.Found, "fixed": r.Fixed, "wrote": r.Wrote,
		"pullRequest": r.PullRequest, "url": r.URL, "event": r.Command.Event, "key": r.Command.Key,
	})
	if err != nil {
		return fmt.Errorf("store the run of %s: %w", r.Command.Repository.FullName(), err)
	}
	outcome, reason := RunUnchanged, r.Why
	switch {
	case r.Error != "":
		outcome, reason = RunFailed, r.Error
	case !r.Until.IsZero():
		outcome, reason = RunWaits, fmt.Sprintf("%s; next try at %s", r.Why, r.Until.UTC().Format(time.RFC3339))
	case len(r.Wrote) > 0:
		outcome = RunWrote
	}
	return s.AddRun(context.WithoutCancel(ctx), Run{
		Delivery: r.Command.Delivery, Kind: string(r.Command.Kind), Repository: r.Command.Repository.FullName(),
		Started: r.Started, Finished: r.Finished, Outcome: outcome, Reason: reason, Detail: string(detail),
	})
}
