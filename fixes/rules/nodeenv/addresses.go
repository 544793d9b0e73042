package nodeenv

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/source"
)

// place finds a value that is a host or an address.
var place = pattern.New("^\\(?['\"`]([\\w+.:/@-]+)['\"`]\\)?$")

// namesItself: it listens where only its own container can reach it, or looks for others there.
func namesItself(_ *fixes.Pass, _ *fixes.Target, b source.Branch) string {
	here, other := hostsIn(b)
	if !loopback[here] || loopback[other] {
		return ""
	}
	return fmt.Sprintf("names %s in production, which in a container is that container itself. Set NODE_ENV where that is right", here)
}

// callsElsewhere: it calls another address than so far.
func callsElsewhere(_ *fixes.Pass, _ *fixes.Target, b source.Branch) string {
	here, other := hostsIn(b)
	if here == "" || here == other || loopback[other] || other == "0.0.0.0" || !strings.Contains(b.Other, "://") && !namesHost.MatchString(b.Name) {
		return ""
	}
	return fmt.Sprintf("calls %s in production, in place of an address that it reaches so far. Set NODE_ENV where that one is right", here)
}

// namesHost finds names of a host that is called.
var namesHost = pattern.New(`(?i)^(?:\w*_)?(?:host|hostname)$`)

// hostsIn returns the hosts that a piece and the other one in its place name, "" for both when
// either is something else.
func hostsIn(b source.Branch) (here, other string) {
	this, that := place.FindStringSubmatch(b.Text), place.FindStringSubmatch(b.Other)
	if this == nil || that == nil {
		return "", ""
	}
	return hostOf(this[1]), hostOf(that[1])
}

// loopback are the names of the own machine.
var loopback = map[string]bool{"localhost": true, "127.0.0.1": true, "::1": true}

// hostOf returns the host of an address, or of a text that is a host alone.
func hostOf(address string) string {
	if !strings.Contains(address, "://") {
		address = "//" + address
	}
	if u, err := url.Parse(address); err == nil {
		return u.Hostname()
	}
	return ""
}
