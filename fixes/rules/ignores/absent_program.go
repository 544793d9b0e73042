package ignores

import (
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// startedFile finds the file that a command hands to node.
var startedFile = pattern.New(`\bnode ([\w./-]+\.[cm]?js)\b`).Needs("node ")

// startsAbsent reports whether the stage starts a file that the COPY of the whole context
// would bring to its place, and that is not in the repository: what the image runs is put
// into the context before the build, with its packages.
func (v *View) startsAbsent(stage *dockerfile.Stage, all *dockerfile.Instruction) bool {
	scene, to, started := fixes.Scene{Workdir: "/"}, "", ""
	for _, i := range stage.Instructions {
		switch {
		case i.Is("WORKDIR") && len(i.Args) > 0:
			scene.Workdir = scene.Abs(i.Args[0].Text)
		case i == all:
			to = scene.Abs(i.Args[len(i.Args)-1].Text)
		case i.Is("CMD", "ENTRYPOINT"):
			if m := startedFile.FindStringSubmatch(i.Spoken()); m != nil {
				started = m[1]
			}
		}
	}
	if to == "" || started == "" || strings.Contains(scene.Workdir+to, "$") {
		return false
	}
	name, inside := strings.CutPrefix(scene.Abs(started), strings.TrimSuffix(to, "/")+"/")
	return inside && !slices.Contains(v.tree, name)
}
