package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// madeKey is one private key in PEM form for all tests: making it is slow.
var madeKey = sync.OnceValues(func() (string, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return "", err
	}
	block := &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}
	return string(pem.EncodeToMemory(block)), nil
})

func keyPEM(t testing.TB) string {
	t.Helper()
	key, err := madeKey()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// environment returns a sufficient environment with some more variables.
func environment(t testing.TB, more ...string) []string {
	t.Helper()
	return append([]string{
		"GITHUB_APP_ID=1", "GITHUB_APP_PRIVATE_KEY=" + keyPEM(t), "GITHUB_WEBHOOK_SECRET=of no value",
	}, more...)
}

func TestReadConfig(t *testing.T) {
	t.Parallel()
	t.Run("has the defaults of the contract", func(t *testing.T) {
		t.Parallel()
		c, err := readConfig(environment(t))
		if err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprint(c.APIURL, c.Addr, c.AdminAddr, string(c.DatabaseURL), c.Mirrors, c.DigestInterval, c.DigestMinAge, c.PRsPerHour, c.SweepInterval, c.LogFormat, c.BuildKitHost)
		want := fmt.Sprint("https://api.github.com/", ":8080", "", "sqlite:nodedock.db", "", 24*time.Hour, 72*time.Hour, 20, 5*time.Minute, "json", "")
		if got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	})
	t.Run("takes an empty variable for one that is not set", func(t *testing.T) {
		t.Parallel()
		var empty []string
		for _, field := range configFields()[4:] {
			empty = append(empty, variableOf(field)+"=")
		}
		c, err := readConfig(environment(t, empty...))
		if err != nil {
			t.Fatal(err)
		}
		if c.Addr != ":8080" || c.DigestInterval != 24*time.Hour || c.SweepInterval != 5*time.Minute || c.PRsPerHour != 20 || c.LogFormat != "json" {
			t.Errorf("not the defaults: %+v", c)
		}
	})
	t.Run("drops the space around a value", func(t *testing.T) {
		t.Parallel()
		c, err := readConfig(environment(t, "GITHUB_APP_ID=7\n", "NODEDOCK_ADDR= :9 ", "NODEDOCK_SWEEP_INTERVAL=0\r"))
		if err != nil {
			t.Fatal(err)
		}
		if c.AppID != 7 || c.Addr != ":9" || c.SweepInterval != 0 {
			t.Errorf("id %d, address %q, interval %s", c.AppID, c.Addr, c.SweepInterval)
		}
	})
	t.Run("reads a key with written line breaks", func(t *testing.T) {
		t.Parallel()
		key := strings.ReplaceAll(keyPEM(t), "\n", `\n`)
		if _, err := readConfig(environment(t, "GITHUB_APP_PRIVATE_KEY="+key)); err != nil {
			t.Error(err)
		}
	})
	t.Run("reads the key from a file", func(t *testing.T) {
		t.Parallel()
		file := filepath.Join(t.TempDir(), "key.pem")
		if err := os.WriteFile(file, []byte(keyPEM(t)), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := readConfig(environment(t, "GITHUB_APP_PRIVATE_KEY=", "GITHUB_APP_PRIVATE_KEY_FILE="+file)); err != nil {
			t.Error(err)
		}
	})
	t.Run("reads several secrets", func(t *testing.T) {
		t.Parallel()
		c, err := readConfig(environment(t, "GITHUB_WEBHOOK_SECRET=old, new,"))
		if diff := cmp.Diff([][]byte{[]byte("old"), []byte("new")}, c.secrets); diff != "" || err != nil {
			t.Errorf("secrets (-want +got):\n%s%v", diff, err)
		}
	})
}

func TestReadConfigReportsEveryProblem(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		env  []string
		want []string // the variables, one for each line
	}{
		{"nothing is set", nil, []string{"GITHUB_APP_ID", "GITHUB_APP_PRIVATE_KEY", "GITHUB_WEBHOOK_SECRET"}},
		{"nothing makes sense", []string{
			"GITHUB_APP_ID=app", "GITHUB_APP_PRIVATE_KEY=hunter2", "GITHUB_WEBHOOK_SECRET= ,", "GITHUB_API_URL=github",
			"DATABASE_URL=mysql://bot:hunter2@db", "NODEDOCK_REGISTRY_MIRRORS=docker.io=ftp://hunter2@x", "NODEDOCK_DIGEST_INTERVAL=daily",
			"NODEDOCK_PRS_PER_HOUR=-1", "NODEDOCK_LOG_FORMAT=xml",
		}, []string{
			"NODEDOCK_DIGEST_INTERVAL", "GITHUB_APP_ID", "GITHUB_APP_PRIVATE_KEY", "GITHUB_WEBHOOK_SECRET",
			"GITHUB_API_URL", "DATABASE_URL", "NODEDOCK_REGISTRY_MIRRORS", "NODEDOCK_PRS_PER_HOUR", "NODEDOCK_LOG_FORMAT",
		}},
		{"an interval is negative", environment(t, "NODEDOCK_SWEEP_INTERVAL=-5m"), []string{"NODEDOCK_SWEEP_INTERVAL"}},
		{"the key file is not there", environment(t, "GITHUB_APP_PRIVATE_KEY=", "GITHUB_APP_PRIVATE_KEY_FILE=nowhere.pem"), []string{"GITHUB_APP_PRIVATE_KEY_FILE"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var out, problems strings.Builder
			if code := run(t.Context(), []string{"serve"}, c.env, strings.NewReader(""), &out, &problems); code != exitError {
				t.Errorf("exit code %d", code)
			}
			if strings.Contains(problems.String(), "hunter2") {
				t.Errorf("a secret is printed:\n%s", problems.String())
			}
			var got []string
			for line := range strings.Lines(problems.String()) {
				name, _, _ := strings.Cut(line, ":")
				got = append(got, name)
			}
			if diff := cmp.Diff(sorted(c.want), sorted(got)); diff != "" {
				t.Errorf("variables (-want +got):\n%s\n%s", diff, problems.String())
			}
		})
	}
}

func TestSecretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	c := &config{WebhookSecret: "hunter2", PrivateKey: "hunter2", DatabaseURL: "postgres://bot:hunter2@db"}
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	newLog(&log, "text").Info("x", "secret", c.WebhookSecret)
	newLog(&log, "json").Info("x", "secret", c.WebhookSecret)
	all := string(text) + log.String() + fmt.Sprintf("%v %+v %#v %s", *c, *c, *c, c.PrivateKey)
	if strings.Contains(all, "hunter2") {
		t.Errorf("a secret is printed: %s", all)
	}
}
