package pid1

import (
	"fmt"
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// otherManifest returns why the package manager may find another package.json where
// the image runs than the one in its own working directory.
func otherManifest(p *fixes.Pass, t *fixes.Target) string {
	workdir := t.Chain.End.Workdir
	for _, b := range t.Builds {
		if b.Workdir != "" && path.Clean(b.Workdir) != workdir {
			return fmt.Sprintf("%s starts it in %s, where another package.json may be", b.Source.Path, b.Workdir)
		}
		for _, v := range b.Volumes {
			mounted := path.Join(path.Dir(v.Path), v.Source)
			if v.Target == workdir {
				mounted = path.Join(mounted, "package.json")
			} else if v.Target != path.Join(workdir, "package.json") {
				continue
			}
			if v.Bind && mounted != t.Manifest.Path && p.Repo.Exists(mounted) {
				return fmt.Sprintf("%s mounts %s in place of the image's", v.Path, mounted)
			}
		}
	}
	names, err := p.Repo.Select(setsFolder)
	if err != nil {
		return ""
	}
	ours := deploy.LikelyOurs(p, t)
	for _, name := range names {
		folders, err := podFolders.Of(p.Repo, name)
		if err == nil && slices.ContainsFunc(folders, func(f podFolder) bool {
			return path.Clean(f.dir) != workdir && ours(f.image)
		}) {
			return name + " starts it in another folder, where another package.json may be"
		}
	}
	return ""
}

// setsFolder are manifests of Kubernetes that start a container in a folder of theirs.
var setsFolder = &fixes.Selection{Named: fixes.DeploysPods, Holds: pattern.New(`\bworkingDir["']?:`).Needs("workingDir")}

// A podFolder is the folder that a container of Kubernetes starts in.
type podFolder struct{ image, dir string }

var podFolders = &fixes.Derivation[[]podFolder]{From: func(text string) (out []podFolder) {
	for _, tree := range deploy.PodDocuments(text) {
		out = append(out, foldersBelow(tree)...)
	}
	return out
}}

func foldersBelow(tree any) (out []podFolder) {
	switch v := tree.(type) {
	case []any:
		for _, item := range v {
			out = append(out, foldersBelow(item)...)
		}
	case map[string]any:
		image, _ := v["image"].(string)
		if dir, _ := v["workingDir"].(string); image != "" && dir != "" {
			return []podFolder{{image, dir}}
		}
		for _, key := range project.SortedNames(v) {
			out = append(out, foldersBelow(v[key])...)
		}
	}
	return out
}
