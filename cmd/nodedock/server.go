package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/bot/gh"
	"github.com/nodedock/nodedock/bot/queue"
	"github.com/nodedock/nodedock/bot/store"
	"github.com/nodedock/nodedock/webhook"
)

// Stopping takes 30 seconds at most: requests are answered first, commands
// have the grace time to finish, the rest is for handing them back.
const (
	stopWithin  = 28 * time.Second
	closeWithin = 5 * time.Second
	jobGrace    = 15 * time.Second
)

// dailyReconcile is how often a repository is looked at without being asked:
// it repairs what a missed delivery left undone.
const dailyReconcile = 24 * time.Hour

// watchInterval is how often it is asked which tags are due to be looked up,
// when they are looked up no more often themselves.
const watchInterval = 15 * time.Second

// A server is nodedock serve: intake, queue and bot over one database.
type server struct {
	log     *slog.Logger
	store   *store.Store
	queue   *queue.Queue
	metrics *metrics

	public, admin *listener // admin is nil when all is on public
	stopping      atomic.Bool
}

// A listener is an HTTP server with its address.
type listener struct {
	net.Listener
	http *http.Server
}

// newServer opens the database and the addresses. Nothing is served before
// run, which must be called.
func newServer(ctx context.Context, c *config, log *slog.Logger) (_ *server, err error) {
	s := &server{log: log}
	defer func() {
		if err != nil {
			s.close()
		}
	}()
	if s.store, err = store.Open(ctx, string(c.DatabaseURL)); err != nil {
		return nil, fmt.Errorf("DATABASE_URL: %w", err)
	}
	s.metrics = newMetrics()
	app, b, watch := build(c, s.store, log, s.metrics)
	if s.queue, err = queue.Open(ctx, s.queueConfig(c, app, b, watch)); err != nil {
		return nil, err
	}
	b.Scheduler, watch.Scheduler = s.queue, s.queue
	s.metrics.watch(s.queue)
	return s, s.listen(ctx, c)
}

func (s *server) queueConfig(c *config, app *gh.App, b *bot.Bot, watch *bot.TagWatch) queue.Config {
	config := queue.Config{
		Store: s.store, Log: s.log, Observe: s.metrics.attempt,
		Handle: func(ctx context.Context, cmd bot.Command) error {
			return b.Handle(gh.WithEvent(ctx, cmd.Event), cmd)
		},
		ReconcileInterval: dailyReconcile,
	}
	if c.DigestInterval > 0 {
		config.Chores = append(config.Chores, queue.Chore{Name: "digests", Interval: watch.Tick, Do: watch.Run})
	}
	if c.SweepInterval > 0 {
		sweeper := &queue.Sweeper{Hooks: app, Log: s.log, Now: time.Now}
		config.Chores = append(config.Chores, queue.Chore{Name: "sweep", Interval: c.SweepInterval, Do: sweeper.Sweep})
	}
	return config
}

// listen opens the addresses and says what answers there.
func (s *server) listen(ctx context.Context, c *config) (err error) {
	hook := &webhook.Handler{Secrets: c.secrets, Inbox: s.queue, Log: s.log, Now: time.Now, Observe: s.metrics.delivery}
	public, admin := http.NewServeMux(), http.NewServeMux()
	public.Handle("/webhook", hook)
	for _, mux := range []*http.ServeMux{public, admin} {
		mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
		mux.HandleFunc("GET /readyz", s.ready)
	}
	if c.AdminAddr == "" {
		admin = public
	}
	admin.Handle("GET /metrics", s.metrics.handler())
	admin.HandleFunc("GET /status", s.status)
	admin.Handle("GET /{$}", http.RedirectHandler("/status", http.StatusFound))
	if s.public, err = listenOn(ctx, "NODEDOCK_ADDR", c.Addr, public); err != nil {
		return err
	}
	if c.AdminAddr != "" {
		s.admin, err = listenOn(ctx, "NODEDOCK_ADMIN_ADDR", c.AdminAddr, admin)
	}
	return err
}

// listenOn listens on an address. Its limits keep slow and endless requests from
// holding connections; a delivery of 25 MiB has a minute.
func listenOn(ctx context.Context, name, address string, h http.Handler) (*listener, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &listener{l, &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		WriteTimeout:      90 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}}, nil
}

// URL returns where the server answers.
func (s *server) URL() string { return "http://" + s.public.Addr().String() }

// ready answers 200 while deliveries can be stored.
func (s *server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if s.stopping.Load() {
		http.Error(w, "stopping", http.StatusServiceUnavailable)
		return
	}
	if err := s.store.Ping(ctx); err != nil {
		s.log.Warn("not ready", "error", err)
		http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ok")
}

// run serves until ctx is done, then stops in good order and closes the
// database.
func (s *server) run(ctx context.Context) error {
	defer s.close()
	if err := s.queue.Start(ctx); err != nil {
		return err
	}
	failed := make(chan error, 2)
	for _, l := range s.listeners() {
		go func() { failed <- l.http.Serve(l.Listener) }()
		s.log.Info("listening", "address", l.Addr().String(), "admin", l == s.admin, "version", version())
	}
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
		err = fmt.Errorf("serve: %w", err)
	}
	s.stopping.Store(true)
	s.log.Info("stopping")
	err = errors.Join(err, s.stop())
	s.log.Info("stopped")
	return err
}

func (s *server) listeners() []*listener {
	if s.admin == nil {
		return []*listener{s.public}
	}
	return []*listener{s.public, s.admin}
}

// stop answers the last requests and hands running commands back.
func (s *server) stop() error {
	ctx, cancel := context.WithTimeout(context.Background(), stopWithin)
	defer cancel()
	soft, cancelSoft := context.WithTimeout(ctx, closeWithin)
	defer cancelSoft()
	for _, l := range s.listeners() {
		if l.http.Shutdown(soft) != nil {
			_ = l.http.Close() // whoever is still sending was never answered
		}
	}
	if err := s.queue.Stop(ctx, jobGrace); err != nil {
		// What did not end is taken up at the next start.
		s.log.Warn("not all commands ended", "error", err)
	}
	return nil
}

// close gives back what newServer took.
func (s *server) close() {
	if s.queue != nil {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = s.queue.Stop(ctx, 0)
	}
	for _, l := range []*listener{s.public, s.admin} {
		if l != nil {
			_ = l.Close()
		}
	}
	if s.store != nil {
		_ = s.store.Close()
	}
}
