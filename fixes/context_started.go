package fixes

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// mayMakeFiles finds steps that may put a program into an image.
var mayMakeFiles = pattern.New(`\b(npm|npx|yarn|pnpm|pnpx|bun|bunx|corepack|node|deno|tsc|make|git|curl|wget|tar|unzip|cp|mv|ln|python3?|pip3?|go|cargo)\b|\.(sh|[cm]?[jt]s)\b|>`)

// givesOwner finds commands that only give files to a user, who may be called node.
var givesOwner = pattern.New(`\b(?:chown|chgrp)\b[^&|;]*`)

// mayMake reports whether a RUN may put a program into an image, by its command.
func mayMake(command string) bool {
	return mayMakeFiles.MatchString(givesOwner.ReplaceAllString(command, ""))
}

// startsElsewhere reports whether what the Dockerfile starts is code that lies in no
// place of a folder, and that no step makes: the folder holds something beside it.
func (p *Pass) startsElsewhere(dir string) bool {
	started := false
	for _, i := range p.File.Instructions {
		switch {
		case i.Is("RUN") && mayMake(i.Spoken()), i.Is("COPY") && i.Flag("from") != nil, i.Is("COPY", "ADD") && len(i.Heredocs) > 0:
			return false
		case i.Is("CMD", "ENTRYPOINT"):
			for _, word := range strings.FieldsFunc(i.Spoken(), func(r rune) bool { return strings.ContainsRune(" \t\n\"'`,;&|[]()", r) }) {
				if !isScript(word) {
					continue
				}
				if p.holds(dir, path.Base(word)) {
					return false
				}
				started = true
			}
		}
	}
	return started
}

// entersAbove reports whether the Dockerfile works, behind the COPY of its whole context,
// in the place of a package that lies in a folder above its own, and not in that.
func (p *Pass) entersAbove(dir string) bool {
	for _, stage := range p.File.Stages {
		below := enteredBelow(stage)
		if below == "" || p.Repo.IsDir(path.Join(dir, below)) {
			continue
		}
		for above := dir; above != "."; {
			if above = path.Dir(above); p.Repo.Exists(path.Join(above, below, "package.json")) {
				return true
			}
		}
	}
	return false
}

// holds reports whether a folder, or one below it, has a file of that name.
func (p *Pass) holds(dir, base string) bool {
	return slices.ContainsFunc(p.Repo.Under(dir), func(name string) bool { return path.Base(name) == base })
}
