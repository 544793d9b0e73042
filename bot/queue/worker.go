package queue

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/bot/store"
)

// maxAttempts is how often a command is tried: with backoff's delays, for
// about two days. Snoozing does not count.
const maxAttempts = 50

// turn is how long a command waits for another of its repository.
const turn = 250 * time.Millisecond

// The outcomes of an attempt.
const (
	OutcomeDone      = "done"
	OutcomeCovered   = "covered"   // an earlier run has read what this one would
	OutcomeForgotten = "forgotten" // the App was removed
	OutcomeRetry     = "retry"
	OutcomeSnooze    = "snooze" // to be done at a time that the error named
	OutcomeReturned  = "returned"
	OutcomeCancelled = "cancelled" // another try would not help
	OutcomeGivenUp   = "given-up"  // the last attempt failed

	outcomeWaiting = "waiting" // for another command of the repository
)

// An Attempt is one finished try at a command, for metrics.
type Attempt struct {
	Command bot.Command
	Outcome string
	Took    time.Duration
}

// commandWorker handles commands, one at a time per repository.
type commandWorker struct {
	river.WorkerDefaults[commandArgs]
	queue *Queue
}

// Work implements river.Worker.
func (w *commandWorker) Work(ctx context.Context, job *river.Job[commandArgs]) error {
	q, c := w.queue, job.Args.Command
	log := q.log.With("job", job.ID, "kind", string(c.Kind), "repository", c.Repository.FullName(), "delivery", c.Delivery)
	began := time.Now()
	outcome, err := q.attempt(ctx, log, job)
	if outcome == outcomeWaiting {
		return river.JobSnooze(turn)
	}
	took := time.Since(began)
	q.config.Observe(Attempt{Command: c, Outcome: outcome, Took: took})
	q.finish(log, job, outcome, err)
	logEnd(log, job, outcome, took, err)
	return verdict(outcome, err)
}

// logEnd tells of an attempt that ended otherwise than it should; the bot
// itself tells of what it did.
func logEnd(log *slog.Logger, job *river.Job[commandArgs], outcome string, took time.Duration, err error) {
	level := slog.LevelInfo
	switch outcome {
	case OutcomeDone, OutcomeCovered:
		level = slog.LevelDebug
	case OutcomeCancelled, OutcomeGivenUp:
		level = slog.LevelError
	}
	log.Log(context.Background(), level, "job ended", "outcome", outcome, "attempt", job.Attempt, "took", took, "error", errorText(err))
}

// attempt carries the job's command out under the repository's lease.
func (q *Queue) attempt(ctx context.Context, log *slog.Logger, job *river.Job[commandArgs]) (outcome string, err error) {
	c := job.Args.Command
	if gone, err := q.store.Forgotten(ctx, c.Repository); err != nil || gone {
		return q.classify(ctx, job, OutcomeForgotten, err), err
	}
	if until, ok := q.later.of(c, time.Now()); ok {
		err := &bot.Later{Until: until, Reason: "an earlier command of the repository was put off"}
		return OutcomeSnooze, err
	}
	outcome = OutcomeDone
	err = q.underLease(ctx, c, func(ctx context.Context) error {
		mark, covered, err := q.mark(ctx, job.Args)
		if err != nil || covered {
			outcome = OutcomeCovered
			return err
		}
		log.Debug("job started", "attempt", job.Attempt)
		if err := q.handle(ctx, c); err != nil {
			return err
		}
		return q.cover(ctx, c, mark)
	})
	return q.classify(ctx, job, outcome, err), err
}

// handle calls the handler and turns its panic into an error.
func (q *Queue) handle(ctx context.Context, c bot.Command) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return q.config.Handle(ctx, c)
}

// classify says what an attempt that ended in err, or else in success, means.
func (q *Queue) classify(ctx context.Context, job *river.Job[commandArgs], success string, err error) string {
	var later bot.RetryAfter
	switch {
	case err == nil:
		return success
	case errors.Is(err, store.ErrLeaseTaken):
		return outcomeWaiting
	case ctx.Err() != nil && q.stopping.Load(), errors.Is(err, store.ErrLeaseLost):
		return OutcomeReturned
	case errors.As(err, &later):
		q.later.put(job.Args.Command, later.RetryAt(), time.Now())
		return OutcomeSnooze
	case bot.IsPermanent(err):
		return OutcomeCancelled
	case job.Attempt >= job.MaxAttempts:
		return OutcomeGivenUp
	}
	return OutcomeRetry
}

// verdict is what River is told of an outcome.
func verdict(outcome string, err error) error {
	switch outcome {
	case OutcomeReturned:
		return river.JobSnooze(0)
	case OutcomeSnooze:
		var later bot.RetryAfter
		errors.As(err, &later)
		return river.JobSnooze(max(0, time.Until(later.RetryAt())))
	case OutcomeCancelled:
		return river.JobCancel(err)
	}
	return err
}

// finish records the end of the work for a delivery. The job is done
// whether or not that can be recorded.
func (q *Queue) finish(log *slog.Logger, job *river.Job[commandArgs], outcome string, problem error) {
	status := store.Done
	switch outcome {
	case OutcomeRetry, OutcomeSnooze, OutcomeReturned:
		return
	case OutcomeCancelled, OutcomeGivenUp:
		status = store.Failed
	}
	ctx, cancel := context.WithTimeout(context.Background(), storeTimeout)
	defer cancel()
	guid := job.Args.Command.Delivery
	if err := q.store.FinishDelivery(ctx, q.store.DB, guid, status, errorText(problem)); err != nil {
		log.Warn("the delivery's end is not recorded", "error", err)
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// backoff doubles the delay from 2 seconds to an hour, give or take a tenth.
type backoff struct{}

// NextRetry implements river.ClientRetryPolicy.
func (backoff) NextRetry(job *rivertype.JobRow) time.Time {
	delay := time.Hour
	if n := len(job.Errors); n < 11 {
		delay = 2 * time.Second << n
	}
	return time.Now().Add(time.Duration(float64(delay) * (0.9 + rand.Float64()/5)))
}
