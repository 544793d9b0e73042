package registry

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/google/go-containerregistry/pkg/name"

	"github.com/nodedock/nodedock/fixes/image"
)

// Mirrors says where to ask for the images of a host, by host ("docker.io"). A
// mirror is asked instead of its host, not before it: what the mirror does not
// have does not exist. An installation that may not reach the upstream never
// tries to.
type Mirrors map[string]*url.URL

// ParseMirrors reads "HOST=URL,…", such as
// "docker.io=http://127.0.0.1:5000/hub,ghcr.example.com=https://cache.example.com".
// The URL is http or https and may have a path, below which the mirror keeps
// the host's repositories. Its errors name the entry, and never hold a URL's
// user or password.
func ParseMirrors(s string) (Mirrors, error) {
	mirrors := Mirrors{}
	for entry := range strings.SplitSeq(s, ",") {
		entry = strings.TrimSpace(entry)
		if entry == "" {
			continue
		}
		host, target, ok := strings.Cut(entry, "=")
		if !ok {
			return nil, errors.New("registry mirrors: an entry is not HOST=URL")
		}
		host = canonicalHost(strings.TrimSpace(host))
		u, err := parseMirror(strings.TrimSpace(target))
		if err == nil {
			err = checkHost(host)
		}
		if err != nil {
			return nil, fmt.Errorf("registry mirror of %q: %w", host, err)
		}
		if mirrors[host] != nil {
			return nil, fmt.Errorf("registry mirror of %q: given twice", host)
		}
		mirrors[host] = u
	}
	return mirrors, nil
}

// canonicalHost returns the name that references have for a host.
func canonicalHost(host string) string {
	switch host {
	case "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com":
		return "docker.io"
	}
	return host
}

func checkHost(host string) error {
	if host == "" || strings.ContainsAny(host, "/@ ") {
		return errors.New("want a host, with its port when it has one")
	}
	return nil
}

// parseMirror reads the URL of a mirror.
func parseMirror(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	switch {
	case err != nil:
		return nil, errors.New("the URL cannot be read") // its text may hold a password
	case u.User != nil:
		return nil, errors.New("the URL holds credentials: put them into the Docker configuration")
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, errors.New("the URL must begin with http:// or https://")
	case u.Host == "":
		return nil, errors.New("the URL has no host")
	case u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("the URL must not have a query or a fragment")
	}
	u.Path = strings.Trim(u.Path, "/")
	return u, nil
}

// repository returns where to ask for a reference's image.
func (m Mirrors) repository(ref image.Ref) (name.Repository, error) {
	host, path := ref.Domain, ref.Path
	var options []name.Option
	if mirror := m[host]; mirror != nil {
		host = mirror.Host
		if mirror.Path != "" {
			path = mirror.Path + "/" + path
		}
		if mirror.Scheme == "http" {
			options = append(options, name.Insecure)
		}
	}
	registry, err := name.NewRegistry(host, options...)
	if err != nil {
		return name.Repository{}, fmt.Errorf("registry %s: %w", host, err)
	}
	return registry.Repo(path), nil
}

// plain returns the hosts that are asked without TLS because their mirror's
// URL says so.
func (m Mirrors) plain() map[string]bool {
	hosts := map[string]bool{}
	for _, u := range m {
		if u.Scheme == "http" {
			hosts[u.Host] = true
		}
	}
	return hosts
}

// hosts returns the hosts of all mirrors.
func (m Mirrors) hosts() map[string]bool {
	hosts := map[string]bool{}
	for _, u := range m {
		hosts[u.Host] = true
	}
	return hosts
}
