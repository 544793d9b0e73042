package ignores

import (
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// ProjectCopy returns the first COPY of a folder of the context that is the whole
// project of an image, and the folder: what lies in it beside the repository's
// files gets into the image as it would from the context itself. The packages of
// a workspace, which are copied one by one, are none.
func ProjectCopy(p *fixes.Pass) (at *dockerfile.Instruction, dir string) {
	projects := projectFolders(p)
	for _, stage := range p.File.Stages {
		for _, m := range p.Chain(stage).Steps {
			if dir := copiedFolder(p, m); dir != "" && slices.Contains(projects, dir) {
				return m.Instruction, dir
			}
		}
	}
	return nil, ""
}

// projectFolders returns the repository folders of what the file installs and
// ships, but for workspaces and what is a part of one.
func projectFolders(p *fixes.Pass) []string {
	var dirs []string
	for _, t := range p.Production() {
		if t.Manifest != nil {
			dirs = append(dirs, t.Dir)
		}
	}
	for _, stage := range p.File.Stages {
		for _, i := range p.Installs(stage) {
			if i.Project() && i.Manifest != nil {
				dirs = append(dirs, i.Dir)
			}
		}
	}
	return slices.DeleteFunc(dirs, func(dir string) bool {
		_, member := launch.WorkspaceRoot(p, dir)
		return member || !launch.InFolderOrRoot(dir, p.Context().Dir) || dir == p.Context().Dir
	})
}

// copiedFolder returns the repository folder that a COPY takes from the context,
// "" for one that takes anything else.
func copiedFolder(p *fixes.Pass, m fixes.Moment) string {
	c, ok := p.ReadCopy(m)
	if !ok || !c.Known || !c.Context() || c.Parents || len(c.Sources) != 1 || excludesByItself(m.Instruction) {
		return ""
	}
	return path.Join(p.Context().Dir, path.Join("/", c.Sources[0]))
}
