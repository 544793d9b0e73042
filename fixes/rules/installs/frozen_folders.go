package installs

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/devneeds"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// FoldersOtherwise holds back: a folder of the repository is a dependency, and not as the lockfile records it.
func FoldersOtherwise(p *fixes.Pass, i *fixes.Install, lock *node.Lockfile) string {
	agrees, folders := lock.FolderAgrees, lock.Folders()
	major := devneeds.ManagerMajor(p, i, "pnpm")
	switch {
	case lock.Manager == node.YarnBerry:
		if why := packedFolder(p, i, lock); why != "" {
			return why
		}
		agrees, folders = lock.PortalAgrees, lock.Portals()
	case lock.Manager != node.PNPM || major > 0 && major < 11:
		return ""
	}
	for _, dir := range folders {
		m, err := p.Repo.Manifest(path.Join(i.Dir, dir))
		if err != nil || m == nil {
			continue
		}
		ok, reason := agrees(dir, m)
		switch {
		case !ok && lock.Manager == node.PNPM && major == 0:
			return fmt.Sprintf("it may stop: in %s, %s, and pnpm 11 and later ask for that. Update the lockfile first", path.Join(i.Dir, dir), reason)
		case !ok:
			return fmt.Sprintf("it would stop: in %s, %s. Update the lockfile first", path.Join(i.Dir, dir), reason)
		}
	}
	return ""
}

// packedFolder: Yarn from 2 on packs a folder that is a dependency by file:, and its lockfile has the checksum
// of all files in it.
func packedFolder(p *fixes.Pass, i *fixes.Install, lock *node.Lockfile) string {
	for _, m := range manifestsOf(p, i) {
		all := m.All()
		for _, name := range project.SortedNames(all) {
			file, ok := strings.CutPrefix(all[name], "file:")
			if ok && !strings.HasSuffix(file, ".tgz") && !strings.HasSuffix(file, ".tar.gz") {
				return fmt.Sprintf("%s has a checksum of the files in %s, and whether the image has the same is not known. Name it by portal: or as a workspace", path.Base(lock.Path), path.Join(path.Dir(m.Path), file))
			}
		}
	}
	return ""
}

// manifestsOf returns the manifest of an install, and then those of its workspaces.
func manifestsOf(p *fixes.Pass, i *fixes.Install) (all []*node.Manifest) {
	if i.Manifest == nil {
		return nil
	}
	all = append(all, i.Manifest)
	for _, dir := range project.WorkspacesOf(p, i.Dir, i.Manifest) {
		if m, err := p.Repo.Manifest(dir); err == nil && m != nil {
			all = append(all, m)
		}
	}
	return all
}

// YarnSettingsOtherwise holds back: .yarnrc.yml has catalogs and extensions that are not those of the lockfile.
func YarnSettingsOtherwise(p *fixes.Pass, i *fixes.Install, lock *node.Lockfile) string {
	if lock.Manager != node.YarnBerry {
		return ""
	}
	var rc *node.Yarnrc
	if data, ok, err := p.Repo.Read(path.Join(path.Dir(lock.Path), ".yarnrc.yml")); err == nil && ok {
		if rc, err = node.ParseYarnrc(".yarnrc.yml", data); err != nil {
			return ""
		}
	}
	if ok, reason := lock.SettledBy(rc, manifestsOf(p, i)...); !ok {
		return fmt.Sprintf("it would stop: %s. Update the lockfile first", reason)
	}
	return ""
}
