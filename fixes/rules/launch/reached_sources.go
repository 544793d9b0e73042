package launch

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// InFolderOrRoot reports whether a repository path lies below a folder.
func InFolderOrRoot(name, dir string) bool {
	return dir == "." || strings.HasPrefix(name, dir+"/")
}

// reachedSources are the files that the program starts by and the nearest that it imports.
var reachedSources = &fixes.TargetFact[[]string]{From: func(p *fixes.Pass, t *fixes.Target) []string {
	entries, err := ProgramEntries(p, t)
	if err != nil || len(entries) == 0 {
		return nil
	}
	program, err := project.FollowProgram(p, entries)
	if err != nil {
		return nil
	}
	return program.Files
}}

// unendedEntries are the files that the program starts by whose names have no ending, such as
// bin/www.
var unendedEntries = &fixes.TargetFact[[]string]{From: func(p *fixes.Pass, t *fixes.Target) []string {
	entries, err := ProgramEntries(p, t)
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(entries), func(name string) bool { return path.Ext(name) != "" || !p.Repo.Exists(name) })
}}

// WithReached adds to the source files of a program those that it starts by whose names do not
// tell and, where there are so many that only some are read, those that it certainly starts by.
func WithReached(p *fixes.Pass, t *fixes.Target, dir string, sources []string) []string {
	added := slices.Clone(sources)
	for _, name := range unendedEntries.Of(p, t) {
		if InFolderOrRoot(name, dir) && !slices.Contains(sources, name) {
			added = append(added, name)
		}
	}
	if !p.Repo.Unread(dir) {
		return added
	}
	for _, name := range reachedSources.Of(p, t) {
		if InFolderOrRoot(name, dir) && !project.IsTooling(strings.TrimPrefix(name, dir+"/")) && !slices.Contains(sources, name) {
			added = append(added, name)
		}
	}
	slices.Sort(added)
	return added
}
