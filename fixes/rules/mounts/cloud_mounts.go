package mounts

import (
	"strings"

	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
)

var (
	// cloudMount finds where gcloud and az mount a bucket or a share, and Dokku a folder
	// of the host.
	cloudMount = pattern.New(`\b(?:gcloud|az|dokku)\b[^\n]*?(?:--add-volume-mount[= ]\S*?mount-path=|--(?:azure-file-volume|gitrepo)-mount-path[= ]["']?|storage:mount\s+\S+\s+(\S+?):)(/[^\s"',:]+)[^\n]*`).Needs("gcloud", "az", "dokku")
	// imageNamed finds the image of such a command.
	imageNamed = pattern.New(`--image[= ]["']?([^\s"']+)`).Needs("--image")
)

// cloudMounts returns what the commands of hosting platforms mount. Dokku has the name
// of its app for that of the image.
func cloudMounts(text string) (out []imageMount) {
	if !cloudMount.MatchString(text) {
		return nil
	}
	for _, m := range cloudMount.FindAllStringSubmatch(deploy.OnOneLine(text), -1) {
		mount := imageMount{Volume: builds.Volume{Source: m[1], Target: m[2], Bind: true}, how: runMount}
		if m[1] == "" {
			mount.how = claimMount
		}
		for _, i := range imageNamed.FindAllStringSubmatch(m[0], -1) {
			mount.images = append(mount.images, i[1])
		}
		if words := strings.Fields(m[0]); len(mount.images) == 0 && m[1] != "" {
			mount.images = words
		}
		out = append(out, mount)
	}
	return out
}
