package pid1

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
)

// earlyPlace returns the instruction behind which packages are installed: the
// head of the stage, so that the layer stays cached, but behind what changes
// where packages come from. An ARG is not stepped over: a layer behind it is
// made anew with each value.
func earlyPlace(p *fixes.Pass, stage *dockerfile.Stage) *dockerfile.Instruction {
	after, head := stage.From, true
	c := p.Chain(stage)
	for _, m := range c.Steps {
		if !c.Own(m) {
			continue
		}
		if m.Is("USER") || clearsProxy(m) {
			return after
		}
		head = head && m.Is("LABEL", "MAINTAINER", "SHELL")
		if head || changesSources(p, m) || m.Is("ENV", "ARG") && strings.Contains(strings.ToLower(m.Text), "_proxy") {
			after = m.Instruction
		}
	}
	return after
}

// changesSources reports whether a step changes where packages of the system come
// from: it writes the list of their servers, or the settings of apt or apk.
func changesSources(p *fixes.Pass, m fixes.Moment) bool {
	if m.Is("RUN") {
		text := m.Spoken()
		return strings.Contains(text, "/etc/apk/repositories") || strings.Contains(text, "/etc/apt/") && strings.Contains(text, "sed ") || writesSources.MatchString(text)
	}
	c, ok := p.ReadCopy(m)
	return ok && (deploy.InFolder(path.Clean(c.Dest), "/etc/apt") || deploy.InFolder(path.Clean(c.Dest), "/etc/apk") || deploy.InFolder(path.Clean(c.Dest), "/usr/local/share/ca-certificates"))
}

// clearsProxy reports whether an ENV takes a proxy away that steps before it use.
func clearsProxy(m fixes.Moment) bool {
	if !m.Is("ENV") {
		return false
	}
	for _, pair := range dockerfile.EnvPairs(m.Instruction) {
		if name := strings.ToLower(pair.Name.Text); name == "http_proxy" || name == "https_proxy" {
			return pair.Value.Text == ""
		}
	}
	return false
}

// writesSources finds what puts another list of servers, or settings of apt about a
// proxy, in the place of the image's, or lets programs trust another authority. A list
// beside the others takes nothing away.
var writesSources = pattern.New(`(>|\btee\b|\bcp\b|\bmv\b|\bln\b)[^\n]*/etc/apt/(sources\.list($|["'\s;&)])|sources\.list\.d/(debian|ubuntu)\.sources|apt\.conf)|Acquire::https?::|\bupdate-ca-certificates\b|>>?\s*/etc/ssl/certs/`).Needs("/etc/", "Acquire::", "update-ca-certificates")
