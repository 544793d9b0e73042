package launch

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
)

// MirroredSources returns the sources of what a build outside of the Dockerfile makes and its COPY
// takes: the folder of the output has the place of the project in its name, as dist/apps/shop of Nx
// has that of apps/shop, or lies in the folder of the project.
func MirroredSources(p *fixes.Pass) (names []string) {
	for _, stage := range p.File.Stages {
		for _, m := range p.Chain(stage).Steps {
			c, ok := p.ReadCopy(m)
			if !ok || m.Stage != stage || c.From != nil || c.Outside || !c.Known {
				continue
			}
			for _, src := range c.Sources {
				if dir := mirroredFolder(p, src); dir != "" {
					names = append(names, SourcesIn(p, dir)...)
				}
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// mirroredFolder returns the folder of the project that a source of a COPY is built from, "" for none.
func mirroredFolder(p *fixes.Pass, src string) string {
	if !builtBefore(p, src) {
		return ""
	}
	rest := path.Join("/", src)[1:]
	if dir := p.Context().Dir; !strings.Contains(rest, "/") && dir != "." {
		return dir // dist, beside the sources of the one project
	}
	for {
		_, below, deeper := strings.Cut(rest, "/")
		if !deeper || !strings.Contains(below, "/") {
			return "" // a single name says too little
		}
		rest = below
		for root := path.Dir(p.File.Path); ; root = path.Dir(root) { // where it is built from may not be certain
			if dir := path.Join(root, rest); len(SourcesIn(p, dir)) > 0 {
				return dir
			}
			if root == "." {
				break
			}
		}
	}
}
