package lean

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
)

// BehindScratch returns a copy from a stage on scratch, which only hands files on, as
// one from the stage that they come from.
func BehindScratch(p *fixes.Pass, c *fixes.Copy) *fixes.Copy {
	if c.From == nil || !p.Chain(c.From).Scratch || len(c.Sources) != 1 {
		return c
	}
	for _, made := range p.MadeIn(c.From, path.Join("/", c.Sources[0])) {
		if !p.Chain(made.Stage).Scratch {
			behind := *c
			behind.From, behind.Sources = made.Stage, []string{made.Path}
			return &behind
		}
	}
	return c
}

// carriesNative reports whether a copy may hold packages or programs.
func carriesNative(c *fixes.Copy) bool {
	for _, s := range c.Sources {
		switch base := path.Base(s); {
		case base == "dist" || base == "build" || base == "public" || path.Ext(base) == ".js" || path.Ext(base) == ".json" || base == "static":
		default:
			return true
		}
	}
	return false
}

// CarriesModules reports whether a copy takes node_modules out of a stage: by
// name, or with the folder that an install of the stage filled.
func CarriesModules(p *fixes.Pass, c *fixes.Copy) bool {
	if c.From == nil {
		return false
	}
	for _, s := range c.Sources {
		source := path.Join("/", s)
		if strings.Contains(source+"/", "/node_modules/") || strings.HasSuffix(source, "/.next/standalone") {
			return true
		}
		for _, i := range p.Inherited(c.From) {
			if i.Project() && i.Workdir != "" && (source == "/" || i.Workdir == source || strings.HasPrefix(i.Workdir, source+"/")) {
				return true
			}
		}
	}
	return false
}

// CarriesNode reports whether a copy takes the node program out of a Node image.
func CarriesNode(c *fixes.Copy, from image.Base) bool {
	if !from.Node {
		return false
	}
	for _, s := range c.Sources {
		switch path.Join("/", s) {
		case "/usr/local/bin/node", "/usr/local/bin", "/usr/local", "/usr/bin/node", "/usr/local/":
			return true
		}
	}
	return false
}
