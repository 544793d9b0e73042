package fixes

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/dockerignore"
)

// A Context is where a Dockerfile is built from.
type Context struct {
	Dir string // repository folder, "." for the root
	// Uncertain says why the folder is not sure; "" when it is. A fix that
	// depends on files of the context is withheld then.
	Uncertain string
	// Lacks is the program that it starts and that neither this folder nor any other of the
	// repository has, where the folder is a guess.
	Lacks string
	// Several are the folders that hold what the COPY sources need, where the
	// builds do not agree on one: what differs among them is not known.
	Several []string
	// Builds are the builds of this Dockerfile that the repository names.
	Builds []builds.Build
	// Ignore is the ignore file in force, nil when there is none; IgnorePath
	// is where it is or would be made.
	Ignore     *dockerignore.File
	IgnorePath string
}

// Context returns where the Dockerfile is built from, by what the repository
// says of its builds, checked against what its COPY sources need.
func (p *Pass) Context() *Context {
	if c := p.facts.context; c != nil {
		return c
	}
	c := &Context{Dir: path.Dir(p.File.Path)}
	p.facts.context = c
	evidence, err := p.Repo.Builds()
	if err != nil {
		c.Uncertain = "the files that say how it is built could not be read"
	} else {
		for _, b := range evidence.Of(p.File.Path) {
			if b.Source.Kind != builds.Dockerfile { // that one is a guess
				c.Builds = append(c.Builds, b)
			}
		}
	}
	p.chooseContext(c)
	if c.Uncertain == "" && c.Dir != "." && len(p.Repo.Under(c.Dir)) == 0 {
		c.Uncertain = "the repository has no files in " + show(c.Dir) + ", which may be another one's"
	}
	p.readIgnore(c)
	return c
}

// chooseContext picks the folder that the builds agree on and that holds what
// the COPY sources need.
func (p *Pass) chooseContext(c *Context) {
	var dirs []string
	for _, b := range c.Builds {
		if dir := clean(b.Context); b.Uncertain == "" && !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
	}
	sources := p.contextSources()
	fits := func(dir string) bool { return p.missing(dir, sources) == 0 }
	switch {
	case len(dirs) == 0:
		p.guessContext(c, sources, fits)
	case len(dirs) == 1:
		c.Dir = dirs[0]
		if above := p.fitsAbove(c.Dir, sources, fits); above != "" {
			c.Uncertain = fmt.Sprintf("%s builds it from %s, but what it copies lies in %s", c.Builds[0].Source.Path, show(c.Dir), show(above))
			c.Dir = above
		}
		if !fits(c.Dir) && p.missing(c.Dir, sources) == len(sources) && c.Dir != path.Dir(p.File.Path) && fits(path.Dir(p.File.Path)) {
			c.Uncertain = fmt.Sprintf("%s builds it from %s, but what it copies lies in %s", c.Builds[0].Source.Path, show(c.Dir), show(path.Dir(p.File.Path)))
		}
	default:
		fitting := slices.DeleteFunc(slices.Clone(dirs), func(d string) bool { return !fits(d) })
		able := p.able(fitting)
		c.Builds = slices.DeleteFunc(c.Builds, func(b builds.Build) bool {
			dir := clean(b.Context)
			return slices.Contains(fitting, dir) && !slices.Contains(able, dir)
		})
		fitting = able
		c.Dir = dirs[0]
		if len(fitting) == 1 {
			c.Dir = fitting[0]
			return
		}
		c.Uncertain = "it is built from more than one folder: " + strings.Join(dirs, ", ")
		c.Several = fitting
	}
}

// fitsAbove returns a folder above one that a build names, when it holds all the
// COPY sources, a path of several folders or package.json among them, and the named
// one has some but not even half. A submodule has none: what is in it is not known.
func (p *Pass) fitsAbove(dir string, sources []string, fits func(string) bool) string {
	missing := p.missing(dir, sources)
	deep := slices.ContainsFunc(sources, func(s string) bool {
		return strings.Contains(strings.Trim(path.Clean(s), "./"), "/") || path.Clean(s) == "package.json"
	})
	if !deep || 2*missing <= len(sources) || missing == len(sources) {
		return ""
	}
	for dir != "." {
		if dir = path.Dir(dir); fits(dir) {
			return dir
		}
	}
	return ""
}

func show(dir string) string {
	if dir == "." {
		return "the repository root"
	}
	return dir + "/"
}

// contextSources returns the literal sources that the Dockerfile copies from
// its context.
func (p *Pass) contextSources() []string {
	return p.sourcesThat(func(s string) bool {
		return !strings.ContainsAny(s, "$*?[") && !strings.Contains(s, "://") && !strings.HasPrefix(s, "<<")
	})
}

// sourcesThat returns the sources that the Dockerfile copies from its context and
// that are of a kind.
func (p *Pass) sourcesThat(kind func(string) bool) []string {
	var out []string
	for _, stage := range p.File.Stages {
		for _, i := range stage.Instructions {
			if !fromContext(i) || len(i.Args) < 2 {
				continue
			}
			for _, w := range i.Args[:len(i.Args)-1] {
				if kind(w.Text) {
					out = append(out, w.Text)
				}
			}
		}
	}
	return out
}

// missing counts the sources that a folder does not hold. What git does not
// hold because a build makes it counts as there.
func (p *Pass) missing(dir string, sources []string) int {
	n := 0
	for _, s := range sources {
		name := clean(path.Join(dir, path.Join("/", s)))
		if !p.Repo.Exists(name) && !p.Repo.IsDir(name) && !builtOutside(s) {
			n++
		}
	}
	return n
}

// builtOutside reports whether a source is the usual name of what a build
// outside the Dockerfile makes.
func builtOutside(source string) bool {
	first, _, _ := strings.Cut(strings.TrimPrefix(path.Clean(source), "/"), "/")
	switch first {
	case "dist", "build", "out", "node_modules", ".next", "public", ".output":
		return true
	}
	return false
}

// readIgnore finds the ignore file in force.
func (p *Pass) readIgnore(c *Context) {
	file, name, err := p.Repo.Ignore(p.File.Path, c.Dir)
	c.IgnorePath = name
	if err == nil {
		c.Ignore = file
	}
}

// Ignored reports whether a repository path is kept out of the build context
// by its ignore file.
func (p *Pass) Ignored(name string) bool {
	c := p.Context()
	if c.Ignore == nil {
		return false
	}
	rel, ok := below(path.Join("/", c.Dir), path.Join("/", name))
	return ok && c.Ignore.Ignored(rel)
}

// fromContext reports whether the instruction copies from the build context.
func fromContext(i *dockerfile.Instruction) bool { return i.Is("COPY", "ADD") && i.Flag("from") == nil }
