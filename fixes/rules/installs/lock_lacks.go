package installs

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/devneeds"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// PeersMissing holds back: npm 7 and later install peers along, and npm ci stops when the
// lockfile does not name one, or has another version than package.json asks for.
func PeersMissing(p *fixes.Pass, i *fixes.Install, lock *node.Lockfile) string {
	peer, by := lock.MissingPeer(withFolders(p, i, lock))
	unfit, version := lock.UnfitPeer(i.Manifest)
	switch {
	case peer == "" && unfit == "" || i.Manager != node.NPM || leavesPeersOut(p, i) || devneeds.NPMMajor(p, i.Stage, i.At) == 6:
		return ""
	case peer == "":
		return fmt.Sprintf("it would stop: package.json asks for %s %s as a peer, and %s has %s. Update the lockfile first", unfit, i.Manifest.Peer[unfit], path.Base(lock.Path), version)
	}
	return fmt.Sprintf("it would stop: %s does not name %s, a peer of %s. Update the lockfile first, or say --legacy-peer-deps if it was made so", path.Base(lock.Path), peer, by)
}

// PeerUnfit holds back: npm ci stops when the lockfile has a peer that a package may do without in
// a version which does not fit that.
func PeerUnfit(p *fixes.Pass, i *fixes.Install, lock *node.Lockfile) string {
	if i.Manager != node.NPM {
		return ""
	}
	peer, version, by := lock.UnfitOptionalPeer(i.Manifest)
	if peer == "" || leavesPeersOut(p, i) {
		return ""
	}
	stops := "would"
	switch major := devneeds.NPMMajor(p, i.Stage, i.At); {
	case major == 6 || major > 11:
		return ""
	case major == 11 || major == 0:
		stops = "may"
	}
	return fmt.Sprintf("it %s stop: %s has %s %s, which does not fit %s, and npm before 11.12 looks for another one. Update the lockfile first", stops, path.Base(lock.Path), peer, version, by)
}

// withFolders returns the manifest of an install and those of the workspaces and other folders
// that the lockfile stands for and that lie beside it.
func withFolders(p *fixes.Pass, i *fixes.Install, lock *node.Lockfile) map[string]*node.Manifest {
	all := map[string]*node.Manifest{}
	if i.Manifest != nil {
		all["package.json"] = i.Manifest
	}
	dirs := slices.Clone(project.WorkspacesOf(p, i.Dir, i.Manifest))
	for _, dir := range devneeds.FoldersLinked(p, i, lock) {
		dirs = append(dirs, path.Join(i.Dir, dir))
	}
	for _, dir := range dirs {
		if m, err := p.Repo.Manifest(dir); err == nil && m != nil && devneeds.WorkspaceSeen(p, i, dir) {
			all[path.Join(dir, "package.json")] = m
		}
	}
	return all
}

// OptionalMissing holds back: npm ci of recent releases of npm 11 stops when the lockfile
// lacks an optional dependency, and npm install adds it. Measured with npm 10.8 to
// 11.4, which go on, and 11.6 to 11.19.
func OptionalMissing(p *fixes.Pass, i *fixes.Install, lock *node.Lockfile) string {
	if i.Manager != node.NPM {
		return ""
	}
	name, by := lock.MissingOptional()
	if major := devneeds.NPMMajor(p, i.Stage, i.At); name == "" || major > 0 && major < 11 {
		return ""
	}
	return fmt.Sprintf("it may stop: %s does not name %s, an optional dependency of %s, and npm from 11.6 on asks for it. Update the lockfile first", path.Base(lock.Path), name, by)
}

// leavesPeersOut reports whether a flag or a setting keeps npm from installing
// peers.
func leavesPeersOut(p *fixes.Pass, i *fixes.Install) bool {
	if _, given := i.Named("--legacy-peer-deps", "--force"); given {
		return true
	}
	scene := p.Chain(i.Stage).Before(i.At)
	for _, set := range []map[string]fixes.Variable{scene.Env, scene.Args} {
		for name, v := range set {
			if n := strings.ToLower(name); (n == "npm_config_legacy_peer_deps" || n == "npm_config_force") && v.Value != "false" {
				return true
			}
		}
	}
	data, ok, err := p.Repo.Read(path.Join(i.Dir, ".npmrc"))
	if err != nil || !ok {
		return false
	}
	rc := node.ParseNpmrc(data)
	return rc.On("legacy-peer-deps") || rc.On("force")
}
