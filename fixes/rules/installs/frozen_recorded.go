package installs

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
)

// recordedSettings are settings, beside that of peers, that a lockfile of pnpm records where they are not
// the default, by their name in pnpm-workspace.yaml and in .npmrc, and the first pnpm that minds them.
var recordedSettings = []struct {
	name, npmrc, otherwise string
	since                  int
	of                     func(node.PNPMSettings) any
}{
	{"excludeLinksFromLockfile", "exclude-links-from-lockfile", "false", 8, func(s node.PNPMSettings) any { return value(s.Links) }},
	{"injectWorkspacePackages", "inject-workspace-packages", "false", 10, func(s node.PNPMSettings) any { return value(s.Inject) }},
	{"dedupePeers", "dedupe-peers", "false", 10, func(s node.PNPMSettings) any { return value(s.Dedupe) }},
	{"peersSuffixMaxLength", "peers-suffix-max-length", "1000", 9, func(s node.PNPMSettings) any { return value(s.Suffix) }},
}

// value returns what a setting says, nil where it says nothing.
func value[T any](p *T) any {
	if p == nil {
		return nil
	}
	return *p
}

// recordedOtherwise: a frozen install of pnpm stops where such a setting is not what the lockfile records.
func recordedOtherwise(p *fixes.Pass, i *fixes.Install, lock *node.Lockfile, workspace node.PNPMSettings, major int) string {
	var rc *node.Npmrc
	if data, ok, err := p.Repo.Read(path.Join(path.Dir(lock.Path), ".npmrc")); err == nil && ok && major < 11 {
		if _, copied := p.Origin(i.Stage, path.Join(i.Workdir, ".npmrc"), i.At); copied {
			rc = node.ParseNpmrc(data)
		}
	}
	for _, s := range recordedSettings {
		says := rc.Get(s.npmrc)
		if set := s.of(workspace); set != nil && (major == 0 || major >= 10) {
			says = fmt.Sprint(set)
		}
		was := lock.Setting(s.name, s.otherwise)
		if says == "" || says == was || major > 0 && major < s.since || !strings.HasPrefix(lock.Version, "9") && s.since > 8 {
			continue
		}
		return fmt.Sprintf("it would stop: %s is %s, and %s was made with %s. Update the lockfile first", s.name, says, path.Base(lock.Path), was)
	}
	return ""
}
