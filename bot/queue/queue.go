// Package queue carries commands from the webhook to the bot and loses none:
// a delivery and its jobs are stored in one transaction, a worker handles
// them one at a time per repository, and what a crash interrupted is taken up
// again. River keeps the jobs; this package decides what an error means and
// when work is already covered. It knows nothing of GitHub.
package queue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/bot/store"
)

// Config says how a queue works. Store and Log are required; Handle is, once
// the queue is started.
type Config struct {
	Store *store.Store
	Log   *slog.Logger
	// Handle carries a command out. An error with RetryAt() time.Time is
	// tried again then, without counting as an attempt; one that bot.Permanent
	// made is not tried again; any other is, later and later.
	Handle func(context.Context, bot.Command) error
	// Workers is how many commands are handled at once, 8 when 0.
	Workers int
	// Timeout is how long one command may take, 15 minutes when 0.
	Timeout time.Duration
	// Observe is told of every finished attempt; nil for nobody.
	Observe func(Attempt)

	// Chores are done by one replica at a time, each in its interval.
	Chores []Chore
	// ReconcileInterval says how often each known repository is reconciled
	// without being asked; 0 is never.
	ReconcileInterval time.Duration
	// Retention is how long finished deliveries and runs are kept, 14 days
	// when 0. GitHub redelivers for 3 days.
	Retention time.Duration

	// poll is how often the database is asked for jobs.
	poll time.Duration
}

// The defaults of Config.
const (
	defaultWorkers   = 8
	defaultTimeout   = 15 * time.Minute
	defaultRetention = 14 * 24 * time.Hour
)

// A Queue stores commands and has them handled.
type Queue struct {
	config  Config
	store   *store.Store
	log     *slog.Logger
	replica string // identifies this process in leases and jobs
	client  *river.Client[*sql.Tx]
	inbox   *inbox
	later   later

	stopping atomic.Bool
	cancel   context.CancelFunc // ends the heartbeat
	beating  sync.WaitGroup
}

// Open prepares the queue's tables and returns a queue that accepts commands;
// Start has them handled. The queue must be stopped even when it was not
// started.
func Open(ctx context.Context, config Config) (*Queue, error) {
	q := &Queue{config: config, store: config.Store, log: config.Log, replica: uuid.NewString()}
	q.fillDefaults()
	driver := q.driver()
	if err := migrate(ctx, driver, q.riverLog()); err != nil {
		return nil, err
	}
	client, err := river.NewClient(driver, q.riverConfig())
	if err != nil {
		return nil, fmt.Errorf("set up the queue: %w", err)
	}
	q.client = client
	q.inbox = newInbox(q.storeBatch)
	return q, nil
}

func (q *Queue) fillDefaults() {
	c := &q.config
	if c.Workers == 0 {
		c.Workers = defaultWorkers
	}
	if c.Timeout == 0 {
		c.Timeout = defaultTimeout
	}
	if c.Retention == 0 {
		c.Retention = defaultRetention
	}
	if c.Observe == nil {
		c.Observe = func(Attempt) {}
	}
	if c.poll == 0 {
		c.poll = pollInterval[q.store.Dialect]
	}
}

// pollInterval is how often a database is asked for work: SQLite is in this
// process and answers in microseconds.
var pollInterval = map[store.Dialect]time.Duration{
	store.SQLite:   100 * time.Millisecond,
	store.Postgres: 500 * time.Millisecond,
}

func (q *Queue) driver() riverdriver.Driver[*sql.Tx] {
	if q.store.Dialect == store.SQLite {
		return riversqlite.New(q.store.DB)
	}
	return riverdatabasesql.New(q.store.DB)
}

func (q *Queue) riverConfig() *river.Config {
	workers := river.NewWorkers()
	river.AddWorker(workers, &commandWorker{queue: q})
	river.AddWorker(workers, &choreWorker{queue: q})
	return &river.Config{
		ID:                q.replica,
		Logger:            q.riverLog(),
		FetchCooldown:     min(q.config.poll, river.FetchCooldownDefault),
		FetchPollInterval: q.config.poll,
		JobTimeout:        q.config.Timeout,
		MaxAttempts:       maxAttempts,
		PollOnly:          true,
		Queues: map[string]river.QueueConfig{
			river.QueueDefault: {MaxWorkers: q.config.Workers},
			choreQueue:         {MaxWorkers: 2},
		},
		RetryPolicy:  backoff{},
		Workers:      workers,
		PeriodicJobs: q.periodicJobs(),
	}
}

func migrate(ctx context.Context, driver riverdriver.Driver[*sql.Tx], log *slog.Logger) error {
	migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: log})
	if err != nil {
		return fmt.Errorf("prepare the queue's tables: %w", err)
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("prepare the queue's tables: %w", err)
	}
	return nil
}

// Start takes up what a crashed process left behind and begins to handle
// commands. They run until Stop, whatever becomes of ctx.
func (q *Queue) Start(ctx context.Context) error {
	if q.config.Handle == nil {
		return errors.New("start the queue: there is nobody to handle commands")
	}
	if err := q.takeOver(ctx); err != nil {
		return fmt.Errorf("start the queue: %w", err)
	}
	background, cancel := context.WithCancel(context.WithoutCancel(ctx))
	q.cancel = cancel
	q.beating.Go(func() { q.beat(background) })
	if err := q.client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("start the queue: %w", err)
	}
	return nil
}

// Stop ends the queue: nothing is accepted any more, running commands have
// the grace time to finish, then their contexts are cancelled and they are
// handed back to be run later. An error means that some did not even then
// return before ctx was done; the next process takes these up.
func (q *Queue) Stop(ctx context.Context, grace time.Duration) error {
	q.inbox.stop()
	if q.cancel == nil {
		return nil // never started
	}
	soft, cancel := context.WithTimeout(ctx, grace)
	defer cancel()
	err := q.client.Stop(soft)
	if err != nil {
		q.stopping.Store(true)
		err = q.client.StopAndCancel(ctx)
	}
	q.cancel()
	q.beating.Wait()
	if err != nil {
		return fmt.Errorf("stop the queue: %w", err)
	}
	return q.store.Leave(context.WithoutCancel(ctx), q.replica)
}

// Depth returns how many commands there are by state: "available",
// "running", "retryable", "scheduled".
func (q *Queue) Depth(ctx context.Context) (map[string]int, error) {
	rows, err := q.store.DB.QueryContext(ctx, "SELECT state, COUNT(*) FROM river_job WHERE finalized_at IS NULL GROUP BY state")
	if err != nil {
		return nil, fmt.Errorf("count the queued commands: %w", err)
	}
	defer rows.Close()
	depth := map[string]int{"available": 0, "running": 0, "retryable": 0, "scheduled": 0}
	for rows.Next() {
		var state string
		var n int
		if err := rows.Scan(&state, &n); err != nil {
			return nil, fmt.Errorf("count the queued commands: %w", err)
		}
		depth[state] = n
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("count the queued commands: %w", err)
	}
	return depth, nil
}
