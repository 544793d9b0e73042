package mounts

import (
	"strings"

	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
)

var (
	// boundFolder finds "/srv/data:/data" as a word of a list, a setting or a command.
	boundFolder = pattern.New(`(?m)(?:^|[\s"'=\[,])((?:/|\./|~/|\$\{?\w|%h/)[^\s"':,\[\]]*):(/[^\s"':,\]]+)`).Needs(":/")
	// keptVolume finds "data:/data" as an item of a list, or in a unit of Podman.
	keptVolume = pattern.New(`(?m)(?:^\s*-\s+["']?|^Volume=|\[\s*["']|,\s*["'])([a-zA-Z0-9][\w.-]*):(/[^/\s"':,\]][^\s"':,\]]*)`).Needs(":/")
	// claimedFolder finds where a volume of its own is mounted, by ECS, Beanstalk,
	// Terraform, Nomad and Azure.
	claimedFolder = pattern.New(`\b(?:[cC]ontainerPath|container_path|mount_path|mountPath|destination|ContainerDirectory|target)["']?\s*[:=]\s*["'](/[^"'\n]+)["']|\bContainerPath:[ \t]*(/[^\s"',}]+)`).Needs("ath", "destination", "ContainerDirectory", "target")
	// unraidPath and portainerVolume find the mounts in templates of Unraid, in both
	// their forms, and of Portainer.
	unraidPath      = pattern.New(`<Config\b[^>]*>|<ContainerDir>([^<]+)</ContainerDir>\s*(?:<Mode>(\w+))?`).Needs("<Config", "<ContainerDir>")
	unraidTarget    = pattern.New(`\bTarget="(/[^"]+)"`).Needs("Target=")
	portainerVolume = pattern.New(`\{[^{}]*"container"\s*:\s*"(/[^"]+)"[^{}]*\}`).Needs(`"container"`)
)

// deployMounts are the mounts in files of other tools that start containers
// (fixes.IsDeploy). They name the image and its volumes each in their own way, and all
// write them down the same. Those of Swarm do it as compose does.
var deployMounts = mountsOf(func(text string) (out []imageMount) {
	if topServices.MatchString(text) {
		return append(serviceMounts(text), runMounts(text)...)
	}
	images := deploy.DeployedImages(text)
	add := func(v builds.Volume, how mountKind) {
		out = append(out, imageMount{Volume: v, images: images, how: how})
	}
	for _, m := range boundFolder.FindAllStringSubmatch(text, -1) {
		add(builds.Volume{Source: m[1], Target: strings.TrimSuffix(m[2], "/"), Bind: true}, runMount)
	}
	for _, m := range keptVolume.FindAllStringSubmatch(text, -1) {
		add(builds.Volume{Source: m[1], Target: m[2]}, runMount)
	}
	for _, m := range claimedFolder.FindAllStringSubmatch(text, -1) {
		if strings.HasPrefix(m[0], "mountPath") && strings.Contains(text, "apiVersion:") {
			continue // of Kubernetes, where the volume says whose it is
		}
		add(builds.Volume{Target: m[1] + m[2]}, claimMount)
	}
	for _, v := range templateVolumes(text) {
		add(v, runMount)
	}
	return append(out, runMounts(text)...)
})

var topServices = pattern.New(`(?m)^services:`).Needs("services:")

// templateVolumes returns the mounts in a template from which people make their
// container.
func templateVolumes(text string) (out []builds.Volume) {
	for _, m := range unraidPath.FindAllStringSubmatch(text, -1) {
		target := m[1]
		if strings.Contains(m[0], `Type="Path"`) {
			if at := unraidTarget.FindStringSubmatch(m[0]); at != nil {
				target = at[1]
			}
		}
		if target != "" {
			out = append(out, builds.Volume{Source: "folder", Target: target, Bind: true, ReadOnly: m[2] == "ro" || strings.Contains(m[0], `Mode="ro"`)})
		}
	}
	for _, m := range portainerVolume.FindAllStringSubmatch(text, -1) {
		out = append(out, builds.Volume{Source: "folder", Target: m[1], Bind: strings.Contains(m[0], `"bind"`), ReadOnly: strings.Contains(m[0], `"readonly": true`)})
	}
	return out
}
