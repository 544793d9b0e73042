package rules

import (
	"net/url"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// placeInProduction finds a host or an address that production takes in place of
// another one.
var placeInProduction = pattern.New(ifProduction+"\\w*['\"`]?\\s*\\)?\\s*\\?\\s*['\"`]([\\w+.:/@-]+)['\"`]\\s*:\\s*['\"`]([\\w+.:/@-]+)['\"`]").Needs("prod", "Prod", "PROD")

// elsewhereInProduction: in production the program listens where only its own container
// can reach it, or calls another address than so far.
func elsewhereInProduction(p *fixes.Pass, t *fixes.Target) (string, error) {
	return chosenInProduction(p, t, []productionChoice{
		{placeInProduction, "%s names %s in production, which in a container is that container itself. Set NODE_ENV where that is right", func(m []string) string {
			if loopback[hostOf(m[1])] && !loopback[hostOf(m[2])] {
				return hostOf(m[1])
			}
			return ""
		}},
		{placeInProduction, "%s calls %s in production, in place of an address that it reaches so far. Set NODE_ENV where that one is right", func(m []string) string {
			if strings.Contains(m[2], "://") && hostOf(m[1]) != hostOf(m[2]) && !loopback[hostOf(m[2])] {
				return hostOf(m[1])
			}
			return ""
		}},
	})
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
