package ignores

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/dockerignore"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// OnbuildCopies says why a base image with ONBUILD keeps a file from being fixed.
const OnbuildCopies = "what the program needs of it is not in this file. Start from an image without -onbuild, and write the COPY here"

// PackagesCopy returns the first COPY of a folder with packages of a workspace in
// it, beside an install, and the folder: each of the packages may have a
// node_modules of its own on somebody's machine. With pnpm every package has one,
// so that the folder of a single package counts too.
func PackagesCopy(p *fixes.Pass) (at *dockerfile.Instruction, dir string) {
	members := map[string]bool{} // of the workspaces, and whether pnpm links them
	for _, stage := range p.File.Stages {
		for _, i := range p.Installs(stage) {
			if i.Project() && i.Manifest != nil {
				for _, member := range project.WorkspacesOf(p, i.Dir, i.Manifest) {
					members[member] = i.Manager == node.PNPM
				}
			}
		}
	}
	if len(members) == 0 {
		return nil, ""
	}
	for _, stage := range p.File.Stages {
		for _, m := range p.Chain(stage).Steps {
			dir := copiedFolder(p, m)
			if dir != "" && dir != p.Context().Dir && slices.ContainsFunc(project.SortedNames(members), func(member string) bool {
				return strings.HasPrefix(member, dir+"/") || member == dir && members[member]
			}) {
				return m.Instruction, dir
			}
		}
	}
	return nil, ""
}

// ReportOpenPackages reports an ignore file that hides the node_modules of the
// context, and lets those of the packages in a copied folder through.
func ReportOpenPackages(p *fixes.Pass, file *dockerignore.File) error {
	at, dir := PackagesCopy(p)
	if at == nil || file.Whitelist() {
		return nil
	}
	view, err := New(p)
	if err != nil {
		return err
	}
	var open []string
	for _, name := range view.nested("node_modules/a/index.js") {
		if in := path.Join(p.Context().Dir, name); launch.InFolderOrRoot(in, dir) && !file.Ignored(name) {
			open = append(open, name)
		}
	}
	if len(open) == 0 || view.needsModules() != "" {
		return nil
	}
	f := fixes.Finding{
		Span:    at.Span,
		Message: fmt.Sprintf("This copies all of %s, and %s lets the node_modules in its packages through.", dir, p.Context().IgnorePath),
	}
	f.Fix, f.Withheld = view.Complete(file)
	p.Report(f)
	return nil
}
