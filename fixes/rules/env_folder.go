package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/source"
)

// builtFolder finds a folder of what is built.
var builtFolder = pattern.New("['\"`](?:\\.{0,2}/)*((?:dist|build|out|lib|compiled)(?:/[^'\"`]*)?)['\"`]").Needs("dist", "build", "out", "lib", "compiled")

// lacksBuilt: the image runs the sources, and the program looks for its files among what nothing here
// builds.
func lacksBuilt(p *fixes.Pass, t *fixes.Target, b source.Branch) string {
	m := builtFolder.FindStringSubmatch(b.Text)
	if m == nil || b.Other == "" {
		return ""
	}
	folder, _, _ := strings.Cut(m[1], "/")
	words, _ := programWords(p, t)
	if mayHold(p, t, folder) || strings.Contains(strings.Join(words, " "), folder) || buildsProject(p) {
		return ""
	}
	return fmt.Sprintf("takes files of the program from %s in production, and nothing here makes them. Set NODE_ENV where they are", folder)
}

// buildsProject reports whether a step of the file runs a build of the project.
func buildsProject(p *fixes.Pass) bool {
	return slices.ContainsFunc(p.File.Stages, func(s *dockerfile.Stage) bool {
		return slices.ContainsFunc(p.Chain(s).Steps, func(m fixes.Moment) bool { return projectBuild(m) != "" })
	})
}
