package splits

import (
	"fmt"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/devneeds"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/text"
)

// KeptByBuild lists what stays in a target's image although only its build
// needs it: compilers, dev dependencies, and the tools and sources of a build.
// They stand at the stage's base; dev dependencies alone at their install.
func KeptByBuild(p *fixes.Pass, t *fixes.Target) (kept []string, span text.Span, err error) {
	span = t.Stage.From.Span
	if t.Stage.Base.Located {
		span = t.Stage.Base.Span
	}
	for _, m := range t.Chain.Steps {
		if !m.Is("RUN") {
			continue
		}
		if compilers := slices.DeleteFunc(launch.SystemPackages(m), func(pkg string) bool { return !launch.CompilerPackages[pkg] }); len(compilers) > 0 {
			kept = append(kept, fmt.Sprintf("%s (line %d)", launch.And(compilers), m.StartLine))
		}
	}
	for _, m := range t.Chain.Steps {
		if command := launch.ProjectBuild(m); command != "" {
			kept = append(kept, fmt.Sprintf("the sources and tools of %s (line %d)", project.Quoted(command), m.StartLine))
		}
	}
	built := len(kept) > 0
	for _, tree := range launch.DevModules(p, t.Stage) {
		pr := launch.ProjectOfInstall(p, tree.Install)
		if tree.From != nil || pr.Manifest == nil || !pr.HasDev() {
			continue
		}
		if !built { // without a build, what the program needs is no leftover of one
			if needed, err := programNeedsDev(p, t, pr); err != nil || needed {
				return kept, span, err
			}
		}
		if len(kept) == 0 {
			span = devneeds.InstallSpan(tree.Install)
		}
		if line := fmt.Sprintf("dev dependencies (line %d)", tree.Install.At.StartLine); !slices.Contains(kept, line) {
			kept = append(kept, line)
		}
	}
	return kept, span, nil
}

// programNeedsDev reports whether the image's own program, installed by a
// project, needs dev dependencies while it runs.
func programNeedsDev(p *fixes.Pass, t *fixes.Target, pr *project.Project) (bool, error) {
	shipped := devneeds.AsInstalled(t, pr)
	if devneeds.StartNeedsDev(p, shipped, pr) != "" {
		return true, nil
	}
	found, err := devneeds.DevImport(p, shipped, pr)
	return found != "", err
}
