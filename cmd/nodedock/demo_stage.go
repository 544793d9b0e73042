package main

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strconv"

	"github.com/nodedock/nodedock/bot/ghsim"
	"github.com/nodedock/nodedock/bot/ghsim/page"
	"github.com/nodedock/nodedock/bot/registry/registrytest"
)

// A stage is everything that the demo runs: the simulated GitHub with its page,
// the registry, and the real server.
type stage struct {
	sim      *ghsim.Sim
	registry *registrytest.Registry
	web      string // the page
	mirrors  string // for NODEDOCK_REGISTRY_MIRRORS
	failed   chan error
	closers  []func()
}

// The App as the simulated GitHub knows it.
const (
	demoApp    = 1
	demoPerson = "ada"
)

// newStage starts everything. Close ends it.
func newStage(ctx context.Context, addr string, log *slog.Logger) (_ *stage, err error) {
	s := &stage{sim: ghsim.New(), registry: registrytest.NewNode(), failed: make(chan error, 1)}
	defer func() {
		if err != nil {
			s.close()
		}
	}()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	secret := make([]byte, 16)
	if _, err := rand.Read(secret); err != nil {
		return nil, err
	}
	if err := s.serveAround(ctx, addr); err != nil {
		return nil, err
	}
	app := ghsim.App{
		ID: demoApp, Slug: "nodedock", Key: &key.PublicKey, Secret: hex.EncodeToString(secret),
		Permissions: appPermissions, Events: appEvents,
	}
	if err := s.sim.AddApp(app); err != nil {
		return nil, err
	}
	return s, s.startServer(ctx, key, app.Secret, log)
}

// serveAround starts what surrounds the server: registry, API and page.
func (s *stage) serveAround(ctx context.Context, addr string) error {
	views := page.New(s.sim, page.Options{Person: demoPerson, Command: "/nodedock recheck", Intro: demoIntro})
	web, stop, err := loopback(ctx, addr, views)
	if err != nil {
		return err
	}
	s.web, s.closers = web, append(s.closers, stop)
	api, stop, err := loopback(ctx, "127.0.0.1:0", http.Handler(s.sim))
	if err != nil {
		return err
	}
	s.sim.WebURL, s.sim.APIURL, s.closers = web, api, append(s.closers, stop)
	images, stop, err := loopback(ctx, "127.0.0.1:0", s.registry)
	if err != nil {
		return err
	}
	s.closers = append(s.closers, stop)
	s.mirrors = registrytest.Mirrors(images, "docker.io", "gcr.io")
	return nil
}

// startServer runs the same server as `nodedock serve`, configured by the same
// variables.
func (s *stage) startServer(ctx context.Context, key *rsa.PrivateKey, secret string, log *slog.Logger) error {
	dir, err := os.MkdirTemp("", "nodedock-demo-")
	if err != nil {
		return err
	}
	s.closers = append(s.closers, func() { _ = os.RemoveAll(dir) })
	c, err := readConfig([]string{
		"GITHUB_APP_ID=" + strconv.Itoa(demoApp),
		"GITHUB_APP_PRIVATE_KEY=" + string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})),
		"GITHUB_WEBHOOK_SECRET=" + secret,
		"GITHUB_API_URL=" + s.sim.APIURL + "/",
		"NODEDOCK_ADDR=127.0.0.1:0",
		"DATABASE_URL=sqlite:" + filepath.Join(dir, "nodedock.db"),
		"NODEDOCK_REGISTRY_MIRRORS=" + s.mirrors,
	})
	if err != nil {
		return err
	}
	server, err := newServer(ctx, c, log)
	if err != nil {
		return err
	}
	running, cancel := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan error, 1)
	go func() { ended <- server.run(running) }()
	s.closers = append(s.closers, func() { cancel(); <-ended })
	if err := s.sim.SetWebhook(demoApp, server.URL()+"/webhook"); err != nil {
		return fmt.Errorf("point the webhook at the server: %w", err)
	}
	return nil
}

// close ends everything, the server first.
func (s *stage) close() {
	for n := len(s.closers) - 1; n >= 0; n-- {
		s.closers[n]()
	}
	s.sim.Close()
}
