package main

import (
	"bytes"
	"html/template"
	"net/http"
	"time"

	"github.com/nodedock/nodedock/bot/store"
)

// statusRows is how many runs and deliveries the status page lists.
const statusRows = 100

// statusPage is plain HTML: it needs no script, no style sheet and nobody
// else's server.
var statusPage = template.Must(template.New("status").Funcs(template.FuncMap{
	"clock": func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05") },
	"took":  func(r store.Run) string { return r.Finished.Sub(r.Started).Round(time.Millisecond).String() },
}).Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>nodedock</title>
<style>body{font:15px/1.5 system-ui,sans-serif;margin:2rem}table{border-collapse:collapse}td,th{text-align:left;vertical-align:top;padding:.2rem .8rem .2rem 0;border-bottom:1px solid #ddd}code{white-space:pre-wrap;overflow-wrap:anywhere}</style>
</head><body>
<h1>nodedock {{.Version}}</h1>
<p>Queue:{{range $state, $n := .Depth}} {{$n}} {{$state}}{{end}}</p>
<h2>Runs</h2>
<table><tr><th>started (UTC)</th><th>took</th><th>repository</th><th>kind</th><th>outcome</th><th>reason</th><th>delivery</th><th>detail</th></tr>
{{range .Runs}}<tr><td>{{clock .Started}}</td><td>{{took .}}</td><td>{{.Repository}}</td><td>{{.Kind}}</td><td>{{.Outcome}}</td><td>{{.Reason}}</td><td>{{.Delivery}}</td><td><code>{{.Detail}}</code></td></tr>
{{else}}<tr><td colspan="8">none yet</td></tr>
{{end}}</table>
<h2>Deliveries</h2>
<table><tr><th>received (UTC)</th><th>event</th><th>repository</th><th>status</th><th>error</th><th>GUID</th></tr>
{{range .Deliveries}}<tr><td>{{clock .Received}}</td><td>{{.Event}} {{.Action}}</td><td>{{.Repository}}</td><td>{{.Status}}</td><td>{{.Error}}</td><td>{{.GUID}}</td></tr>
{{else}}<tr><td colspan="6">none yet</td></tr>
{{end}}</table>
</body></html>
`))

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
	var page bytes.Buffer
	err = statusPage.Execute(&page, map[string]any{
		"Version": version(), "Depth": depth, "Runs": runs, "Deliveries": deliveries,
	})
	return page.Bytes(), err
}
