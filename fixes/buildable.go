package fixes

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
)

// unbuildable says why nothing can build a Dockerfile any more: it copies a lockfile by its name in a
// stage that the others need, no folder of the repository has one of that name, and nothing here makes
// it or keeps it out of the repository. It is "" when that is not certain.
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
			if node.IsLockfile(base) && !slices.ContainsFunc(r.repo.files, func(name string) bool { return path.Base(name) == base }) && !r.comesLater(w.Text) {
				return fmt.Sprintf("it cannot be built: line %d copies %s, and there is none in this repository", i.StartLine, base)
			}
		}
	}
	return ""
}

// comesLater reports whether a lockfile may be there when somebody builds: a .gitignore keeps it, or a
// folder that it lies in, out of the repository, a submodule may have it, or a pipeline, a script or a
// guide speaks of it.
func (r *run) comesLater(lockfile string) bool {
	base := path.Base(lockfile)
	if slices.ContainsFunc(r.repo.files, func(file string) bool { return path.Base(file) == ".gitmodules" }) {
		return true
	}
	for _, file := range r.repo.Wanted() {
		if path.Base(file) == ".gitignore" {
			for _, name := range []string{base, lockfile} {
				if by, err := r.repo.GitIgnored(path.Join(path.Dir(file), name)); err != nil || by != "" {
					return true
				}
			}
			continue
		}
		scripted := IsPipeline(file) || path.Ext(file) == ".sh"
		if !scripted && path.Base(file) != "package.json" && !MayGuide(file) {
			continue
		}
		data, ok, err := r.repo.Read(file)
		if err != nil || !ok {
			continue
		}
		if strings.Contains(string(data), base) || scripted && makesLock(string(data), base) {
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
