package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/spf13/cobra"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/bot/gh"
	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/rules"
	"github.com/nodedock/nodedock/webhook"
)

func replayCommand(p *program) *cobra.Command {
	var o replayOptions
	cmd := &cobra.Command{
		Use:   "replay DELIVERY.json",
		Short: "Carry a saved webhook delivery out against a simulated GitHub, or show what it would do",
		Long: `Carry a saved webhook delivery out and print what is read, decided and written.

The file holds {"event": "push", "guid": "…", "payload": {…}}, or what GitHub
answers to GET /app/hook/deliveries/ID.

By default GitHub is simulated: it has one repository, of the payload's name,
with the files of --dir. With --dry-run it is the real one, configured by the
environment as for serve; nothing is written there, and no database is used.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return p.replay(cmd.Context(), args[0], o) },
	}
	cmd.Flags().BoolVar(&o.dryRun, "dry-run", false, "read from GitHub, and print what would be written")
	cmd.Flags().StringVar(&o.dir, "dir", ".", "the files of the simulated repository")
	cmd.Flags().BoolVar(&o.offline, "offline", false, "ask no image registry")
	return cmd
}

type replayOptions struct {
	dryRun, offline bool
	dir             string
}

func (p *program) replay(ctx context.Context, name string, o replayOptions) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("read %s: %w", name, plainError(err))
	}
	saved, err := parseSaved(data)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	commands, err := webhook.Route(saved.Event, saved.Payload)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	fmt.Fprintf(p.stdout, "%s delivery %s asks for %d commands\n", saved.Event, saved.GUID, len(commands))
	if len(commands) == 0 {
		return nil
	}
	images, err := p.resolver(localOptions{offline: o.offline})
	if err != nil {
		return err
	}
	for n := range commands {
		commands[n].Delivery, commands[n].Event = saved.GUID, saved.Event
	}
	if o.dryRun {
		return p.replayDry(ctx, commands, images)
	}
	return p.replaySimulated(ctx, commands, images, o.dir)
}

// replayDry reads from GitHub and writes nothing.
func (p *program) replayDry(ctx context.Context, commands []bot.Command, images image.Resolver) error {
	c, err := readConfig(p.env)
	if err != nil {
		fmt.Fprintln(p.stderr, err)
		return exitCode(exitError)
	}
	app := &gh.App{ID: c.AppID, Key: c.key, BaseURL: c.APIURL}
	return p.handleAll(ctx, &narrator{GitHub: app, out: p.stdout, dry: true}, commands, images)
}

// handleAll has a bot carry the commands out, with nothing to remember.
func (p *program) handleAll(ctx context.Context, github bot.GitHub, commands []bot.Command, images image.Resolver) error {
	all := rules.All()
	b := &bot.Bot{
		GitHub: github, Engine: &fixes.Engine{Rules: all, Resolver: images}, Rules: all,
		Recorder: told{p.stdout}, Log: slog.New(slog.DiscardHandler),
	}
	for _, cmd := range commands {
		if cmd.Kind == bot.Forget {
			fmt.Fprintf(p.stdout, "forget %s: the queue ends the work for it, and GitHub is not asked\n", cmd.Repository.FullName())
			continue
		}
		fmt.Fprintf(p.stdout, "%s %s\n", cmd.Kind, cmd.Repository.FullName())
		if err := b.Handle(gh.WithEvent(ctx, cmd.Event), cmd); err != nil {
			return fmt.Errorf("%s %s: %w", cmd.Kind, cmd.Repository.FullName(), err)
		}
	}
	return nil
}

// told is a bot.Recorder that prints what was decided.
type told struct{ out io.Writer }

// Record implements bot.Recorder.
func (t told) Record(_ context.Context, run bot.Run) error {
	fmt.Fprintf(t.out, "  decide  read %d files and images, found %d, fixed %d\n", run.Read, run.Found, run.Fixed)
	if run.Why != "" {
		fmt.Fprintf(t.out, "  because %s\n", run.Why)
	}
	return nil
}
