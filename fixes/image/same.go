package image

import "github.com/nodedock/nodedock/fixes/pattern"

// wellKnown finds names of official images that nobody gives to an image of their own.
var wellKnown = pattern.New(`^docker\.io/library/(nginx|httpd|caddy|traefik|haproxy|alpine|debian|ubuntu|busybox|fedora|buildpack-deps|python|golang|openjdk|eclipse-temurin|maven|gradle|php|ruby|rust|postgres|mysql|mariadb|mongo|redis)$`)

// Famous reports whether everybody means the same image by the reference's name,
// so that nobody gives it to one of their own.
func (r Ref) Famous() bool { return wellKnown.MatchString(r.Name()) }

// SameTag reports whether two references mean one tag of one image.
func (r Ref) SameTag(other Ref) bool {
	latest := func(r Ref) string {
		if r.Tag == "" {
			return "latest"
		}
		return r.Tag
	}
	return r.Name() == other.Name() && latest(r) == latest(other)
}
