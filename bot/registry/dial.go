package registry

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"sync"
	"syscall"
	"time"
)

// newBase returns the transport that is used when none was given.
func newBase(d *dialer) http.RoundTripper {
	return &http.Transport{
		Proxy: func(req *http.Request) (*url.URL, error) {
			proxy, err := http.ProxyFromEnvironment(req)
			if proxy != nil {
				d.trust(proxy)
			}
			return proxy, err
		},
		DialContext:           d.dial,
		ForceAttemptHTTP2:     true,
		MaxIdleConns:          32,
		MaxIdleConnsPerHost:   8,
		IdleConnTimeout:       90 * time.Second,
		TLSHandshakeTimeout:   10 * time.Second,
		ExpectContinueTimeout: time.Second,
	}
}

// A dialer opens connections. What a Dockerfile names may be any address; the
// network that the server stands in is not for its author to explore. The
// address is checked after the name was resolved.
type dialer struct {
	publicOnly bool

	mu      sync.Mutex
	trusted map[string]bool // "host:port"
}

// newDialer returns a dialer. publicOnly refuses addresses that are not public,
// except for trusted hosts ("host" or "host:port").
func newDialer(publicOnly bool, trusted map[string]bool) *dialer {
	d := &dialer{publicOnly: publicOnly, trusted: map[string]bool{}}
	for host := range trusted {
		d.trust(&url.URL{Scheme: "https", Host: host})
		d.trust(&url.URL{Scheme: "http", Host: host})
	}
	return d
}

// trust lets a host be dialled wherever it is.
func (d *dialer) trust(u *url.URL) {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443", "socks5": "1080"}[u.Scheme]
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.trusted[net.JoinHostPort(u.Hostname(), port)] = true
}

func (d *dialer) dial(ctx context.Context, network, address string) (net.Conn, error) {
	plain := net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	d.mu.Lock()
	trusted := d.trusted[address]
	d.mu.Unlock()
	if d.publicOnly && !trusted {
		plain.Control = func(_, resolved string, _ syscall.RawConn) error { return checkPublic(resolved) }
	}
	return plain.DialContext(ctx, network, address)
}

var errPrivate = &harmlessError{"its address is not a public one"}

// checkPublic returns an error for an address that is not of the public
// Internet.
func checkPublic(address string) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return errPrivate
	}
	ip := at.Addr().Unmap()
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || shared.Contains(ip) {
		return errPrivate
	}
	return nil
}

// shared is the address space of carrier-grade NAT, which cloud networks use
// inside.
var shared = netip.MustParsePrefix("100.64.0.0/10")
