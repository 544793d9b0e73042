package rights

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/source"
)

// UnseenCode holds back: the program imports files of a folder that the Dockerfile copies and
// that this repository does not have beside it, so nothing here says what they write and need.
func UnseenCode(p *fixes.Pass, t *fixes.Target) string {
	if folder := unreadPackage(p, t); folder != "" {
		return fmt.Sprintf("the program depends on the package in %s, a folder for code of others that is not read, so what it writes and needs is not known", folder)
	}
	folders := copiedFolders(p)
	if len(folders) == 0 {
		return ""
	}
	entries, err := launch.ProgramEntries(p, t)
	if err != nil || len(entries) == 0 {
		return ""
	}
	beside := path.Dir(entries[0])
	if !slices.Contains(p.Sources(beside), entries[0]) {
		return "" // it is built
	}
	for _, folder := range folders {
		if p.Repo.IsDir(path.Join(beside, folder)) {
			continue
		}
		program, err := project.FollowProgram(p, entries)
		if err != nil {
			return ""
		}
		for _, module := range program.Missing {
			name := path.Clean(module)
			if !source.Relative(module) || !strings.HasPrefix(name, folder+"/") {
				continue
			}
			if _, ok := source.File(project.RepoTree{Repo: p.Repo}, path.Join(p.Context().Dir, name)); !ok {
				return fmt.Sprintf("%s imports %s, which is not in this repository, so what it writes and needs is not known", entries[0], module)
			}
		}
	}
	return ""
}

// copiedFolders returns what the Dockerfile copies by name out of its context, as it is written.
func copiedFolders(p *fixes.Pass) (folders []string) {
	for _, i := range p.File.Instructions {
		if !i.Is("COPY", "ADD") || i.Flag("from") != nil || len(i.Heredocs) > 0 {
			continue
		}
		for n := range len(i.Args) - 1 {
			if src := path.Join("/", i.Args[n].Text)[1:]; src != "" && !strings.ContainsAny(src, "*?[$:") {
				folders = append(folders, src)
			}
		}
	}
	return folders
}

// unreadPackage returns the folder of a package that the program depends on by its path and whose
// code is not read, "" for none.
func unreadPackage(p *fixes.Pass, t *fixes.Target) string {
	for _, folder := range launch.LinkedFolders(p, t) {
		if fixes.Foreign(folder) && slices.ContainsFunc(p.Repo.Under(folder), func(name string) bool {
			return slices.Contains([]string{".js", ".mjs", ".cjs", ".ts"}, path.Ext(name))
		}) {
			return folder
		}
	}
	return ""
}
