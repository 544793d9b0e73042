package mounts

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// claims returns the claimed volumes that a manifest mounts for writing into a
// container, and those of other machines. Kubernetes gives them to root unless the pod
// has an fsGroup (https://kubernetes.io/docs/tasks/configure-pod-container/security-context/).
func claims(text string) (out []imageMount) {
	if !strings.Contains(text, "mountPath:") || !claimsVolume.MatchString(text) {
		return nil
	}
	for _, doc := range deploy.DocumentLine.Regexp().Split(text, -1) {
		var tree any
		if !project.ReadYAML(doc, &tree) {
			out = append(out, templateClaims(doc)...)
			continue
		}
		out = append(out, claimsBelow(tree, nil)...)
	}
	return out
}

// claimsVolume finds volumes that belong to root: claimed ones, and those of a server.
var claimsVolume = pattern.New(`persistentVolumeClaim:|volumeClaimTemplates?:|\b(?:nfs|csi|cephfs|glusterfs|azureFile|azureDisk|gcePersistentDisk|awsElasticBlockStore):|[aA]zureFile`).
	Needs("olumeClaim", "nfs:", "csi:", "fs:", "zure", "gcePersistentDisk", "awsElasticBlockStore")

// claimsBelow returns the claims of the containers in a tree. Names are claimed beside
// them, or by what stands above.
func claimsBelow(tree any, claimed []string) (out []imageMount) {
	switch v := tree.(type) {
	case []any:
		for _, item := range v {
			out = append(out, claimsBelow(item, claimed)...)
		}
	case map[string]any:
		for _, c := range deploy.MapsIn(v["volumeClaimTemplates"]) {
			meta, _ := c["metadata"].(map[string]any)
			claimed = append(claimed, fmt.Sprint(meta["name"]))
		}
		var kept []string
		for _, of := range deploy.MapsIn(v["volumes"]) {
			if ofRoot(of) {
				claimed = append(claimed, fmt.Sprint(of["name"]))
				if keepsOwner(of) {
					kept = append(kept, fmt.Sprint(of["name"]))
				}
			}
		}
		containers := append(deploy.MapsIn(v["containers"]), deploy.MapsIn(v["initContainers"])...)
		if one, ok := v["container"].(map[string]any); ok { // of Argo
			containers = append(containers, one)
		}
		if security, _ := v["securityContext"].(map[string]any); security["fsGroup"] == nil {
			kept = claimed
		}
		given := givenVolumes(v)
		kept = slices.DeleteFunc(slices.Clone(kept), func(name string) bool { return slices.Contains(given, name) })
		out = append(out, containerMounts(containers, kept)...)
		for _, key := range project.SortedNames(v) {
			out = append(out, claimsBelow(v[key], claimed)...)
		}
	}
	return out
}

// containerMounts returns where containers mount their claimed volumes for writing.
func containerMounts(containers []map[string]any, claimed []string) (out []imageMount) {
	for _, c := range containers {
		image, _ := c["image"].(string)
		for _, m := range deploy.MapsIn(c["volumeMounts"]) {
			target, _ := m["mountPath"].(string)
			name := m["name"]
			if name == nil {
				name = m["volumeName"] // of Azure
			}
			if m["readOnly"] != true && target != "" && slices.Contains(claimed, fmt.Sprint(name)) {
				out = append(out, imageMount{Volume: builds.Volume{Target: target}, images: []string{image}, how: claimMount})
			}
		}
	}
	return out
}

// ofRoot reports whether a volume of a pod belongs to root: none that is made empty for
// everybody, or that holds what others only read.
func ofRoot(volume map[string]any) bool {
	if csi, ok := volume["csi"].(map[string]any); ok {
		return csi["readOnly"] != true && !strings.Contains(fmt.Sprint(csi["driver"]), "secret")
	}
	for _, kind := range []string{"persistentVolumeClaim", "ephemeral", "nfs", "cephfs", "glusterfs", "azureFile", "azureDisk", "gcePersistentDisk", "awsElasticBlockStore"} {
		if of, ok := volume[kind].(map[string]any); ok {
			return of["readOnly"] != true
		}
	}
	return strings.Contains(fmt.Sprint(volume["storageType"]), "AzureFile")
}

// templateClaims is claims for the template of a chart.
func templateClaims(doc string) []imageMount {
	target := volumeTarget.FindStringSubmatch(doc)
	if target == nil || !strings.Contains(doc, "{{") || !claimsVolume.MatchString(doc) || deploy.SetsGroup.MatchString(doc) {
		return nil
	}
	return []imageMount{{
		Volume: builds.Volume{Target: target[1]}, images: deploy.ImagesIn(doc), how: claimMount,
		grouped: strings.Contains(doc, "odSecurityContext"),
	}}
}
