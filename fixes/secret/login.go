package secret

import (
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// address is an address with a user and a password in it.
var address = pattern.New(`://([^\s/:@"'\x60]*):([^\s/@$"'\x60{}<>]+)@([\w.-]+)`).Needs("://")

// stand are words that documentation and builds have for a password, beside are those that come with
// them, and alone are words that say so of whatever they are part of.
var (
	stand  = strings.Fields("password passwd pass pwd secret token postgres mysql root admin user username guest test foo bar")
	beside = strings.Fields("my your the a for build only here db database app change me some")
	alone  = strings.Fields("changeme example dummy placeholder fake mock xxx")
)

// standsIn reports whether a password only stands in for one: a word says so, or there is no word in
// it but those of documentation.
func standsIn(password string) bool {
	said := false
	for _, w := range split(password) {
		switch w = strings.TrimRight(w, "0123456789"); {
		case slices.Contains(alone, w):
			return true
		case slices.Contains(stand, w):
			said = true
		case w != "" && !slices.Contains(beside, w):
			return false
		}
	}
	return said
}

// Login returns the host of the first address in s with a password in it, and where the password
// stands. One that only stands in for a password is none, nor is one for a host without a domain: the
// services of a compose file have such names, and their passwords are nobody else's.
func Login(s string) (host string, start, end int, found bool) {
	for _, m := range address.FindAllStringSubmatchIndex(s, -1) {
		user, password, host := s[m[2]:m[3]], s[m[4]:m[5]], strings.Trim(strings.ToLower(s[m[6]:m[7]]), ".-")
		switch {
		case user == password, len(password) < 6, Placeholder(password), example(password):
		case standsIn(password):
		case !strings.Contains(host, "."), strings.HasPrefix(host, "127."), strings.HasPrefix(host, "example."), strings.Contains(host, ".example"), strings.HasSuffix(host, ".internal"), strings.HasSuffix(host, ".local"), host == "0.0.0.0":
		default:
			return host, m[4], m[5], true
		}
	}
	return "", 0, 0, false
}
