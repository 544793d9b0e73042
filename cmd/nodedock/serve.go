package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/spf13/cobra"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/bot/gh"
	"github.com/nodedock/nodedock/bot/registry"
	"github.com/nodedock/nodedock/bot/store"
	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules"
)

func serveCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "serve",
		Short: "Run the GitHub App: receive webhooks and keep pull requests in step",
		Long: "Run the GitHub App: receive webhooks and keep pull requests in step.\n\n" +
			"The configuration comes from the environment:\n\n" + ConfigTable(),
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.serve(cmd.Context()) },
	}
}

// serve runs the server until ctx is done.
func (p *program) serve(ctx context.Context) error {
	c, err := readConfig(p.env)
	if err != nil {
		fmt.Fprintln(p.stderr, err)
		return exitCode(exitError)
	}
	log := newLog(p.stderr, c.LogFormat)
	if c.BuildKitHost != "" {
		log.Warn("BUILDKIT_HOST is set, but this version does not build proofs")
	}
	s, err := newServer(ctx, c, log)
	if err != nil {
		return err
	}
	return s.run(ctx)
}

// newLog returns a log in the given format.
func newLog(w io.Writer, format string) *slog.Logger {
	if format == "text" {
		return slog.New(slog.NewTextHandler(w, nil))
	}
	return slog.New(slog.NewJSONHandler(w, nil))
}

// build assembles the App's side of GitHub and the Bot that uses it. The
// Scheduler of the Bot and of the TagWatch is left to whoever has the queue.
func build(c *config, db *store.Store, log *slog.Logger, m *metrics) (*gh.App, *bot.Bot, *bot.TagWatch) {
	app := &gh.App{ID: c.AppID, Key: c.key, BaseURL: c.APIURL, Observe: m.request, Replicas: replicas(db)}
	all := rules.All()
	images := &registry.Resolver{Mirrors: c.mirrors, PublicOnly: true, TTL: answersHold(c.DigestInterval), Log: log}
	watch := &bot.TagWatch{Tags: db, Ask: images.Refresh, Interval: c.DigestInterval, Tick: min(watchInterval, c.DigestInterval), Now: time.Now, Log: log}
	return app, &bot.Bot{
		GitHub: app, Engine: planner{all, images, db}, Rules: all, Recorder: db, Ledger: db,
		Pins: db, Images: describer{images}, DigestInterval: c.DigestInterval, DigestMinAge: atOnce(c.DigestMinAge),
		PRsPerHour: c.PRsPerHour, Log: log,
	}, watch
}

// answersHold is how long an answer of a registry holds: no longer than it takes
// until tags are looked at anew, and an hour at most.
func answersHold(interval time.Duration) time.Duration {
	if interval == 0 {
		return time.Hour
	}
	return min(time.Hour, interval)
}

// A planner makes each plan with answers of registries that stay the same
// while the plan is made.
type planner struct {
	rules   []*fixes.Rule
	images  *registry.Resolver
	history fixes.History
}

// Plan implements bot.Planner.
func (p planner) Plan(ctx context.Context, snap fixes.Snapshot, policy fixes.Policy) (*fixes.Plan, error) {
	engine := &fixes.Engine{Rules: p.rules, Resolver: p.images.Plan(), History: p.history}
	return engine.Plan(ctx, snap, policy)
}
