package main

import (
	"bytes"
	"context"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/nodedock/nodedock/bot/ghsim"
	"github.com/nodedock/nodedock/bot/registry/registrytest"
)

// killedProgram is set in the environment of a copy of this test program that
// has to be nodedock itself.
const killedProgram = "NODEDOCK_TEST_SERVE"

func init() {
	if os.Getenv(killedProgram) != "" {
		os.Exit(run(context.Background(), []string{"serve"}, os.Environ(), os.Stdin, os.Stdout, os.Stderr))
	}
}

// TestScenarioKilled has the program killed twenty times, with no chance to say
// goodbye, while it works on one push, and started again each time. Its
// requests are slowed down so that it is hit in the middle of them.
func TestScenarioKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the program twenty times")
	}
	t.Parallel()
	random := rand.New(rand.NewPCG(9, 20))
	s := &scene{T: t, github: ghsim.New(), images: registrytest.NewNode("20.19.5", "22.21.1", "24.11.1")}
	api, images := httptest.NewServer(s.github), httptest.NewServer(s.images)
	t.Cleanup(func() { api.Close(); s.github.Close(); images.Close() })
	s.mirrors = registrytest.Mirrors(images.URL, "docker.io")
	env := environment(t,
		killedProgram+"=1", "GITHUB_API_URL="+api.URL+"/", "NODEDOCK_REGISTRY_MIRRORS="+s.mirrors, "NODEDOCK_SWEEP_INTERVAL=0",
		"DATABASE_URL=sqlite:"+filepath.Join(t.TempDir(), "n.db"), "NODEDOCK_ADDR="+freeAddress(t))
	c, err := readConfig(env)
	s.must(err)
	s.must(s.github.AddApp(ghsim.App{
		ID: storyApp, Slug: "nodedock", Key: &c.key.PublicKey, WebhookURL: "http://" + c.Addr + "/webhook", Secret: "of no value",
		Permissions: appPermissions, Events: appEvents,
	}))
	s.repo("shop")
	_, err = s.github.Install(storyApp, "acme")
	s.must(err)

	slow := time.NewTicker(40 * time.Millisecond)
	defer slow.Stop()
	s.github.AddFault(ghsim.Fault{Before: func(*http.Request) { <-slow.C }})
	p := startProgram(t, env)
	s.push(naive())
	s.must(s.github.Settle(t.Context()))
	for range 20 {
		p.dieAfter(time.Duration(random.IntN(400)) * time.Millisecond)
		p = startProgram(t, env)
	}
	s.github.ClearFaults()
	s.must(s.github.Wait(t.Context(), func() bool {
		list := s.pulls(shop)
		return len(list) > 0 && len(list[0].Reviews) > 0
	}))
	s.once(shop)
	p.dieAfter(0)
}

// freeAddress returns an address that nobody listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	return server.Listener.Addr().String()
}

// A killable is nodedock serve in a process of its own.
type killable struct {
	*testing.T
	cmd *exec.Cmd
	log *bytes.Buffer
}

// startProgram starts the program and waits until it is ready.
func startProgram(t *testing.T, env []string) *killable {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &killable{T: t, cmd: exec.Command(self), log: new(bytes.Buffer)} //nolint:gosec,noctx // this very program
	p.cmd.Env, p.cmd.Stderr = env, p.log
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.dieAfter(0) })
	c, err := readConfig(env)
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(patience); ; {
		answer, err := http.Get("http://" + c.Addr + "/readyz") //nolint:noctx // a test's own server
		if err == nil {
			answer.Body.Close()
			return p
		}
		if time.Now().After(deadline) {
			t.Fatalf("the program does not start: %v\n%s", err, p.log)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// dieAfter kills the program.
func (p *killable) dieAfter(d time.Duration) {
	if p.cmd.ProcessState != nil {
		return
	}
	time.Sleep(d)
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}
