package fixes

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
)

// unbuildable says why nothing can build a Dockerfile any more: it copies a lockfile by its
// name in a stage that the others need, no folder of the repository has one of that name, and nothing here makes it or keeps it out of the
// repository. It is "" when that is not certain.
func (r *run) unbuildable(file *dockerfile.File) string {
	p := &Pass{File: file, Repo: r.repo}
	for _, i := range file.Instructions {
		if !i.Is("COPY", "ADD") || len(i.Args) < 2 || i.Flag("from") != nil || len(i.Heredocs) > 0 {
			continue
		}
		if last := file.Stages[len(file.Stages)-1]; i.Stage != last && !p.used(i.Stage) {
			continue // a build of the last stage leaves it out
		}
		for _, w := range i.Args[:len(i.Args)-1] {
			base := path.Base(w.Text)
			if node.IsLockfile(base) && !slices.ContainsFunc(r.repo.files, func(name string) bool { return path.Base(name) == base }) && !r.comesLater(base) {
				return fmt.Sprintf("it cannot be built: line %d copies %s, and there is none in this repository", i.StartLine, base)
			}
		}
	}
	return ""
}

// comesLater reports whether a lockfile may be there when somebody builds: a .gitignore keeps it out of
// the repository, a submodule may have it, or a pipeline, a script or a guide speaks of it.
func (r *run) comesLater(base string) bool {
	for _, name := range r.repo.files {
		if path.Base(name) == ".gitmodules" {
			return true
		}
	}
	for _, name := range r.repo.Wanted() {
		ignores := path.Base(name) == ".gitignore"
		if !ignores && path.Base(name) != "package.json" && path.Ext(name) != ".sh" && !IsPipeline(name) && !MayGuide(name) {
			continue
		}
		data, ok, err := r.repo.Read(name)
		if err != nil || !ok {
			continue
		}
		installs := (IsPipeline(name) || path.Ext(name) == ".sh") && makesLock(string(data), base)
		if strings.Contains(string(data), base) || installs || ignores && slices.ContainsFunc(strings.Fields(string(data)), func(pattern string) bool {
			matches, err := path.Match(strings.Trim(pattern, "/"), base)
			return err == nil && matches
		}) {
			return true
		}
	}
	return false
}

// makesLock reports whether commands of a text install packages by the manager of a lockfile, which
// writes one where there is none.
func makesLock(text, base string) bool {
	manager, ok := node.LockManager(base)
	command := manager.Command()
	return ok && (strings.Contains(text, command+" i") || strings.Contains(text, command+" add") || command == "yarn" && strings.Contains(text, command))
}
