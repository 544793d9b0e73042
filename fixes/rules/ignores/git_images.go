package ignores

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// imageCall finds what builds or starts images, as a command or as the value by which a
// script calls it.
var imageCall = pattern.New(`(?m)(?:^|&&|\|\||;)[ \t]*(?:sudo\s+)?(?:\w+=["'(]?)?(?:docker|podman)(?:\s+(?:buildx\s+)?build\b|\s+compose\b|-compose\b)`).Needs("docker", "podman")

// makesImages reports whether a shell script builds or starts images. Such a one runs around
// the builds and not in them, unless a Dockerfile names it or the package script that calls it.
func (v *View) makesImages(script string) bool {
	base := path.Base(script)
	if made, err := v.p.Repo.Matches(script, imageCall); err != nil || !made || v.mentions(base) != "" || v.mentions("*.sh") != "" {
		return false
	}
	return !v.scripts(func(name, line string) bool { return strings.Contains(line, base) && v.mentions(name) != "" })
}
