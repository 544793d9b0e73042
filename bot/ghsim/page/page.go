// Package page shows a simulated GitHub to people, and lets them act on it: it
// is the web page of `nodedock demo`. Plain HTML, one style sheet, one small
// script that fetches a page again when something happened. Everything works
// without the script, by reloading.
package page

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"github.com/nodedock/nodedock/bot/ghsim"
)

//go:embed templates static
var files embed.FS

// Options say what the page offers.
type Options struct {
	// Person is who visitors act as; empty: the user "ada". It must exist.
	Person string
	// Command is what the comment box begins with, such as "/nodedock recheck".
	Command string
	// Intro is shown above the list of repositories, as Markdown.
	Intro string
}

// A page serves one simulation.
type page struct {
	sim *ghsim.Sim
	Options
	templates *template.Template
}

// New returns the handler of the page. It must be mounted at the root, where
// the simulation's WebURL points, so that the links in answers lead here.
func New(sim *ghsim.Sim, opts Options) http.Handler {
	if opts.Person == "" {
		opts.Person = "ada"
	}
	p := &page{sim: sim, Options: opts}
	p.templates = template.Must(template.New("").Funcs(template.FuncMap{
		"markdown": markdown, "tasks": tasks, "short": short, "subject": subject, "details": details, "emoji": emoji, "initial": initial, "escape": escape,
	}).ParseFS(files, "templates/*.html"))

	mux := http.NewServeMux()
	mux.Handle("GET /static/{name}", http.FileServerFS(files))
	mux.HandleFunc("GET /events", p.events)
	mux.HandleFunc("GET /{$}", p.index)
	mux.HandleFunc("GET /{owner}/{repo}", p.repo)
	mux.HandleFunc("GET /{owner}/{repo}/edit/{path...}", p.file)
	mux.HandleFunc("GET /{owner}/{repo}/blob/{rev}/{path...}", p.blob)
	mux.HandleFunc("GET /{owner}/{repo}/pull/{number}", p.pull)
	mux.HandleFunc("POST /{owner}/{repo}/push", p.push)
	mux.HandleFunc("POST /{owner}/{repo}/pull/{number}/{action}", p.act)
	return guard(mux)
}

// guard keeps other sites from acting as the visitor, and the page from loading
// anything but itself.
func guard(next http.Handler) http.Handler {
	protected := http.NewCrossOriginProtection().Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		protected.ServeHTTP(w, r)
	})
}

// escape makes a file's path part of an address: html/template would leave its
// question marks and number signs.
func escape(path string) string {
	elements := strings.Split(path, "/")
	for i, e := range elements {
		elements[i] = url.PathEscape(e)
	}
	return strings.Join(elements, "/")
}

// A view is what every template gets.
type view struct {
	Title   string
	Person  string
	Command string
	Events  []ghsim.Event // newest first
	Data    any
}

// maxEvents is how many events the log shows.
const maxEvents = 60

// show renders a template in the frame of the page.
func (p *page) show(w http.ResponseWriter, status int, name, title string, data any) {
	v := view{Title: title, Person: p.Person, Command: p.Command, Data: data}
	all := p.sim.Events(0)
	for i := len(all) - 1; i >= 0 && len(v.Events) < maxEvents; i-- {
		v.Events = append(v.Events, all[i])
	}
	var b bytes.Buffer
	if err := p.templates.ExecuteTemplate(&b, name, v); err != nil {
		http.Error(w, fmt.Sprintf("render %s: %v", name, err), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = b.WriteTo(w) // a visitor who left needs no page
}

// refuse shows what went wrong.
func (p *page) refuse(w http.ResponseWriter, status int, err error) {
	p.show(w, status, "problem.html", "Not possible", err.Error())
}
