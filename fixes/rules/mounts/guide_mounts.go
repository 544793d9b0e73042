package mounts

import (
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// fencedBlock finds code blocks of Markdown.
var fencedBlock = pattern.New("(?ms)^[ \\t>]*```[^\\n]*\\n(.*?)^[ \\t>]*```").Needs("```")

// mountsInGuide returns the folders of the host that a page of Markdown mounts: in
// "docker run" lines, settings of other programs and compose files. People who
// followed it have their data there.
func mountsInGuide(text string) []imageMount {
	out := append(runMounts(text), argMounts(text)...)
	if !strings.Contains(text, "volumes:") {
		return out
	}
	for _, m := range fencedBlock.FindAllStringSubmatch(text, -1) {
		if !strings.Contains(m[1], "volumes:") {
			continue
		}
		for _, v := range serviceMounts(m[1]) {
			if v.Bind {
				out = append(out, v)
			}
		}
	}
	return out
}
