package fixes

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes/dockerfile"
)

// entersItself returns the folder above one that the Dockerfile must be built from:
// it copies its whole context and then works in the place where its own folder
// lies in that, as apps/web/Dockerfile does with WORKDIR /app/apps/web behind
// COPY . /app. "" when it does not.
func (p *Pass) entersItself(dir string) string {
	for _, stage := range p.File.Stages {
		below := enteredBelow(stage)
		if below == "" || p.Repo.IsDir(path.Join(dir, below)) {
			continue
		}
		if dir == below {
			return "."
		}
		if above, ok := strings.CutSuffix(dir, "/"+below); ok {
			return above
		}
	}
	return ""
}

// enteredBelow returns the folder of the context that a stage changes to after it
// has copied all of the context, "" for none or when a variable is in a path.
func enteredBelow(stage *dockerfile.Stage) string {
	workdir, copied := "", ""
	for _, i := range stage.Instructions {
		if !i.Is("WORKDIR", "COPY") || len(i.Args) == 0 || i.Flag("from") != nil {
			continue
		}
		last := i.Args[len(i.Args)-1].Text
		if !path.IsAbs(last) {
			if workdir == "" {
				continue
			}
			last = path.Join(workdir, last)
		}
		if strings.Contains(last, "$") {
			return ""
		}
		switch last = path.Clean(last); {
		case i.Is("WORKDIR"):
			workdir = last
			if below, ok := strings.CutPrefix(last, strings.TrimSuffix(copied, "/")+"/"); copied != "" && ok && below != "" {
				return below
			}
		case len(i.Args) == 2 && path.Join("/", i.Args[0].Text) == "/":
			copied = last
		}
	}
	return ""
}
