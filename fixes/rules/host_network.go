package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// listensLowOnHost: the program listens on a port below 1024 in the network of the
// host, where Docker gives those to root only
// (https://docs.docker.com/engine/network/drivers/host/).
func listensLowOnHost(p *fixes.Pass, t *fixes.Target) string {
	if givesPorts(t) {
		return ""
	}
	by, port := hostNetwork(p, t), lowPort(t)
	for _, b := range t.Builds {
		if !b.HostNetwork {
			continue
		}
		by = b.Source.Path
		if given, said := b.Environment["PORT"]; said {
			port = lowNumber(given)
		}
		if port != "" {
			break
		}
	}
	if by == "" || port == "" {
		return ""
	}
	return fmt.Sprintf("%s runs it in the network of the host, where only root may listen on port %s. Move it to a higher port first", by, port)
}

// hostNetwork returns the file whose "docker run" gives the target's image the network
// of the host, "" when none does.
func hostNetwork(p *fixes.Pass, t *fixes.Target) string {
	ours := oursOf(p, t, imageNames(p, t))
	names, err := p.Repo.Select(runsInHost)
	if err != nil {
		return ""
	}
	for _, name := range names {
		runs, err := hostRuns.Of(p.Repo, name)
		if err == nil && !otherReadme(p, name) && slices.ContainsFunc(runs, func(images []string) bool {
			return slices.ContainsFunc(images, func(image string) bool { return ours(image, "") })
		}) {
			return name
		}
	}
	return ""
}

var (
	runsInHost = &fixes.Selection{Holds: hostFlag, Named: func(name string) bool { return runsContainersName(name) || fixes.MayGuide(name) }}
	hostFlag   = pattern.New(`(?:^|\s)--net(?:work)?[=\s]["']?host\b`).Needs("--net")
	// hostRuns are the words of each such line that may be its image.
	hostRuns = &fixes.Derivation[[][]string]{From: func(text string) (out [][]string) {
		for _, m := range dockerRun.FindAllStringSubmatch(onOneLine(text), -1) {
			if hostFlag.MatchString(m[1]) && !userFlag.MatchString(m[1]) {
				words := strings.Fields(strings.NewReplacer(`"`, "", "'", "", "`", " ").Replace(m[1]))
				out = append(out, slices.DeleteFunc(words, func(w string) bool { return !looksLikeImage(w) }))
			}
		}
		return out
	}}
)
