package main

import (
	"bytes"
	"embed"
	"encoding/json"
	"html/template"
	"net/http"
	"strings"
	"time"

	"github.com/nodedock/nodedock/bot/store"
)

// statusRows is how many runs and deliveries the status page lists.
const statusRows = 100

//go:embed status.html
var statusFile embed.FS

// statusPage is plain HTML: it needs no script and nobody else's server.
var statusPage = template.Must(template.New("status.html").Funcs(template.FuncMap{
	"clock": func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05") },
	"name":  func(s string) string { return strings.TrimSuffix(s, "/") }, // of an installation: its owner
	"short": func(s string) string { return s[:min(len(s), 8)] },
}).ParseFS(statusFile, "status.html"))

// A shownRun is a run with its detail as the page shows it.
type shownRun struct {
	store.Run
	Took string
	// What was read, found, fixed and written.
	Head               string
	Read, Found, Fixed int
	Wrote              []string
	PullRequest        int
	URL, Event         string
}

// show reads a run's detail. A URL that is none of a web page is not shown.
func show(r store.Run) shownRun {
	s := shownRun{Run: r, Took: r.Finished.Sub(r.Started).Round(time.Millisecond).String()}
	_ = json.Unmarshal([]byte(r.Detail), &s) // an older form shows less
	if !strings.HasPrefix(s.URL, "https://") && !strings.HasPrefix(s.URL, "http://") {
		s.URL = ""
	}
	return s
}

// status shows what was done lately and why.
func (s *server) status(w http.ResponseWriter, r *http.Request) {
	page, err := s.renderStatus(r)
	if err != nil {
		s.log.Warn("no status page", "error", err)
		http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(page)
}

func (s *server) renderStatus(r *http.Request) ([]byte, error) {
	depth, err := s.queue.Depth(r.Context())
	if err != nil {
		return nil, err
	}
	runs, err := s.store.Runs(r.Context(), statusRows)
	if err != nil {
		return nil, err
	}
	deliveries, err := s.store.Deliveries(r.Context(), statusRows)
	if err != nil {
		return nil, err
	}
	shown := make([]shownRun, 0, len(runs))
	for _, run := range runs {
		shown = append(shown, show(run))
	}
	var page bytes.Buffer
	err = statusPage.Execute(&page, map[string]any{
		"Version": version(), "Depth": depth, "Runs": shown, "Deliveries": deliveries,
	})
	return page.Bytes(), err
}
