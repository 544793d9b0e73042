package mounts

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

var (
	dockerRun  = pattern.New(`\b(?:docker|podman)\s+(?:container\s+)?run\s+([^\n]*)`)
	runArgs    = pattern.New(`"run"\s*,([^\]]*)\]`)
	volumeName = pattern.New(`^[a-zA-Z0-9][\w.-]+$`)
)

// runMounts returns the mounts in the "docker run" lines of a text.
func runMounts(text string) (out []imageMount) {
	if !strings.Contains(text, " run ") {
		return nil
	}
	for _, m := range dockerRun.FindAllStringSubmatch(deploy.OnOneLine(text), -1) {
		words := strings.Fields(strings.NewReplacer(`"},`, " ", `",`, " ", `"`, "", "'", "", "`", " ").Replace(m[1]))
		out = append(out, mountsAmong(words)...)
	}
	return out
}

// argMounts is runMounts for settings of other programs that start the container:
// an array of JSON with the words behind "docker".
func argMounts(text string) (out []imageMount) {
	if !strings.Contains(text, `"run"`) || !strings.Contains(text, `"docker"`) {
		return nil
	}
	for _, m := range runArgs.FindAllStringSubmatch(text, -1) {
		var words []string
		for _, part := range strings.Split(m[1], `",`) {
			words = append(words, strings.Trim(part, " \t\r\n\""))
		}
		out = append(out, mountsAmong(words)...)
	}
	return out
}

// surelyImage finds words that are the image and no value of a flag: a name below another,
// with a tag.
var surelyImage = pattern.New(`^[a-z0-9][\w.-]*(?::\d+)?(?:/[\w.-]+)+:[\w][\w.-]*$`).Needs("/")

// takesValue are flags of "docker run" whose value is the next word, and no image.
var takesValue = project.WordSet(`--cap-add --cap-drop --network --net --memory -m --memory-swap --cpus --user -u --security-opt --tmpfs --pids-limit --shm-size --ulimit --restart --runtime --gpus --ipc --pid --userns --log-driver --log-opt --add-host --dns --workdir -w --publish -p --env -e --env-file --volume -v --mount --label -l --hostname -h --stop-timeout`)

// mountsAmong returns the mounts among the words of "docker run". What stands behind the image
// belongs to the command in the container.
func mountsAmong(words []string) (out []imageMount) {
	var images []string
	for n, w := range words {
		if surelyImage.MatchString(w) {
			images = []string{w}
			break
		}
		if LooksLikeImage(w) && (n == 0 || !takesValue[words[n-1]]) {
			images = append(images, w)
		}
		flag, mount, found := strings.Cut(w, "=")
		if !found && n+1 < len(words) {
			flag, mount = w, words[n+1]
		}
		var v builds.Volume
		ok := false
		switch flag {
		case "-v", "--volume":
			v, ok = ReadMount(mount)
			v.Bind = !volumeName.MatchString(v.Source) || namesOneFile(v)
			ok = ok && v.Source != ""
		case "--mount":
			v, ok = mountWords(mount)
		}
		if ok {
			out = append(out, imageMount{Volume: v})
		}
	}
	for n := range out {
		out[n].images = images
	}
	return out
}

// namesOneFile reports whether a mount is written as one of a file: a volume of that
// name would be a folder, so whoever follows the line names a file of the host instead.
func namesOneFile(v builds.Volume) bool {
	ending := path.Ext(v.Target)
	return ending != "" && ending == path.Ext(v.Source)
}

// mountWords reads the value of --mount.
func mountWords(mount string) (v builds.Volume, ok bool) {
	v.Bind = false
	for _, part := range strings.Split(mount, ",") {
		key, value, _ := strings.Cut(part, "=")
		switch key {
		case "type":
			v.Bind = value == "bind"
		case "source", "src":
			v.Source = value
		case "target", "destination", "dst":
			v.Target = value
		case "readonly", "ro":
			v.ReadOnly = value != "false"
		}
	}
	return v, v.Target != "" && v.Source != ""
}

// LooksLikeImage reports whether a word of "docker run" may be the image: no flag,
// no path, no mount.
func LooksLikeImage(word string) bool {
	return word != "" && !strings.ContainsAny(word[:1], "-./~$<%{") && !strings.ContainsAny(word, "=\\") && !strings.Contains(word, ":/")
}
