package fixes

import (
	"path"
	"slices"
	"strings"
)

// guessContext decides without evidence: the Dockerfile's folder when it holds
// the COPY sources, else a parent that does, unless the program is elsewhere.
func (p *Pass) guessContext(c *Context, sources []string, fits func(string) bool) {
	own := c.Dir
	p.guessFolder(c, sources, fits)
	p.checkGuess(c, own)
}

// guessFolder returns by its first argument the folder at or above the Dockerfile's own
// that holds the COPY sources.
func (p *Pass) guessFolder(c *Context, sources []string, fits func(string) bool) {
	if dir := p.entersItself(c.Dir); dir != "" && fits(dir) {
		c.Dir = dir
		return
	}
	if dir := p.rootAbove(c.Dir, sources); dir != "" && fits(dir) {
		c.Dir = dir
		return
	}
	if dir := p.programAbove(c.Dir, sources); dir != "" && fits(dir) {
		c.Dir = dir
		if !p.copiesManifests() {
			c.Uncertain = "it copies its whole context, there is no program in its folder, and nothing in the repository says where it is built from"
		}
		return
	}
	if fits(c.Dir) || p.missing(c.Dir, sources) < len(sources) && c.Dir == "." {
		return
	}
	for dir := c.Dir; dir != "."; {
		dir = path.Dir(dir)
		if fits(dir) {
			c.Uncertain = ""
			c.Dir = dir
			return
		}
	}
	if p.missing(c.Dir, sources) > 0 {
		c.Dir = p.nearestFit(c.Dir, sources)
		c.Uncertain = "not everything it copies is in its folder, and nothing in the repository says where it is built from"
	}
}

// nearestFit returns the folder, or one above it, that lacks the fewest sources.
func (p *Pass) nearestFit(dir string, sources []string) string {
	best := dir
	for dir != "." {
		if dir = path.Dir(dir); p.missing(dir, sources) < p.missing(best, sources) {
			best = dir
		}
	}
	return best
}

// programAbove returns the nearest folder above one that has a package.json, for
// a Dockerfile that copies all of its context and whose own folder has no
// program, or none but what helps to build it: docker/Dockerfile is then likely to be
// built from above. "" when there is a program, or when what it copies says more.
func (p *Pass) programAbove(dir string, sources []string) string {
	if !slices.ContainsFunc(sources, isWhole) || p.holds(dir, "package.json") ||
		slices.ContainsFunc(p.Repo.Under(dir), isScript) && !p.startsElsewhere(dir) && !p.entersAbove(dir) && !p.installsProject() {
		return ""
	}
	for dir != "." {
		if dir = path.Dir(dir); p.Repo.Exists(path.Join(dir, "package.json")) {
			return dir
		}
	}
	return ""
}

// copiesManifests reports whether the Dockerfile copies package.json by a pattern:
// where it is built from, there is one.
func (p *Pass) copiesManifests() bool {
	return len(p.sourcesThat(func(source string) bool {
		matched, err := path.Match(path.Clean(source), "package.json")
		return matched && err == nil && strings.Contains(source, "package")
	})) > 0
}

// isScript reports whether a file is JavaScript or TypeScript, by its name.
func isScript(name string) bool {
	switch path.Ext(name) {
	case ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx":
		return true
	}
	return false
}
