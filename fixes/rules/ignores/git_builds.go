package ignores

import (
	"fmt"
	"path"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// A revisionBuild is how the builds of another language take a version out of git;
// most of them fail without the history.
type revisionBuild struct {
	language string
	tools    *pattern.Pattern // what in its build files asks git
	run      *pattern.Pattern // the commands that build
}

var revisionBuilds = []revisionBuild{
	{
		fixes.Python,
		pattern.New(`setuptools[-_]scm|setuptools-git|versioneer|hatch-vcs|dynamic-versioning|versioningit|dunamai|\bpbr\b|["']git["'\s]`).Needs("setuptools", "versioneer", "hatch-vcs", "dynamic-versioning", "versioningit", "dunamai", "pbr", "git"),
		pattern.New(`\b(pip3?|python3?|poetry|uv|hatch|pdm|pipenv)\b`),
	},
	{
		fixes.Rust,
		pattern.New(`\bvergen\b|vergen-|shadow-rs|git-version|git2|\bgix\b|build-info|(?m:^built\b)|"git"`).Needs("vergen", "shadow-rs", "git", "gix", "build-info", "built"),
		pattern.New(`\bcargo\b`),
	},
	{
		fixes.Java,
		pattern.New(`git-commit-id|buildnumber-maven|jgitver|git-versioning|git-version|gitVersion|git-properties|axion-release|nebula\.release|grgit|\breckon\b|["']git["'\s]`).Needs("git", "buildnumber-maven", "axion-release", "nebula.release", "reckon"),
		pattern.New(`\b(mvnw?|gradlew?)\b`),
	},
	{
		fixes.DotNet,
		pattern.New(`GitVersion|MinVer|Nerdbank\.GitVersioning|GitInfo`).Needs("Git", "MinVer"),
		pattern.New(`\bdotnet\b`),
	},
	{
		fixes.Ruby,
		pattern.New(`\bgit\b`).Needs("git"),
		pattern.New(`\b(bundle|gem|rake|rails)\b`),
	},
}

// otherBuildAsksGit holds back when a build of another language, which a Dockerfile
// runs, takes its version out of git.
func (v *View) otherBuildAsksGit() string {
	for _, b := range revisionBuilds {
		if v.runs(b.run) == "" && v.runs(startsOthers) == "" {
			continue
		}
		for _, name := range v.tree {
			if fixes.OtherBuild(name) != b.language {
				continue
			}
			if asks, err := v.p.Repo.Matches(path.Join(v.Context.Dir, name), b.tools); err == nil && asks {
				return fmt.Sprintf("%s takes a version out of git", name)
			}
		}
	}
	return ""
}

// startsOthers finds a call of a script or of a task runner.
var startsOthers = pattern.New(`\b(make|just|task)\b|\.sh\b`).Needs("make", "just", "task", ".sh")
