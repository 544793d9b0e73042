package registry

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// realms are the token servers that mirrors name. A mirror is the operator's
// own, and so are the servers that it sends to for tokens and for blobs,
// wherever they stand: at another port, or at an address that no stranger's
// registry may lead to. The library refuses token servers at private addresses
// other than the registry's own, so it is shown a path of the mirror instead.
type realms struct {
	mirrors map[string]bool
	trust   func(*url.URL) // lets a host be dialled

	mu    sync.Mutex
	named []*url.URL
}

// realmPath begins the paths that stand for a realm, by its number.
const realmPath = "/nodedock-realm/"

var realmParameter = pattern.New(`realm="([^"]*)"`)

// learn takes from an answer of a mirror where it sends to, and puts a path in
// place of the realm.
func (r *realms) learn(req *http.Request, res *http.Response) {
	if !r.mirrors[req.URL.Host] {
		return
	}
	if at, err := res.Location(); err == nil {
		r.trust(at)
	}
	if res.StatusCode != http.StatusUnauthorized {
		return
	}
	for i, challenge := range res.Header["Www-Authenticate"] {
		found := realmParameter.FindStringSubmatch(challenge)
		if found == nil || !strings.EqualFold(strings.SplitN(challenge, " ", 2)[0], "bearer") {
			continue
		}
		u, err := url.Parse(found[1])
		if err != nil || u.Host == req.URL.Host || u.Scheme != "https" && (u.Scheme != "http" || req.URL.Scheme != "http") {
			continue
		}
		path := fmt.Sprintf(`realm="%s://%s%s%d"`, req.URL.Scheme, req.URL.Host, realmPath, r.number(u))
		res.Header["Www-Authenticate"][i] = strings.Replace(challenge, found[0], path, 1)
	}
}

// number returns the number of a realm, a new one when it was not named before.
func (r *realms) number(u *url.URL) int {
	r.trust(u)
	r.mu.Lock()
	defer r.mu.Unlock()
	for n, known := range r.named {
		if *known == *u {
			return n
		}
	}
	r.named = append(r.named, u)
	return len(r.named) - 1
}

// lead returns a request to a realm's path as it goes to the realm, nil for any
// other.
func (r *realms) lead(req *http.Request) *http.Request {
	var n int
	rest, ok := strings.CutPrefix(req.URL.Path, realmPath)
	if _, err := fmt.Sscanf(rest, "%d", &n); !ok || err != nil || !r.mirrors[req.URL.Host] {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if n < 0 || n >= len(r.named) {
		return nil
	}
	to := *r.named[n]
	query := to.Query()
	for name, values := range req.URL.Query() {
		query[name] = values
	}
	to.RawQuery = query.Encode()
	req = req.Clone(req.Context())
	req.URL, req.Host = &to, to.Host
	return req
}
