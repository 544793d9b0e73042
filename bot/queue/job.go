package queue

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/bot/store"
)

// storeTimeout bounds a transaction that stores work.
const storeTimeout = 30 * time.Second

// firstTimer is when a repository's timers first run out.
const firstTimer = 24 * time.Hour

// commandArgs is a command as River stores it.
type commandArgs struct {
	// Unique tells pieces of work apart: of those with the same text only one
	// is queued.
	Unique  string      `json:"unique" river:"unique"`
	Command bot.Command `json:"command"`
	// Arrival is the id of the delivery that asked, 0 for timers.
	Arrival int64 `json:"arrival,omitempty"`
}

// Kind implements river.JobArgs.
func (commandArgs) Kind() string { return "command" }

func newJob(c bot.Command, arrival int64) commandArgs {
	return commandArgs{Unique: unique(c), Command: c, Arrival: arrival}
}

// unique returns what two commands share when they are one piece of work.
//
// A Reconcile is told apart by its delivery too. The same commit may be pushed
// again, back and forth, and the job of the first time may have read the
// repository before the second; whether it has is known only when the second
// job runs, by Covered.
func unique(c bot.Command) string {
	key := c.Key
	if key == "" || c.Kind == bot.Reconcile {
		key += "@" + c.Delivery
	}
	return fmt.Sprintf("%s/%d/%d/%s/%d/%s", c.Kind, c.Repository.Installation, c.Repository.ID,
		strings.ToLower(c.Repository.FullName()), c.PullRequest, key)
}

// priority puts people who wait before pushes, and pushes before timers.
var priority = map[bot.Kind]int{
	bot.RunComment: 1, bot.CheckPullRequest: 2, bot.Reconcile: 2, bot.Rollout: 3, bot.Digests: 4,
}

// unfinished are the states of jobs that are still to be done.
var unfinished = []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable,
	rivertype.JobStateRunning, rivertype.JobStateScheduled,
}

func (a commandArgs) insertOpts() *river.InsertOpts {
	opts := &river.InsertOpts{Priority: priority[a.Command.Kind], UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: unfinished}}
	if a.Command.Kind == bot.RunComment {
		// A comment is carried out once, and stays so when it is done.
		opts.UniqueOpts.ByState = append([]rivertype.JobState{rivertype.JobStateCompleted}, unfinished...)
	}
	if a.Command.Event == timer {
		opts.Priority = 4
	}
	return opts
}

// admit brings the known repositories up to date with a new delivery and
// returns the jobs that it asks for.
func (q *Queue) admit(ctx context.Context, tx *sql.Tx, e *entry, arrival int64) ([]commandArgs, error) {
	var jobs []commandArgs
	for _, c := range e.commands {
		if c.Kind == bot.Forget {
			if err := q.forget(ctx, tx, c.Repository); err != nil {
				return nil, err
			}
			continue
		}
		if err := q.remember(ctx, tx, c); err != nil {
			return nil, err
		}
		if strings.HasPrefix(c.Event, "installation") {
			if err := q.store.Welcome(ctx, tx, c.Repository); err != nil {
				return nil, err
			}
		}
		jobs = append(jobs, newJob(c, arrival))
	}
	if len(jobs) == 0 {
		return nil, q.store.FinishDelivery(ctx, tx, e.delivery.GUID, store.Done, "")
	}
	return jobs, nil
}

func (q *Queue) remember(ctx context.Context, tx *sql.Tx, c bot.Command) error {
	due := firstTimer
	if q.config.ReconcileInterval > 0 {
		due = q.config.ReconcileInterval
	}
	return q.store.See(ctx, tx, c.Repository, due)
}

// insert adds the jobs in tx, each piece of work once.
func (q *Queue) insert(ctx context.Context, tx *sql.Tx, jobs []commandArgs) error {
	var params []river.InsertManyParams
	seen := map[string]bool{}
	for _, job := range jobs {
		if !seen[job.Unique] {
			seen[job.Unique] = true
			params = append(params, river.InsertManyParams{Args: job, InsertOpts: job.insertOpts()})
		}
	}
	if len(params) == 0 {
		return nil
	}
	results, err := q.client.InsertManyTx(ctx, tx, params)
	if err != nil {
		return fmt.Errorf("queue %d commands: %w", len(params), err)
	}
	for i, r := range results {
		if !r.UniqueSkippedAsDuplicate {
			continue
		}
		guid := params[i].Args.(commandArgs).Command.Delivery
		if err := q.store.FinishDelivery(ctx, tx, guid, store.Done, ""); err != nil {
			return err
		}
	}
	return nil
}

// Schedule queues commands that no delivery of their own asked for, all or
// none, and returns when they are on the disk.
func (q *Queue) Schedule(ctx context.Context, commands ...bot.Command) error {
	return q.store.Tx(ctx, func(tx *sql.Tx) error {
		var jobs []commandArgs
		for _, c := range commands {
			if err := q.remember(ctx, tx, c); err != nil {
				return err
			}
			jobs = append(jobs, newJob(c, 0))
		}
		return q.insert(ctx, tx, jobs)
	})
}
