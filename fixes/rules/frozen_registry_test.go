package rules_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha1"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// registryName stands in the cases for the address of the registry.
const registryName = "https://npm.example.com"

// A frozenRegistry serves the packages of testdata/frozen/registry, a file for each with a package.json a
// line, on the loopback interface alone.
type frozenRegistry struct {
	documents map[string]map[string]any
	tarballs  map[string][]byte
}

func newFrozenRegistry(t *testing.T) string {
	files, err := filepath.Glob(frozenDir + "/registry/*.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	r := &frozenRegistry{documents: map[string]map[string]any{}, tarballs: map[string][]byte{}}
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			if err := r.add(server.URL, []byte(strings.TrimSpace(line))); err != nil {
				t.Fatalf("%s: %v", file, err)
			}
		}
	}
	return server.URL
}

// add publishes a package.json.
func (r *frozenRegistry) add(address string, manifest []byte) error {
	var m map[string]any
	if err := json.Unmarshal(manifest, &m); err != nil {
		return err
	}
	name, version := m["name"].(string), m["version"].(string)
	tarball, err := packed(manifest)
	if err != nil {
		return err
	}
	at := "/" + name + "/-/" + name[strings.LastIndex(name, "/")+1:] + "-" + version + ".tgz"
	r.tarballs[at] = tarball
	weak, strong := sha1.Sum(tarball), sha512.Sum512(tarball)
	m["dist"] = map[string]any{"tarball": address + at, "shasum": hex.EncodeToString(weak[:]), "integrity": "sha512-" + base64.StdEncoding.EncodeToString(strong[:])}
	d := r.documents[name]
	if d == nil {
		d = map[string]any{"name": name, "versions": map[string]any{}, "time": map[string]any{"modified": "2020-01-01T00:00:00.000Z"}, "modified": "2020-01-01T00:00:00.000Z"}
		r.documents[name] = d
	}
	d["dist-tags"] = map[string]any{"latest": version}
	d["versions"].(map[string]any)[version] = m
	d["time"].(map[string]any)[version] = "2020-01-01T00:00:00.000Z"
	return nil
}

// packed returns the tarball of a package, the same bytes each time: nothing in it is compressed.
func packed(manifest []byte) ([]byte, error) {
	var out bytes.Buffer
	zipped, err := gzip.NewWriterLevel(&out, gzip.NoCompression)
	if err != nil {
		return nil, err
	}
	archive := tar.NewWriter(zipped)
	for _, f := range []struct{ name, data string }{{"package/package.json", string(manifest)}, {"package/index.js", "module.exports = 1\n"}} {
		if err := archive.WriteHeader(&tar.Header{Name: f.name, Mode: 0o644, Size: int64(len(f.data))}); err != nil {
			return nil, err
		}
		if _, err := archive.Write([]byte(f.data)); err != nil {
			return nil, err
		}
	}
	if err := archive.Close(); err != nil {
		return nil, err
	}
	if err := zipped.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func (r *frozenRegistry) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	at, err := url.PathUnescape(q.URL.EscapedPath())
	if err != nil {
		http.Error(w, "bad path", http.StatusBadRequest)
		return
	}
	if tarball, ok := r.tarballs[at]; ok {
		_, _ = w.Write(tarball)
		return
	}
	document, ok := r.documents[strings.TrimPrefix(at, "/")]
	if !ok {
		http.NotFound(w, q)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(document)
}
