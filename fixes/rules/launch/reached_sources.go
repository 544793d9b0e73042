package launch

import (
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

// WithReached adds to the source files of a program, of which only some are read where
// there are many, those that it certainly starts by.
func WithReached(p *fixes.Pass, t *fixes.Target, dir string, sources []string) []string {
	if !p.Repo.Unread(dir) {
		return sources
	}
	added := slices.Clone(sources)
	for _, name := range reachedSources.Of(p, t) {
		if InFolderOrRoot(name, dir) && !project.IsTooling(strings.TrimPrefix(name, dir+"/")) && !slices.Contains(sources, name) {
			added = append(added, name)
		}
	}
	slices.Sort(added)
	return added
}
