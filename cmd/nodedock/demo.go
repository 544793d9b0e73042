package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"
)

func demoCommand(p *program) *cobra.Command {
	var o demoOptions
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Show the App at work on a simulated GitHub: no account, no network",
		Long: `Run the real server against a simulated GitHub and an image registry in memory,
all on loopback. Three repositories are pushed to, and the pull requests appear.
A web page shows them; there you can push, comment, close and merge, and watch
the App react. Nothing is kept.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.demo(cmd.Context(), o) },
	}
	cmd.Flags().BoolVar(&o.once, "once", false, "tell the story without the page, print the pull request and end")
	cmd.Flags().StringVar(&o.addr, "addr", "127.0.0.1:0", "address of the web page")
	cmd.Flags().BoolVar(&o.verbose, "verbose", false, "print the server's log")
	return cmd
}

type demoOptions struct {
	once, verbose bool
	addr          string
}

// demoPatience is how long the pull requests may take to appear.
const demoPatience = time.Minute

func (p *program) demo(ctx context.Context, o demoOptions) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	log := slog.New(slog.DiscardHandler)
	if o.verbose {
		log = newLog(p.stderr, "text")
	}
	s, err := newStage(ctx, o.addr, log)
	if err != nil {
		return err
	}
	defer s.close()
	if err := s.tell(ctx, p.stdout); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	if o.once {
		return s.printPull(p.stdout, "acme/shop")
	}
	fmt.Fprintf(p.stdout, "\nSee them, push, comment, close and merge at %s\nCtrl-C ends it.\n", s.web)
	select {
	case <-ctx.Done():
		return nil
	case err := <-s.failed:
		return err
	}
}

// loopback serves a handler on an address of this machine and returns its URL.
func loopback(ctx context.Context, addr string, h http.Handler) (url string, stop func(), err error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return "", nil, err
	}
	// Requests that wait for events, such as the page's, end with the server.
	base, cancel := context.WithCancel(context.WithoutCancel(ctx))
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, BaseContext: func(net.Listener) context.Context { return base }}
	go func() {
		if err := server.Serve(l); err != nil && !errors.Is(err, http.ErrServerClosed) {
			cancel()
		}
	}()
	return "http://" + l.Addr().String(), func() { cancel(); _ = server.Close() }, nil
}

// since says how long something took, as people say it.
func since(start time.Time, w io.Writer, format string, args ...any) {
	fmt.Fprintf(w, "%6.2f s  %s\n", time.Since(start).Seconds(), fmt.Sprintf(format, args...))
}
