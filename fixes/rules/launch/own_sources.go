package launch

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// OnbuildBase returns the FROM of a stage on an -onbuild variant of the official
// image, whose ONBUILD instructions copy package.json, run npm install, and copy
// the whole build context; and the image's name.
func OnbuildBase(p *fixes.Pass) (at *dockerfile.Instruction, name string) {
	for _, stage := range p.File.Stages {
		c := p.Chain(stage)
		if c.Root == stage && c.Known && c.Base.Kind == image.OfficialNode && c.Base.OnBuild {
			return stage.From, c.Ref.Familiar()
		}
	}
	return nil, ""
}

// SourcesOf returns the source files of the target's program: those below its
// package.json that reach the image, or the stage that it is copied from, and are no tooling; all where
// the image takes what was built of them before, or none is seen to reach it: the context may be made by
// a script. Where it is not certain which package.json is the program's, they are all that the Dockerfile
// takes from its context, or the project that the folder it takes is named after, or else all that the
// repository may make the context of.
func SourcesOf(p *fixes.Pass, t *fixes.Target) []string {
	manifest, dir := deploy.ProgramManifest(p, t)
	if manifest == nil {
		if names := MirroredSources(p); len(names) > 0 {
			return names
		}
		if FetchedProgram(p, t) != "" || ProgramOfBase(p, t) != "" {
			return nil
		}
		if dir = p.Context().Dir; p.Context().Uncertain != "" || len(p.Repo.Under(dir)) == 0 {
			return SourcesIn(p, likelyProject(p))
		}
	}
	sources := WithReached(p, t, dir, SourcesIn(p, dir))
	if _, all := CopySources(p); all {
		return sources
	}
	brought := p.Brought()
	seen := slices.DeleteFunc(slices.Clone(sources), func(name string) bool { return !brought(name) })
	switch {
	case len(seen) > 0:
		return seen
	case manifest == nil && dir == ".":
		return SourcesIn(p, likelyProject(p))
	}
	return sources
}

// likelyProject returns the folder of the project that a context may be made of which the
// repository does not have: that of the Dockerfile, or the whole repository.
func likelyProject(p *fixes.Pass) string {
	dir := path.Dir(p.File.Path)
	if m, err := p.Repo.Manifest(dir); err == nil && m != nil {
		return dir
	}
	return "."
}

// SourcesIn returns the source files of a program by its folder.
func SourcesIn(p *fixes.Pass, dir string) []string {
	var out []string
	for _, name := range p.Sources(dir) {
		if !project.IsTooling(strings.TrimPrefix(name, dir+"/")) {
			out = append(out, name)
		}
	}
	return out
}
