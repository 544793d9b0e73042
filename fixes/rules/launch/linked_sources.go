package launch

import (
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// WithLinked adds to the source files of a program, by its folder, those of the packages of this
// repository that it depends on and that lie elsewhere: the files that it imports of them where that
// is certain, else all. Those that it imports by their paths are among them.
func WithLinked(p *fixes.Pass, t *fixes.Target, sources []string) []string {
	linked := linkedSources.Of(p, t)
	if len(linked) == 0 {
		return sources
	}
	return append(slices.Clip(sources), slices.DeleteFunc(slices.Clone(linked), func(name string) bool { return slices.Contains(sources, name) })...)
}

var linkedSources = &fixes.TargetFact[[]string]{From: func(p *fixes.Pass, t *fixes.Target) (sources []string) {
	_, dir := deploy.ProgramManifest(p, t)
	for _, folder := range LinkedFolders(p, t) {
		if !InFolderOrRoot(folder, dir) {
			sources = append(sources, SourcesIn(p, folder)...)
		}
	}
	if len(sources) > 0 {
		if program, err := followedProgram(p, t); err == nil && program != nil && program.Whole() {
			sources = slices.DeleteFunc(sources, func(name string) bool { return !slices.Contains(program.Files, name) })
		}
	}
	for _, name := range ImportedOutside(p, t) {
		if !slices.Contains(sources, name) {
			sources = append(sources, name)
		}
	}
	return sources
}}

// ImportedOutside returns the source files outside of the folder of a program that it is certain to
// import, from its first file on: of packages of this repository, or by their paths.
func ImportedOutside(p *fixes.Pass, t *fixes.Target) []string { return importedOutside.Of(p, t) }

var importedOutside = &fixes.TargetFact[[]string]{From: func(p *fixes.Pass, t *fixes.Target) (out []string) {
	manifest, dir := deploy.ProgramManifest(p, t)
	if manifest == nil || dir == "." {
		return nil
	}
	entries, err := ProgramEntries(p, t)
	if err != nil || len(entries) == 0 || !slices.Contains(p.Sources("."), entries[0]) {
		return nil // it is built, in a way that is not known
	}
	program, err := followedProgram(p, t)
	if err != nil || program == nil {
		return nil
	}
	for _, name := range program.Files {
		if !InFolderOrRoot(name, dir) {
			out = append(out, name)
		}
	}
	return out
}}

// LinkedFolders returns the folders of this repository whose packages a program depends on: by their
// names, or by their paths.
func LinkedFolders(p *fixes.Pass, t *fixes.Target) (folders []string) {
	own, dir := deploy.ProgramManifest(p, t)
	if own == nil {
		return nil
	}
	packages := sync.OnceValue(p.Repo.Packages)
	type member struct {
		dir  string
		asks map[string]string
	}
	for queue := []member{{dir, own.All()}}; len(queue) > 0 && len(folders) < fixes.MaxPackages; queue = queue[1:] {
		for _, name := range project.SortedNames(queue[0].asks) {
			folder := linkedFolder(packages, queue[0].dir, name, queue[0].asks[name])
			if folder == "" || folder == dir || slices.Contains(folders, folder) {
				continue
			}
			folders = append(folders, folder)
			if m := packages()[name]; m != nil && path.Dir(m.Path) == folder {
				queue = append(queue, member{folder, m.Dependencies})
			}
		}
	}
	return folders
}

// linkedFolder returns the folder of a package that one in another folder asks for, "" for one that
// comes from a registry.
func linkedFolder(packages func() map[string]*node.Manifest, dir, name, asked string) string {
	for _, prefix := range []string{"file:", "link:", "portal:"} {
		if rest, ok := strings.CutPrefix(asked, prefix); ok {
			return path.Join(dir, rest)
		}
	}
	if m := packages()[name]; m != nil {
		return path.Dir(m.Path)
	}
	return ""
}
