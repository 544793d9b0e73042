package node

import (
	"maps"
	"slices"
	"strings"
)

// Hosts returns the names of the hosts that packages are downloaded from, sorted, with
// their ports: nil for formats that leave that to the settings.
func (l *Lockfile) Hosts() []string { return slices.Sorted(maps.Keys(l.hosts)) }

// OverSSH reports whether all that comes from a host is cloned over SSH.
func (l *Lockfile) OverSSH(host string) bool { return l.hosts[host] }

// addHost adds the host of an address, of the web or of git; none for what is no address.
func (l *Lockfile) addHost(address string) {
	for _, scheme := range []string{"https://", "http://", "git+ssh://", "git+https://", "git+http://", "ssh://", "git://"} {
		if rest, ok := strings.CutPrefix(address, scheme); ok {
			host, _, _ := strings.Cut(rest, "/")
			host = host[strings.LastIndexByte(host, '@')+1:]
			ssh, known := l.hosts[host]
			l.hosts[host] = strings.Contains(scheme, "ssh") && (ssh || !known)
		}
	}
}
