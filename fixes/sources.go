package fixes

import (
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/builds"
)

// Wanted returns what the function Wanted makes of the repository's files.
func (r *Repo) Wanted() []string {
	if r.wanted == nil {
		r.wanted = Wanted(r.files)
	}
	return r.wanted
}

// Pipelines returns the files that say what build systems do (IsPipeline).
func (r *Repo) Pipelines() []string {
	if r.pipelines == nil {
		r.pipelines = slices.DeleteFunc(slices.Clone(r.files), func(name string) bool { return !IsPipeline(name) || builds.Foreign(name) })
	}
	return r.pipelines
}

// Sources returns the JavaScript and TypeScript files below a folder that a
// program may be made of: no tests, type declarations, vendored or built
// files. They are among those that Wanted names, so that their number is
// bounded.
func (p *Pass) Sources(dir string) []string {
	if p.Repo.sources == nil {
		p.Repo.sources = slices.DeleteFunc(slices.Clone(p.Repo.Wanted()), func(name string) bool { return !isSource(name) })
		slices.Sort(p.Repo.sources)
	}
	if dir == "." {
		return p.Repo.sources
	}
	from, _ := slices.BinarySearch(p.Repo.sources, dir+"/")
	to := from
	for to < len(p.Repo.sources) && strings.HasPrefix(p.Repo.sources[to], dir+"/") {
		to++
	}
	return p.Repo.sources[from:to]
}

// Unread reports whether there are source files below a folder that Wanted
// leaves out, because there are too many: what they do is not known.
func (r *Repo) Unread(dir string) bool {
	if r.unread == nil {
		wanted := map[string]bool{}
		for _, name := range r.Wanted() {
			wanted[name] = true
		}
		r.unread = slices.DeleteFunc(slices.Clone(r.files), func(name string) bool { return wanted[name] || builds.Foreign(name) || !isSource(name) })
	}
	return slices.ContainsFunc(r.unread, func(name string) bool { return dir == "." || strings.HasPrefix(name, dir+"/") })
}
