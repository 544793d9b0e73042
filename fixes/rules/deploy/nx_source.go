package deploy

import (
	"encoding/json"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
)

// An nxBuild is the task of a project of Nx that builds its program.
type nxBuild struct {
	Output string `json:"outputPath"`
	Main   string `json:"main"`
	File   string `json:"outputFileName"`
}

// nxBuilds are the builds of the tasks of a project.json.
var nxBuilds = &fixes.Derivation[[]nxBuild]{From: func(text string) (out []nxBuild) {
	var project struct {
		Targets map[string]struct {
			Options nxBuild `json:"options"`
		} `json:"targets"`
	}
	if !strings.Contains(text, `"outputPath"`) || json.Unmarshal([]byte(text), &project) != nil {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(project.Targets)) {
		if target := project.Targets[name]; target.Options.Output != "" && target.Options.Main != "" {
			out = append(out, target.Options)
		}
	}
	return out
}}

// nxProjects are the files that describe projects of Nx.
var nxProjects = &fixes.Selection{Named: func(name string) bool { return path.Base(name) == "project.json" }}

// nxSource returns the source that a project of Nx builds a file from, below the folder of its workspace:
// dist/apps/api/main.js from what its task names, or as a new project has it. "" for none.
func nxSource(p *fixes.Pass, workspace, file string) (string, error) {
	if !p.Repo.Exists(path.Join(workspace, "nx.json")) {
		return "", nil
	}
	projects, err := p.Repo.Select(nxProjects)
	if err != nil {
		return "", err
	}
	for _, name := range projects {
		builds, err := nxBuilds.Of(p.Repo, name)
		if err != nil {
			return "", err
		}
		own := strings.TrimPrefix(path.Dir(name), workspace+"/")
		filled := strings.NewReplacer("{workspaceRoot}", ".", "{projectRoot}", own)
		for _, b := range append(builds, nxBuild{Output: path.Join("dist", own), Main: path.Join(own, "src/main.ts")}) {
			made, below := strings.CutPrefix(file, path.Clean(filled.Replace(b.Output))+"/")
			main := path.Clean(filled.Replace(b.Main))
			if source := path.Join(workspace, main); below && b.makes(made, strings.TrimPrefix(main, own+"/")) && p.Repo.Exists(source) {
				return source, nil
			}
		}
	}
	return "", nil
}

// makes reports whether a file of the output is the program: bundled under the name that it is given, or under
// that of its source, or compiled with its folders.
func (b nxBuild) makes(made, main string) bool {
	stem := strings.TrimSuffix(main, path.Ext(main))
	made = strings.TrimSuffix(made, path.Ext(made))
	return made == "main" || made == path.Base(stem) || made == stem || b.File != "" && made == strings.TrimSuffix(b.File, path.Ext(b.File))
}
