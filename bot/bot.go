package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/nodedock/nodedock/fixes"
)

// A Bot carries commands out. GitHub, Engine and Rules are required; all other
// fields may be left out. It may be used by several goroutines at once, but
// only one command of a repository may be handled at a time.
type Bot struct {
	GitHub GitHub
	Engine Planner
	// Rules are the rules that the engine knows, for commands and pages.
	Rules []*fixes.Rule
	// Scheduler takes the repositories of a Rollout.
	Scheduler Scheduler
	// Recorder is told what became of each command.
	Recorder Recorder
	// PagesURL is where the rules' pages are, "" for nodedock's own repository.
	PagesURL string
	// PRsPerHour is how many pull requests are opened an hour per
	// installation; 0: any number.
	PRsPerHour int
	// Ledger is what processes agree on; nil keeps it in memory.
	Ledger Ledger
	// Pins remembers the images of plans; nil remembers none. DigestInterval
	// is how often they are compared with their tags, and DigestMinAge how
	// long a new digest must have been stable where the policy does not say: 0
	// is the engine's own default, negative is at once.
	Pins                         PinKeeper
	DigestInterval, DigestMinAge time.Duration
	// Images describes images in pull requests that move them; nil leaves the
	// descriptions out.
	Images ImageDescriber
	Now    func() time.Time
	Log    *slog.Logger

	once sync.Once
}

// Handle carries a command out. When it returns nil the work is done, or there
// was none to do. An error that is a RetryAfter says when to try again, one
// that IsPermanent that there is no use in it; any other may pass.
func (b *Bot) Handle(ctx context.Context, cmd Command) error {
	run := Run{Command: cmd, Started: b.now()}
	b.log().LogAttrs(ctx, slog.LevelInfo, "command begins", attributes(cmd)...)
	err := b.dispatch(ctx, cmd, &run)
	run.Finished = b.now()
	var later RetryAfter
	switch {
	case errors.As(err, &later):
		run.Why, run.Until = later.Error(), later.RetryAt()
	case err != nil:
		run.Error = err.Error()
	}
	b.finish(ctx, run)
	return err
}

func (b *Bot) dispatch(ctx context.Context, cmd Command, run *Run) error {
	switch cmd.Kind {
	case Reconcile, Digests:
		_, err := b.reconcile(ctx, cmd, request{}, run)
		return err
	case RunComment:
		return b.comment(ctx, cmd, run)
	case CheckPullRequest:
		return b.checkAgain(ctx, cmd, run)
	case Rollout:
		return b.rollout(ctx, cmd, run)
	}
	return Permanent(fmt.Errorf("a command of the unknown kind %q", cmd.Kind))
}

// finish logs the run and has it recorded.
func (b *Bot) finish(ctx context.Context, run Run) {
	attrs := append(attributes(run.Command),
		slog.Duration("took", run.Finished.Sub(run.Started)), slog.Int("found", run.Found), slog.Int("fixed", run.Fixed),
		slog.Any("wrote", run.Wrote), slog.String("why", run.Why))
	level := slog.LevelInfo
	if run.Error != "" {
		level = slog.LevelWarn
		attrs = append(attrs, slog.String("error", run.Error))
	}
	b.log().LogAttrs(ctx, level, "command ends", attrs...)
	if b.Recorder == nil {
		return
	}
	if err := b.Recorder.Record(ctx, run); err != nil {
		b.log().LogAttrs(ctx, slog.LevelWarn, "a run was not recorded", slog.String("error", err.Error()))
	}
}

func attributes(cmd Command) []slog.Attr {
	return []slog.Attr{
		slog.String("kind", string(cmd.Kind)), slog.String("repository", cmd.Repository.FullName()),
		slog.String("delivery", cmd.Delivery), slog.String("event", cmd.Event), slog.String("key", cmd.Key),
	}
}

// rollout schedules every repository of an installation.
func (b *Bot) rollout(ctx context.Context, cmd Command, run *Run) error {
	repos, err := b.GitHub.Repositories(ctx, cmd.Repository.Installation)
	if err != nil {
		return err
	}
	commands := make([]Command, 0, len(repos))
	for _, r := range repos {
		commands = append(commands, Command{Kind: Reconcile, Repository: r, Delivery: cmd.Delivery, Event: cmd.Event, Key: cmd.Key})
	}
	run.Why = fmt.Sprintf("repositories to look at, one by one: %d", len(repos))
	if len(commands) == 0 || b.Scheduler == nil {
		return nil
	}
	if err := b.Scheduler.Schedule(ctx, commands...); err != nil {
		return fmt.Errorf("schedule the repositories of installation %d: %w", cmd.Repository.Installation, err)
	}
	return nil
}

func (b *Bot) now() time.Time {
	if b.Now != nil {
		return b.Now()
	}
	return time.Now()
}

func (b *Bot) log() *slog.Logger {
	if b.Log != nil {
		return b.Log
	}
	return slog.New(slog.DiscardHandler)
}
