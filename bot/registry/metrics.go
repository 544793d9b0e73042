package registry

import (
	"maps"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
)

// Collector returns the resolver's metrics: requests sent, questions answered
// from memory, and what is left of pull limits.
func (r *Resolver) Collector() prometheus.Collector { return collector{r} }

type collector struct{ resolver *Resolver }

var (
	requestsDesc  = prometheus.NewDesc("nodedock_registry_requests_total", "Requests sent to image registries, by registry and status; status 0 is no answer.", []string{"registry", "status"}, nil)
	questionsDesc = prometheus.NewDesc("nodedock_registry_questions_total", "Questions about images, by kind, and whether a registry was asked or the answer was known.", []string{"kind", "answer"}, nil)
	remainingDesc = prometheus.NewDesc("nodedock_registry_pulls_remaining", "Pulls left of a registry's limit, as it said last.", []string{"registry"}, nil)
)

// Describe implements prometheus.Collector.
func (c collector) Describe(ch chan<- *prometheus.Desc) {
	ch <- requestsDesc
	ch <- questionsDesc
	ch <- remainingDesc
}

// Collect implements prometheus.Collector.
func (c collector) Collect(ch chan<- prometheus.Metric) {
	r := c.resolver
	if r.start() != nil {
		return
	}
	r.traffic.mu.Lock()
	sent, limits := maps.Clone(r.traffic.sent), maps.Clone(r.traffic.limits)
	r.traffic.mu.Unlock()

	requests := map[[2]string]int{}
	for key, n := range sent {
		requests[[2]string{r.label(key.host), strconv.Itoa(key.status)}] += n
	}
	for labels, n := range requests {
		ch <- prometheus.MustNewConstMetric(requestsDesc, prometheus.CounterValue, float64(n), labels[0], labels[1])
	}
	r.collectQuestions(ch)
	remaining := map[string]int{}
	for host, limit := range limits {
		label := r.label(host)
		if n, ok := remaining[label]; !ok || limit.Remaining < n {
			remaining[label] = limit.Remaining
		}
	}
	for label, n := range remaining {
		ch <- prometheus.MustNewConstMetric(remainingDesc, prometheus.GaugeValue, float64(n), label)
	}
}

func (r *Resolver) collectQuestions(ch chan<- prometheus.Metric) {
	for kind, m := range map[string]interface{ counts() (int, int) }{"digest": &r.infos, "config": &r.details, "tags": &r.tags} {
		asked, known := m.counts()
		ch <- prometheus.MustNewConstMetric(questionsDesc, prometheus.CounterValue, float64(asked), kind, "asked")
		ch <- prometheus.MustNewConstMetric(questionsDesc, prometheus.CounterValue, float64(known), kind, "known")
	}
}

// label names a registry in metrics. Dockerfiles name hosts as they like, so
// only well-known registries and mirrors have a name of their own.
func (r *Resolver) label(host string) string {
	switch host {
	case "index.docker.io", "auth.docker.io", "ghcr.io", "gcr.io", "quay.io", "mcr.microsoft.com", "public.ecr.aws", "cgr.dev", "mirror.gcr.io", "dhi.io":
		return host
	}
	if r.Mirrors.hosts()[host] {
		return host
	}
	return "other"
}
