package rules

import (
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// fencedBlock finds code blocks of Markdown.
var fencedBlock = pattern.New("(?ms)^[ \\t>]*```[^\\n]*\\n(.*?)^[ \\t>]*```").Needs("```")

// guideVolumes returns the folders of the host that the compose files in a page of
// Markdown mount into containers of one of the images: people who followed it have
// their data there.
func guideVolumes(text, name string, ours func(image, path string) bool) (out []runVolume) {
	if !strings.Contains(text, "volumes:") {
		return nil
	}
	for _, m := range fencedBlock.FindAllStringSubmatch(text, -1) {
		if !strings.Contains(m[1], "volumes:") {
			continue
		}
		for _, v := range imageVolumes([]byte(m[1]), name, ours) {
			if v.Bind {
				out = append(out, v)
			}
		}
	}
	return out
}
