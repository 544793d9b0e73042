package main

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/nodedock/nodedock/bot/queue"
)

// metrics are what /metrics shows. Labels take a small number of values:
// never names of repositories or people.
type metrics struct {
	registry   *prometheus.Registry
	deliveries *prometheus.CounterVec
	jobs       *prometheus.CounterVec
	duration   *prometheus.HistogramVec
	requests   *prometheus.CounterVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		deliveries: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "nodedock_deliveries_total", Help: "Webhook deliveries by event and what became of them.",
		}, []string{"event", "outcome"}),
		jobs: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "nodedock_jobs_total", Help: "Attempts at commands by kind and outcome.",
		}, []string{"kind", "outcome"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "nodedock_job_duration_seconds", Help: "How long attempts at commands took.",
			Buckets: []float64{0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900},
		}, []string{"kind"}),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "nodedock_github_requests_total", Help: "Requests to GitHub by the event that caused them and the API.",
		}, []string{"event", "api"}),
	}
	m.registry.MustRegister(m.deliveries, m.jobs, m.duration, m.requests,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// events are the events that have a label of their own.
var events = []string{
	"check_run", "check_suite", "installation", "installation_repositories", "issue_comment",
	"ping", "pull_request", "push", "repository", "timer",
}

func eventLabel(event string) string {
	if slices.Contains(events, event) {
		return event
	}
	return "other"
}

func (m *metrics) delivery(event, outcome string) {
	m.deliveries.WithLabelValues(eventLabel(event), outcome).Inc()
}

func (m *metrics) attempt(a queue.Attempt) {
	kind := string(a.Command.Kind)
	m.jobs.WithLabelValues(kind, a.Outcome).Inc()
	m.duration.WithLabelValues(kind).Observe(a.Took.Seconds())
}

func (m *metrics) request(event, api string) {
	m.requests.WithLabelValues(eventLabel(event), api).Inc()
}

// watch adds the length of the queue, which is counted when it is asked for.
func (m *metrics) watch(q *queue.Queue) { m.registry.MustRegister(depth{q}) }

// handler shows the metrics. While the database does not answer, all but the
// length of the queue are there: then they are needed most.
func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Timeout: 10 * time.Second, ErrorHandling: promhttp.ContinueOnError})
}

// depth is the collector of nodedock_queue_jobs.
type depth struct{ queue *queue.Queue }

var depthDesc = prometheus.NewDesc("nodedock_queue_jobs", "Unfinished jobs by state.", []string{"state"}, nil)

// Describe implements prometheus.Collector.
func (d depth) Describe(descs chan<- *prometheus.Desc) { descs <- depthDesc }

// Collect implements prometheus.Collector.
func (d depth) Collect(all chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	byState, err := d.queue.Depth(ctx)
	if err != nil {
		all <- prometheus.NewInvalidMetric(depthDesc, err)
		return
	}
	for state, n := range byState {
		all <- prometheus.MustNewConstMetric(depthDesc, prometheus.GaugeValue, float64(n), state)
	}
}
