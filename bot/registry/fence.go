package registry

import (
	"net"
	"net/http"
	"net/url"
)

// A fence decides over what a host is asked: TLS everywhere but at mirrors
// whose URL says http, and on the machine itself.
type fence struct {
	plain  map[string]bool // hosts of http mirrors
	secure map[string]bool // hosts of https mirrors
	names  map[string]bool // plain hosts without their port, for token servers
}

func newFence(mirrors Mirrors) fence {
	f := fence{plain: mirrors.plain(), secure: map[string]bool{}, names: map[string]bool{}}
	for _, u := range mirrors {
		if u.Scheme == "https" {
			f.secure[u.Host] = true
		} else {
			f.names[u.Hostname()] = true
		}
	}
	return f
}

var errPlain = &harmlessError{"it would have to be asked without TLS"}

// pass returns the request as it may be sent. The library tries https first at
// every host; a mirror whose URL says http is not asked that way.
func (f fence) pass(req *http.Request) (*http.Request, error) {
	host := req.URL.Host
	switch {
	case req.URL.Scheme == "https" && f.plain[host] && !f.secure[host]:
		req = req.Clone(req.Context())
		req.URL.Scheme = "http"
	case req.URL.Scheme == "http" && !f.mayBePlain(req.URL):
		return nil, errPlain
	}
	return req, nil
}

func (f fence) mayBePlain(u *url.URL) bool {
	switch {
	case f.plain[u.Host], f.names[u.Hostname()]:
		return true
	case f.secure[u.Host]:
		return false
	}
	return isLoopback(u.Hostname())
}

// isLoopback reports whether a host name is that of the machine itself.
func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// isProbe reports whether a request only finds out whether a registry on the
// machine itself speaks TLS.
func isProbe(req *http.Request) bool {
	return req.URL.Scheme == "https" && req.URL.Path == "/v2/" && isLoopback(req.URL.Hostname())
}
