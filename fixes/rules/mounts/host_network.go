package mounts

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// A GivenRight is a right of the host that whoever runs an image gives its container, and that
// a program that is not root may not be able to use.
type GivenRight struct {
	Right string
	// Images are words of which one is the image.
	Images []string
}

var (
	RunsWithRights = &fixes.Selection{Holds: rightFlag, Named: func(name string) bool { return deploy.RunsContainersName(name) || fixes.MayGuide(name) }}
	RunRights      = &fixes.Derivation[[]GivenRight]{From: rightsInRuns}
	rightFlag      = pattern.New(`(?:^|\s)(--privileged|--cap-add|--device)(?:[=\s]|$)`).Needs("--privileged", "--cap-add", "--device")
	userFlag       = pattern.New(`(?:^|\s)(?:-u|--user)[=\s]`).Needs("-u", "--user")
)

// rightsInRuns returns what the "docker run" lines of a text give.
func rightsInRuns(text string) (out []GivenRight) {
	for _, m := range dockerRun.FindAllStringSubmatch(deploy.OnOneLine(text), -1) {
		flag := rightFlag.FindStringSubmatch(m[1])
		if flag == nil || userFlag.MatchString(m[1]) {
			continue
		}
		words := strings.Fields(strings.NewReplacer(`"`, "", "'", "", "`", " ").Replace(m[1]))
		out = append(out, GivenRight{flag[1], slices.DeleteFunc(words, func(w string) bool { return !LooksLikeImage(w) })})
	}
	return out
}

// ListensLowOnHost holds back: the program listens on a port below 1024 in the network of the
// host, where Docker gives those to root only
// (https://docs.docker.com/engine/network/drivers/host/).
func ListensLowOnHost(p *fixes.Pass, t *fixes.Target) string {
	if GivesPorts(t) {
		return ""
	}
	by, port := hostNetwork(p, t), LowPort(t)
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
	ours := launch.OursOf(p, t, deploy.ImageNames(p, t))
	names, err := p.Repo.Select(runsInHost)
	if err != nil {
		return ""
	}
	for _, name := range names {
		runs, err := hostRuns.Of(p.Repo, name)
		if err == nil && !deploy.OtherReadme(p, name) && slices.ContainsFunc(runs, func(images []string) bool {
			return slices.ContainsFunc(images, func(image string) bool { return ours(image, "") })
		}) {
			return name
		}
	}
	return ""
}

var (
	runsInHost = &fixes.Selection{Holds: hostFlag, Named: func(name string) bool { return deploy.RunsContainersName(name) || fixes.MayGuide(name) }}
	hostFlag   = pattern.New(`(?:^|\s)--net(?:work)?[=\s]["']?host\b`).Needs("--net")
	// hostRuns are the words of each such line that may be its image.
	hostRuns = &fixes.Derivation[[][]string]{From: func(text string) (out [][]string) {
		for _, m := range dockerRun.FindAllStringSubmatch(deploy.OnOneLine(text), -1) {
			if hostFlag.MatchString(m[1]) && !userFlag.MatchString(m[1]) {
				words := strings.Fields(strings.NewReplacer(`"`, "", "'", "", "`", " ").Replace(m[1]))
				out = append(out, slices.DeleteFunc(words, func(w string) bool { return !LooksLikeImage(w) }))
			}
		}
		return out
	}}
)

// GivesPorts reports whether a step lets every user's program listen on such ports.
func GivesPorts(t *fixes.Target) bool {
	for _, c := range launch.CommandsOf(t.Chain) {
		if c.Name() == "setcap" {
			return true
		}
	}
	return false
}

// LowPort returns the port below 1024 that the image says it listens on.
func LowPort(t *fixes.Target) string {
	var ports []string
	for _, m := range t.Chain.Steps {
		if !m.Is("EXPOSE") {
			continue
		}
		for _, w := range m.Args {
			if port, ok := m.Scene.Expand(w.Text); ok {
				ports = append(ports, port)
			}
		}
	}
	if v := t.Chain.End.Env["PORT"]; v.Known {
		ports = append(ports, v.Value)
	}
	for _, word := range t.Program() { // env PORT=80 node server.js
		if port, set := strings.CutPrefix(word, "PORT="); set {
			ports = append(ports, port)
		}
	}
	for _, port := range ports {
		if number := lowNumber(port); number != "" {
			return number
		}
	}
	return ""
}

// lowNumber returns the number of a port below 1024, as EXPOSE writes ports; "" for
// others.
func lowNumber(port string) string {
	number, _, _ := strings.Cut(port, "/")
	if n := launch.NumbersOf(number); len(n) == 1 && n[0] > 0 && n[0] < 1024 {
		return number
	}
	return ""
}
