package main

import (
	"bytes"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nodedock/nodedock/bot/registry/registrytest"
)

func TestDigestsComparesPinsWithTheirTags(t *testing.T) {
	t.Parallel()
	images := registrytest.NewNode("22.20.0")
	served := httptest.NewServer(images)
	t.Cleanup(served.Close)
	old := images.Digest("node:22-alpine")
	now := images.Push("node:22-alpine", registrytest.NodeImage("22.21.0", "second"))
	dir := t.TempDir()
	write := func(lines string) {
		if err := os.WriteFile(filepath.Join(dir, "Dockerfile"), []byte(lines), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("FROM node:22-alpine@" + string(old) + "\nFROM node:22-alpine@" + string(now) +
		"\nFROM node:22-alpine@sha256:" + "1111111111111111111111111111111111111111111111111111111111111111" + "\nFROM node:22-alpine\n")
	var out, errs bytes.Buffer
	env := []string{"NODEDOCK_REGISTRY_MIRRORS=" + registrytest.Mirrors(served.URL, "docker.io")}
	if code := run(t.Context(), []string{"digests", dir}, env, nil, &out, &errs); code != 0 {
		t.Fatalf("exit code %d: %s", code, &errs)
	}
	got := regexp.MustCompile(`\d+ days`).ReplaceAllString(regexp.MustCompile(` {2,}`).ReplaceAllString(out.String(), " | "), "N days")
	want := "PLACE | IMAGE | PINNED | TODAY | AGE | STATE\n" +
		"Dockerfile:1 | node:22-alpine | " + old.Short() + " | " + now.Short() + " | N days | stale\n" +
		"Dockerfile:2 | node:22-alpine | " + now.Short() + " | " + now.Short() + " | N days | fresh\n" +
		"Dockerfile:3 | node:22-alpine | 111111111111 | " + now.Short() + " | – | gone\n" +
		"Dockerfile:4 | node:22-alpine | – | " + now.Short() + " | – | unpinned\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
