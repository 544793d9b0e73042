package rights

import (
	"path"
	"regexp"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// programSources returns the sources below a folder that the program of a target may
// be made of: none of a workspace that it neither belongs to nor depends on, where that
// is certain.
func programSources(p *fixes.Pass, t *fixes.Target, manifest *node.Manifest, dir string) []string {
	all := launch.WithLinked(p, t, launch.WithReached(p, t, dir, broughtSources(p, t, dir)))
	dirs := project.WorkspacesOf(p, dir, manifest)
	if len(dirs) == 0 {
		return all
	}
	packages, err := launch.PackagesOf(p, t, &project.Project{P: p, Dir: dir, Manifest: manifest}, dirs)
	if err != nil || len(packages) == 0 {
		return all
	}
	others := slices.DeleteFunc(slices.Clone(dirs), func(d string) bool { return slices.Contains(packages, d) })
	ours := slices.DeleteFunc(slices.Clone(all), func(name string) bool {
		return slices.ContainsFunc(others, func(d string) bool { return deploy.InFolder(name, d) })
	})
	for _, d := range others { // one may be started as a process of its own
		if namesFolder(p, ours, d) {
			return all
		}
	}
	return ours
}

// shippedSources returns those of them that lie in the image as they are, nil for a
// program whose package.json is not known.
func shippedSources(p *fixes.Pass, t *fixes.Target) []string {
	manifest, dir := deploy.ProgramManifest(p, t)
	if manifest == nil {
		return nil
	}
	copied := launch.CopiedFiles(p)
	return slices.DeleteFunc(slices.Clone(programSources(p, t, manifest, dir)), func(name string) bool { return !copied(name) })
}

// broughtSources returns the sources below a folder that the Dockerfile takes from its context;
// all of them where it takes none, or where an image below may have brought them.
func broughtSources(p *fixes.Pass, t *fixes.Target, dir string) []string {
	sources := launch.SourcesIn(p, dir)
	if _, all := launch.CopySources(p); all || len(t.Chain.Lowers()) > 0 {
		return sources
	}
	brought := p.Brought()
	if seen := slices.DeleteFunc(slices.Clone(sources), func(name string) bool { return !brought(name) }); len(seen) > 0 {
		return seen
	}
	return sources
}

// namesFolder reports whether one of the files names a folder, or the package in it, in
// a path or as a whole text.
func namesFolder(p *fixes.Pass, files []string, dir string) bool {
	words := regexp.QuoteMeta(path.Base(dir))
	if m, err := p.Repo.Manifest(dir); err == nil && m != nil && m.Name != "" {
		words += "|" + regexp.QuoteMeta(m.Name)
	}
	named := regexp.MustCompile("[\"'`/](?:" + words + ")[\"'`/]")
	return slices.ContainsFunc(files, func(file string) bool {
		data, ok, err := p.Repo.Read(file)
		return err != nil || ok && named.Match(data)
	})
}
