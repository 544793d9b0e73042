package registry

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// startDistribution starts the registry program of the distribution project on
// loopback, with more lines of configuration, and returns its URL. The test is
// skipped unless NODEDOCK_TEST_DISTRIBUTION is the program's path.
func startDistribution(t *testing.T, more string) string {
	t.Helper()
	program := os.Getenv("NODEDOCK_TEST_DISTRIBUTION")
	if program == "" {
		t.Skip("NODEDOCK_TEST_DISTRIBUTION is not set")
	}
	address := freeAddress(t)
	config := filepath.Join(t.TempDir(), "config.yml")
	lines := fmt.Sprintf("version: 0.1\nlog: {level: error, accesslog: {disabled: true}}\nstorage: {inmemory: {}}\nhttp: {addr: %q}\n%s", address, more)
	if err := os.WriteFile(config, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	var output bytes.Buffer
	process := exec.Command(program, "serve", config)
	process.Stdout, process.Stderr = &output, &output
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = process.Process.Kill()
		_ = process.Wait()
		if t.Failed() {
			t.Logf("the registry said:\n%s", &output)
		}
	})
	answers(t, "http://"+address+"/v2/")
	return "http://" + address
}

// freeAddress returns a loopback address that nobody listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

// answers waits until a process that was started answers at a URL.
func answers(t *testing.T, url string) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for range 500 {
		if res, err := http.Get(url); err == nil {
			_ = res.Body.Close()
			return
		}
		<-tick.C
	}
	t.Fatalf("%s does not answer", url)
}
