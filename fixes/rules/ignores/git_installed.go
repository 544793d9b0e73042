package ignores

import (
	"fmt"
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// installsGit holds back where a stage that takes the whole context installs git for
// it alone and then runs scripts of the project: one of their programs may ask git,
// and no file here has its code.
func (v *View) installsGit() string {
	for _, file := range v.files {
		for _, stage := range file.Stages {
			at := gitFor(stage)
			whole := wholeContextOf(stage)
			if at == nil || whole == nil || !runsScripts(stage, whole) || v.fetchesByGit() {
				continue
			}
			return fmt.Sprintf("%s:%d installs git, and the scripts that run behind it may ask it", file.Path, at.StartLine)
		}
	}
	return ""
}

// gitFor returns the RUN that adds git and no compiler to the system of a stage.
func gitFor(stage *dockerfile.Stage) *dockerfile.Instruction {
	for _, i := range stage.Instructions {
		if !i.Is("RUN") {
			continue
		}
		for _, c := range CommandsIn(i, stage.ShellAt(i)) {
			args, _ := c.Args()
			if launch.AddsSystemPackages(c.Name(), args) && slices.Contains(args, "git") && !slices.ContainsFunc(args, func(a string) bool { return launch.CompilerPackages[a] }) {
				return i
			}
		}
	}
	return nil
}

var projectScript = pattern.New(`\b(npm|pnpm|yarn|bun)(\s+-\S+)*\s+(run(-script)?\s+\S|build)`)

// runsScripts reports whether a RUN behind an instruction runs scripts of package.json.
func runsScripts(stage *dockerfile.Stage, behind *dockerfile.Instruction) bool {
	return slices.ContainsFunc(stage.Instructions, func(i *dockerfile.Instruction) bool {
		return i.Is("RUN") && i.Index > behind.Index && projectScript.MatchString(i.Spoken())
	})
}

// byGit finds dependencies that git fetches.
var byGit = pattern.New(`git\+|github:|git://|git@|\.git[#"']|codeload\.`).Needs("git", "codeload.")

// fetchesByGit reports whether a dependency may be why git is there.
func (v *View) fetchesByGit() bool {
	for _, name := range []string{"package.json", "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml"} {
		if !v.p.Repo.Exists(path.Join(v.Context.Dir, name)) {
			continue
		}
		if found, err := v.p.Repo.Matches(path.Join(v.Context.Dir, name), byGit); err != nil || found {
			return true
		}
	}
	return false
}
