package lean

import (
	"fmt"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
)

// A FloatingRef is an image without a version, with the tag to write or why none is certain.
type FloatingRef struct {
	*fixes.ImageRef
	Tag, Withheld string
}

// KeepTogether holds tags back on one side of a copy of packages when the other side keeps its
// moving tag: both sides mean the same Node today, and packages with native code that were
// installed on another one would not load.
func KeepTogether(p *fixes.Pass, refs []*FloatingRef) {
	for again := len(refs) > 1; again; {
		again = false
		for _, kept := range refs {
			if kept.Withheld == "" || !nodeStage(kept) {
				continue
			}
			for _, ref := range refs {
				if ref.Withheld != "" || !nodeStage(ref) {
					continue
				}
				if line := handedBetween(p, ref, kept); line > 0 {
					ref.Withheld = fmt.Sprintf("line %d copies packages between this image and that of line %d, which keeps its tag: they would no longer be of the same Node. Name a version in both", line, kept.At.StartLine)
					again = true
				}
			}
		}
	}
}

// nodeStage reports whether a reference is an official Node image that stages are built from.
func nodeStage(ref *FloatingRef) bool {
	return ref.At.Keyword == "FROM" && image.Classify(ref.Ref).Kind == image.OfficialNode
}

// handedBetween returns the line of a copy of packages, or of Node itself, from a stage on one
// of two images into a stage on the other, 0 when there is none.
func handedBetween(p *fixes.Pass, a, b *FloatingRef) int {
	for _, stage := range p.File.Stages {
		to := p.Chain(stage)
		for _, m := range to.Steps {
			if !to.Own(m) {
				continue
			}
			c, ok := p.ReadCopy(m)
			if !ok {
				continue
			}
			if c = BehindScratch(p, c); c.From == nil {
				continue
			}
			apart := BuiltFromRef(stage, a.ImageRef) && BuiltFromRef(c.From, b.ImageRef) ||
				BuiltFromRef(stage, b.ImageRef) && BuiltFromRef(c.From, a.ImageRef)
			if apart && (CarriesModules(p, c) || CarriesNode(c, p.Chain(c.From).Base)) {
				return c.At.StartLine
			}
		}
	}
	return 0
}
