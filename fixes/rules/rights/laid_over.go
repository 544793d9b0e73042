package rights

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/mounts"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/rules/writes"
)

// A laidMount is a mount of the repository's own files over the same files of the image,
// and why it is in the way where the program writes there.
type laidMount struct{ target, why string }

// laysOver reports whether a mount lays a file or folder of the repository's code over the very same of
// the image, below the working directory: git writes those so that every user may read them. What is no
// code may be there to be written.
func laysOver(p *fixes.Pass, t *fixes.Target, v mounts.RunVolume) bool {
	if !v.Bind || v.Path == "" || !strings.HasPrefix(v.Source, ".") || !t.Chain.End.WorkdirKnown {
		return false
	}
	name, target := path.Join(path.Dir(v.Path), v.Source), path.Clean(v.Target)
	if !fs.ValidPath(name) || target == t.Chain.End.Workdir || !deploy.InFolder(target, t.Chain.End.Workdir) {
		return false
	}
	folder := p.Repo.IsDir(name) && !notCode.MatchString(path.Base(name)) && len(p.Sources(name)) > 0
	file := p.Repo.Regular(name) && (project.IsJavaScript(name) || projectFile.MatchString(path.Base(name)))
	if !folder && !file {
		return false
	}
	origin, ok := p.Origin(t.Stage, target, nil)
	return ok && origin == name
}

// notCode finds names of folders in which people put files of their own, also secret ones.
var notCode = pattern.New(`(?i)conf|cert|key|secret|ssl|data|upload|storage|log|db|tmp|temp|cache|media|env|public|static|assets`)

// projectFile finds files that tell tools about the code.
var projectFile = pattern.New(`^(package|[jt]sconfig[\w.-]*)\.json$`)

// writtenMount returns why a mount of the repository's files is in the way: the program writes there, or
// beside itself in places that are not told.
func (o *Ownership) writtenMount(w writes.Writes) string {
	for _, laid := range o.laid {
		if w.Beside || o.written || w.Storage != "" || slices.ContainsFunc(o.folders, func(f ownedFolder) bool {
			return deploy.InFolder(f.path, laid.target) || deploy.InFolder(laid.target, f.path)
		}) {
			return laid.why
		}
	}
	return ""
}
