package installs

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// openHosts are hosts that every build can download packages from. npm asks the registry
// of its settings in place of its own (docs.npmjs.com/cli/v11/using-npm/config,
// replace-registry-host).
var openHosts = project.WordSet(`registry.npmjs.org registry.npmjs.com registry.yarnpkg.com registry.npmmirror.com cdn.npmmirror.com npm.jsr.io
	github.com codeload.github.com raw.githubusercontent.com gitlab.com bitbucket.org pkg.pr.new`)

// variableRegistry finds a registry that a variable names.
var variableRegistry = pattern.New(`(?i)\bregistry["']?[=\s]["']?\$`).Needs("$")

// ForeignHost holds back: an install that does not see its lockfile so far would download from where
// the lockfile was made, and nothing shows that a build reaches that.
func ForeignHost(p *fixes.Pass, i *fixes.Install, lock *node.Lockfile) string {
	config := path.Join(i.Dir, ".npmrc")
	if strings.Contains(string(p.File.Src), "npmrc") && !p.Repo.Exists(config) || variableRegistry.Match(p.File.Src) {
		return "" // the build has a registry of its own, most likely that of the lockfile
	}
	for _, host := range lock.Hosts() {
		if openHosts[host] || strings.Contains(string(p.File.Src), host) || asksHost(i.Manifest, host, lock.OverSSH(host)) {
			continue
		}
		if _, copied := p.Origin(i.Stage, path.Join(i.Workdir, ".npmrc"), i.At); copied || Mounted(i, ".npmrc") {
			if data, ok, err := p.Repo.Read(config); err == nil && ok && strings.Contains(string(data), host) {
				continue
			}
		}
		if lock.OverSSH(host) {
			return fmt.Sprintf("%s has packages that are cloned from %s over SSH, and nothing shows that a build may do that. Write the lockfile anew with addresses that builds use", lock.Path, host)
		}
		return fmt.Sprintf("%s has packages from %s, which the install does not ask so far, and whether a build reaches it is not known. Write the lockfile anew with the registry that builds use", lock.Path, host)
	}
	return ""
}

// asksHost reports whether a package.json itself names the host for a dependency, in the
// way that the lockfile reaches it.
func asksHost(m *node.Manifest, host string, ssh bool) bool {
	if m == nil {
		return false
	}
	for _, asked := range m.All() {
		if strings.Contains(asked, host) && (!ssh || strings.Contains(asked, "ssh://") || strings.Contains(asked, "git@")) {
			return true
		}
	}
	return false
}
