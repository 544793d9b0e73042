package ghsim

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// post sends webhook deliveries, one after another, as long as there are any.
// It has a lock of its own, so that a receiver may ask the API meanwhile.
type post struct {
	mu      sync.Mutex
	queue   []*delivery
	running bool
	held    bool
	closed  bool
	idle    chan struct{} // closed when the queue runs empty; nil: it is empty
	rules   []*DeliveryFault
}

// A DeliveryFault makes webhook deliveries go wrong.
type DeliveryFault struct {
	// Event, Action and Repo say which deliveries; empty: all.
	Event, Action, Repo string
	// Skip lets so many matching deliveries pass first; Times limits how many
	// are hit, 0: all.
	Skip, Times int
	// Drop loses the delivery: GitHub records a time-out.
	Drop bool
	// Duplicate sends the delivery twice, with the same GUID.
	Duplicate bool
	// Wait is waited for before the delivery is sent.
	Wait <-chan struct{}

	seen, hit int
}

// AddDeliveryFault adds a fault.
func (s *Sim) AddDeliveryFault(f DeliveryFault) {
	s.mail.mu.Lock()
	defer s.mail.mu.Unlock()
	s.mail.rules = append(s.mail.rules, &f)
}

// HoldDeliveries keeps deliveries back until ReleaseDeliveries.
func (s *Sim) HoldDeliveries() {
	s.mail.mu.Lock()
	defer s.mail.mu.Unlock()
	s.mail.held = true
}

// ReleaseDeliveries sends what was held back, in random order when shuffle is
// not nil.
func (s *Sim) ReleaseDeliveries(shuffle *rand.Rand) {
	s.mail.mu.Lock()
	if q := s.mail.queue; shuffle != nil {
		shuffle.Shuffle(len(q), func(i, j int) { q[i], q[j] = q[j], q[i] })
	}
	s.mail.held = false
	s.mail.mu.Unlock()
	s.startPost()
}

// send queues a delivery.
func (s *Sim) send(d *delivery) {
	s.mail.mu.Lock()
	if s.mail.idle == nil {
		s.mail.idle = make(chan struct{})
	}
	s.mail.queue = append(s.mail.queue, d)
	s.mail.mu.Unlock()
	s.startPost()
}

func (s *Sim) startPost() {
	s.mail.mu.Lock()
	defer s.mail.mu.Unlock()
	if !s.mail.running && !s.mail.held && !s.mail.closed {
		s.mail.running = true
		go s.runPost()
	}
}

func (s *Sim) runPost() {
	for {
		d, fault := s.mail.next()
		if d == nil {
			return
		}
		if fault.Wait != nil {
			<-fault.Wait
		}
		if fault.Drop {
			s.delivered(d, outcome{status: "timed out", code: http.StatusGatewayTimeout})
			continue
		}
		s.delivered(d, s.deliver(d))
		if fault.Duplicate {
			s.deliver(d)
		}
	}
}

// next takes a delivery from the queue; nil ends the run.
func (p *post) next() (*delivery, DeliveryFault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.queue) == 0 || p.held || p.closed {
		p.running = false
		if len(p.queue) == 0 && p.idle != nil {
			close(p.idle)
			p.idle = nil
		}
		return nil, DeliveryFault{}
	}
	d := p.queue[0]
	p.queue = p.queue[1:]
	for _, f := range p.rules {
		if f.matches(d) {
			return d, *f
		}
	}
	return d, DeliveryFault{}
}

func (f *DeliveryFault) matches(d *delivery) bool {
	if f.Event != "" && f.Event != d.event || f.Action != "" && f.Action != d.action || f.Repo != "" && f.Repo != d.repo {
		return false
	}
	f.seen++
	if f.seen <= f.Skip || f.Times > 0 && f.hit >= f.Times {
		return false
	}
	f.hit++
	return true
}

func (p *post) settle(ctx context.Context) error {
	p.mu.Lock()
	idle := p.idle
	p.mu.Unlock()
	if idle == nil {
		return nil
	}
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *post) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
}

// An outcome is what became of one attempt to deliver.
type outcome struct {
	status   string
	code     int
	took     time.Duration
	request  http.Header
	response http.Header
	body     string
}

// deliver posts the payload to the App.
func (s *Sim) deliver(d *delivery) outcome {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url, bytes.NewReader(d.payload))
	if err != nil {
		return outcome{status: err.Error(), code: http.StatusBadGateway}
	}
	mac := hmac.New(sha256.New, []byte(d.secret))
	mac.Write(d.payload)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "GitHub-Hookshot/simulated")
	req.Header.Set("X-GitHub-Event", d.event)
	req.Header.Set("X-GitHub-Delivery", d.guid)
	req.Header.Set("X-Hub-Signature-256", "sha256="+hex.EncodeToString(mac.Sum(nil)))
	start := time.Now()
	res, err := or(s.Client, http.DefaultClient).Do(req)
	if err != nil {
		return outcome{status: "failed to connect to host", code: http.StatusBadGateway, took: time.Since(start), request: req.Header}
	}
	defer res.Body.Close()
	body, _ := io.ReadAll(io.LimitReader(res.Body, 64<<10)) // what could be read is what is shown
	out := outcome{status: "OK", code: res.StatusCode, took: time.Since(start), request: req.Header, response: res.Header, body: string(body)}
	if res.StatusCode >= 400 {
		out.status = "Invalid HTTP Response: " + res.Status[:3]
	}
	return out
}
