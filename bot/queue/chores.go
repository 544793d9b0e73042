package queue

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/bot/store"
)

// A Chore is done from time to time by one of the replicas.
type Chore struct {
	Name     string
	Interval time.Duration
	// Do is not repeated before the interval is over, whatever it returns.
	Do func(context.Context) error
}

// timer is the Event of commands that no delivery asked for.
const timer = "timer"

// choreQueue keeps chores from waiting behind commands.
const choreQueue = "chores"

// dueInterval is how often repositories whose timers ran out are looked for,
// and dueLimit how many are taken up each time: it spreads the daily work.
const (
	dueInterval   = time.Minute
	dueLimit      = 20
	pruneInterval = time.Hour
)

// chores returns all chores: those of the configuration and the queue's own.
func (q *Queue) chores() []Chore {
	chores := append([]Chore{{Name: "prune", Interval: pruneInterval, Do: q.prune}}, q.config.Chores...)
	if interval := q.config.ReconcileInterval; interval > 0 {
		chores = append(chores, Chore{
			Name: "due-" + string(bot.Reconcile), Interval: min(dueInterval, max(interval, time.Second)),
			Do: func(ctx context.Context) error {
				return q.scheduleDue(ctx, bot.Reconcile, store.ReconcileTimer, interval)
			},
		})
	}
	return chores
}

func (q *Queue) prune(ctx context.Context) error {
	return q.store.Prune(ctx, q.store.Now().Add(-q.config.Retention))
}

// scheduleDue queues a command for the repositories whose timer ran out, and
// winds it again.
func (q *Queue) scheduleDue(ctx context.Context, kind bot.Kind, t store.Timer, interval time.Duration) error {
	repositories, err := q.store.Due(ctx, t, dueLimit)
	if err != nil {
		return err
	}
	day := q.store.Now().UTC().Format(time.RFC3339)
	return q.store.Tx(ctx, func(tx *sql.Tx) error {
		var jobs []commandArgs
		for _, r := range repositories {
			if err := q.store.Wind(ctx, tx, t, r.ID, interval); err != nil {
				return err
			}
			jobs = append(jobs, newJob(bot.Command{Kind: kind, Repository: r, Event: timer, Key: day}, 0))
		}
		return q.insert(ctx, tx, jobs)
	})
}

// choreArgs is a chore as River stores it.
type choreArgs struct {
	Name string `json:"name" river:"unique"`
}

// Kind implements river.JobArgs.
func (choreArgs) Kind() string { return "chore" }

func (q *Queue) periodicJobs() []*river.PeriodicJob {
	var jobs []*river.PeriodicJob
	for _, c := range q.chores() {
		jobs = append(jobs, river.NewPeriodicJob(river.PeriodicInterval(c.Interval),
			func() (river.JobArgs, *river.InsertOpts) {
				return choreArgs{c.Name}, &river.InsertOpts{
					Queue: choreQueue, MaxAttempts: 1,
					UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: unfinished},
				}
			}, nil))
	}
	return jobs
}

// choreWorker does chores.
type choreWorker struct {
	river.WorkerDefaults[choreArgs]
	queue *Queue
}

// Work implements river.Worker.
func (w *choreWorker) Work(ctx context.Context, job *river.Job[choreArgs]) error {
	for _, c := range w.queue.chores() {
		if c.Name != job.Args.Name {
			continue
		}
		if err := c.Do(ctx); err != nil {
			w.queue.log.Warn("chore failed", "chore", c.Name, "error", err)
			return fmt.Errorf("%s: %w", c.Name, err)
		}
	}
	return nil
}
