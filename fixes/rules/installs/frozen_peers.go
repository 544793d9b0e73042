package installs

import (
	"fmt"
	"path"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/devneeds"
)

// setsPeers finds the setting in a Dockerfile: as a variable, a flag or by pnpm config.
var setsPeers = pattern.New(`(?i)auto[-_]install[-_]peers`).Needs("peers", "PEERS")

// peersOtherwise: whether peers are installed along is part of the lockfile. It is set by
// .npmrc, of which pnpm 11 and later read only what is for registries, or from pnpm 10 on
// by pnpm-workspace.yaml, whose word workspace is (nil where it says nothing).
func peersOtherwise(p *fixes.Pass, i *fixes.Install, lock *node.Lockfile, workspace *bool) string {
	locked := lock.PeersAlong()
	if locked == "" || setsPeers.MatchString(string(p.File.Src)) { // up to pnpm 7
		return ""
	}
	base := path.Base(lock.Path)
	major := devneeds.ManagerMajor(p, i, "pnpm")
	file, setting := ".npmrc", ""
	if data, ok, err := p.Repo.Read(path.Join(path.Dir(lock.Path), file)); err != nil {
		return ""
	} else if ok {
		setting = node.ParseNpmrc(data).Get("auto-install-peers")
	}
	fromWorkspace := workspace != nil && (major == 0 || major >= 10)
	if fromWorkspace {
		file, setting = "pnpm-workspace.yaml", fmt.Sprint(*workspace)
	}
	if !fromWorkspace && major >= 11 && locked == "true" {
		return ""
	}
	name := path.Join(path.Dir(lock.Path), file)
	_, copied := p.Origin(i.Stage, path.Join(i.Workdir, file), i.At)
	switch copied = copied || Mounted(i, file); {
	case setting == "" && locked != "true":
		return fmt.Sprintf("it would stop: %s was made with autoInstallPeers: %s, and nothing here sets that. Update the lockfile first", base, locked)
	case setting == "":
		return ""
	case copied && setting != locked:
		return fmt.Sprintf("it would stop: %s sets auto-install-peers=%s, and %s was made with %s. Update the lockfile first", name, setting, base, locked)
	case !copied && locked != "true": // which pnpm takes without the file
		return fmt.Sprintf("%s sets auto-install-peers=%s, with which the lockfile was made, and is not copied before this. Copy it too", name, setting)
	case !fromWorkspace && locked != "true" && (major == 0 || major > 10):
		return fmt.Sprintf("it would stop: %s sets auto-install-peers=%s, with which %s was made, and pnpm 11 and later do not read that there. Write autoInstallPeers: %s into pnpm-workspace.yaml, or name an earlier pnpm as packageManager", name, setting, base, setting)
	}
	return ""
}
