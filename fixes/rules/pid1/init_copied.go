package pid1

import (
	"fmt"
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// programFolders are where a shell finds programs.
var programFolders = project.WordSet("/bin /sbin /usr/bin /usr/sbin /usr/local/bin /usr/local/sbin")

// copiedInit looks for a COPY that puts a dumb-init where programs are found, which would
// be in the place of one that is installed. It returns how to start it where it comes from
// a stage with the same C library, and otherwise why it cannot be started.
func copiedInit(p *fixes.Pass, c *fixes.Chain) (words []string, withheld string) {
	for _, m := range c.Steps {
		copied, ok := p.ReadCopy(m)
		if !ok || !copied.Known || !bringsInit(copied) {
			continue
		}
		words, withheld = nil, fmt.Sprintf("line %d copies a dumb-init from elsewhere into the image, and whether that runs here is not known. Start it in CMD, or leave it out", m.StartLine)
		if copied.From == nil {
			continue
		}
		from := p.Chain(copied.From)
		here, there := c.Base.Libc(), from.Base.Libc()
		switch {
		case here == "" || there == "" || !c.Known || !from.Known:
		case here == there:
			words, withheld = []string{"dumb-init"}, ""
		default:
			withheld = fmt.Sprintf("line %d copies the dumb-init of %s, which has %s, over the one of this system, which has %s: it would not start. Leave that COPY out", m.StartLine, from.Ref.Familiar(), there, here)
		}
	}
	return words, withheld
}

// bringsInit reports whether a copy puts dumb-init where programs are found.
func bringsInit(c *fixes.Copy) bool {
	if path.Base(c.Dest) == "dumb-init" && programFolders[path.Dir(c.Dest)] {
		return true
	}
	return programFolders[path.Clean(c.Dest)] && slices.ContainsFunc(c.Sources, func(s string) bool { return path.Base(s) == "dumb-init" })
}
