package mounts

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// SystemFolder finds paths that belong to the system, not to a program.
var SystemFolder = pattern.New(`^/(bin|sbin|lib|lib32|lib64|etc|proc|sys|dev|root|boot|run|usr/(bin|sbin|lib|lib64|libexec|share|local))(/|$)|^/$`)

// openMounts are the volumes that manifests mount into containers for every user to write:
// empty ones, and claimed ones that the pod's fsGroup gets or that a container before it gives away
// (https://kubernetes.io/docs/tasks/configure-pod-container/security-context/).
var openMounts = mountsOf(func(text string) (out []imageMount) {
	if !opensVolume.MatchString(text) || !strings.Contains(text, "mountPath:") {
		return nil
	}
	for _, tree := range deploy.ReadDocuments(text) {
		out = append(out, opensBelow(tree, nil)...)
	}
	return out
})

var opensVolume = pattern.New(`\b(?:emptyDir|fsGroup|chown)\b`).Needs("emptyDir", "fsGroup", "chown")

var openingFiles = mounting(func(name string) bool { return path.Ext(name) == ".yaml" || path.Ext(name) == ".yml" }, openMounts)

// opensBelow returns the open volumes of the containers in a tree. Claimed are the names that
// stand above.
func opensBelow(tree any, claimed []string) (out []imageMount) {
	switch v := tree.(type) {
	case []any:
		for _, item := range v {
			out = append(out, opensBelow(item, claimed)...)
		}
	case map[string]any:
		for _, c := range deploy.MapsIn(v["volumeClaimTemplates"]) {
			meta, _ := c["metadata"].(map[string]any)
			claimed = append(claimed, fmt.Sprint(meta["name"]))
		}
		security, _ := v["securityContext"].(map[string]any)
		grouped := security["fsGroup"] != nil
		open := givenVolumes(v)
		if grouped {
			open = append(open, claimed...)
		}
		for _, of := range deploy.MapsIn(v["volumes"]) {
			if _, empty := of["emptyDir"]; empty || grouped && ofRoot(of) && !keepsOwner(of) {
				open = append(open, fmt.Sprint(of["name"]))
			}
		}
		for _, c := range deploy.MapsIn(v["containers"]) {
			whole := slices.DeleteFunc(deploy.MapsIn(c["volumeMounts"]), func(m map[string]any) bool { return m["subPath"] != nil || m["subPathExpr"] != nil })
			image, _ := c["image"].(string)
			for _, m := range whole {
				target, _ := m["mountPath"].(string)
				if m["readOnly"] != true && target != "" && slices.Contains(open, fmt.Sprint(m["name"])) {
					out = append(out, imageMount{Volume: builds.Volume{Target: target}, images: []string{image}})
				}
			}
		}
		for _, key := range project.SortedNames(v) {
			out = append(out, opensBelow(v[key], claimed)...)
		}
	}
	return out
}

// keepsOwner reports whether a volume is of a kind that an fsGroup does not change.
func keepsOwner(volume map[string]any) bool {
	return volume["nfs"] != nil || volume["cephfs"] != nil || volume["glusterfs"] != nil
}

// OpenFolder returns where a pod mounts an open volume into containers of the target that holds
// a path, "" for none.
func OpenFolder(p *fixes.Pass, t *fixes.Target, name string) string {
	files, err := p.Repo.Select(openingFiles)
	if err != nil {
		return ""
	}
	ours := deploy.LikelyOurs(p, t)
	for _, file := range files {
		mounts, err := openMounts.Of(p.Repo, file)
		if err != nil {
			continue
		}
		for _, m := range mounts {
			if at := path.Clean(m.Target); deploy.InFolder(name, at) && !SystemFolder.MatchString(at) && m.isOf(p, file, func(image, _ string) bool { return ours(image) }) {
				return at
			}
		}
	}
	return ""
}
