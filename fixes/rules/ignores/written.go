package ignores

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
)

// written returns the first pipeline or script that writes a file of a kind into the
// context before it builds an image there. gets is asked about the path that it names
// and the text around it.
func (v *View) written(what *pattern.Pattern, gets func(name, unit string) bool, says string) string {
	files, err := v.p.Repo.Select(buildingFiles)
	if err != nil {
		return ""
	}
	for _, name := range files {
		units, err := workUnits.Of(v.p.Repo, name)
		if err != nil {
			return ""
		}
		for _, unit := range units {
			for _, m := range what.FindAllStringSubmatchIndex(unit.text, -1) {
				file := ""
				if len(m) > 2 && m[2] >= 0 {
					file = unit.text[m[2]:m[3]]
				}
				if byPeople(name, unit.text[m[0]:m[1]]) || v.writtenElsewhere(name, unit, m[0], file) {
					continue
				}
				if dir := jenkinsFolder(unit.text[:m[0]]); dir != "" && file != "" && !path.IsAbs(file) {
					file = path.Join(dir, file)
				}
				if gets(file, unit.text) && (v.buildsBehind(unit, unit.text[m[1]:], file) || v.calledToBuild(name)) {
					return name + " " + says
				}
			}
		}
	}
	return ""
}

// byPeople reports whether a script makes the file as its users do, out of an example
// that they then fill in: what they keep there is theirs.
func byPeople(script, line string) bool {
	return !fixes.IsPipeline(script) && ofExample.MatchString(line)
}

var ofExample = pattern.New(`example|sample|template|\.dist\b`).Needs("example", "sample", "template", ".dist")

// calledToBuild reports whether a pipeline or a script calls another one, or an action
// of the repository, and builds an image behind it.
func (v *View) calledToBuild(name string) bool {
	word := path.Base(name)
	switch {
	case strings.HasPrefix(word, "action."):
		word = "./" + path.Dir(name)
	case fixes.IsPipeline(name), word == "package.json":
		return false
	}
	callers, err := v.p.Repo.Select(buildingPipelines)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(callers, func(caller string) bool {
		units, err := workUnits.Of(v.p.Repo, caller)
		return err == nil && slices.ContainsFunc(units, func(unit workUnit) bool {
			_, rest, calls := strings.Cut(unit.text, word)
			return calls && v.buildsBehind(unit, rest, "")
		})
	})
}

var buildingPipelines = &fixes.Selection{Named: deploy.RunsContainersName, Holds: buildsImages}

// buildingFiles are pipelines, scripts and actions of the repository.
var buildingFiles = &fixes.Selection{
	Named: func(name string) bool {
		base := path.Base(name)
		return deploy.RunsContainersName(name) || base == "action.yml" || base == "action.yaml"
	},
	Holds: pattern.New(`\.env\b|env-?file|dotenv|npmrc|NPM_|NODE_AUTH_TOKEN|registry-url|npm config|location|-L`).Needs(".env", "env", "npmrc", "NPM_", "NODE_AUTH_TOKEN", "registry-url", "npm config", "location", "-L"),
}

// buildsBehind reports whether what follows a line builds an image with what the line
// leaves in the folder, which a job may hand on to another machine.
func (v *View) buildsBehind(unit workUnit, rest, file string) bool {
	if unit.unordered {
		rest = unit.text
	}
	rest = stepName.ReplaceAllString(rest, " ")
	rest = onlyUses.ReplaceAllString(usesLocal.ReplaceAllStringFunc(rest, v.unlessIdle), " ")
	if starts := composeStart.MatchString(rest); starts && v.composeBuilds(unit, file) {
		return true
	}
	rest = composeStart.ReplaceAllString(rest, " ")
	if buildsImages.MatchString(rest) || callsOthers.MatchString(rest) {
		return true
	}
	return sendsFolder.MatchString(rest) && unit.remoteBuilds
}

var (
	// onlyUses finds commands and actions around images that build none.
	onlyUses = pattern.New(`(?:docker/)?(?:login-action|setup-buildx-action|setup-qemu-action|metadata-action)\S*|\b(?:docker|podman)(?:[ -]compose)?\s+(?:-\S+\s+\S+\s+)*(?:login|logout|pull|push|tag|run|exec|ps|rm|rmi|stop|kill|logs|down|images|inspect|network|volume|system|save|load|info|version|wait|cp|config)\b|docker-image|container_name|(?:/var/run/)?docker\.(?:sock|io|com)\b|registry\S*|docker_\w+|DOCKER_\w+|container:|containers?/|services:`)
	// stepName finds what a pipeline calls a step or a job.
	stepName = pattern.New(`(?m)^[ \t]*(?:-[ \t]+)?name:[^\n]*$`).Needs("name:")
	// composeStart finds what starts services, which may be built first.
	composeStart = pattern.New(`\b(?:docker|podman)[ -]compose\b[^\n]*\bup\b[^\n]*`).Needs("compose")
	callsOthers  = pattern.New(`\bmake\b|\.sh\b|uses:\s*\./|\b(?:npm|yarn|pnpm)\s+(?:run\s+)?[\w:-]*(?:docker|image)`)
	usesLocal    = pattern.New(`uses:\s*\./[^\s"'#]*`).Needs("uses:")
	sendsFolder  = pattern.New(`\b(?:scp|rsync)\b`).Needs("scp", "rsync")
	// buildsImages finds the tools that make an image, or have it made elsewhere.
	buildsImages = pattern.New(`(?i)docker|podman|buildah|kaniko|buildx|container|compose|\bfly(ctl)?\b|gcloud|skaffold|earthly|heroku|\bacr\b|\becr\b|copilot|\bcdk\b|serverless|railway|render|koyeb|kamal|dokku|captain`)
)

// unlessIdle returns the use of an action or workflow of the repository as it is, and nothing for one
// that neither builds an image nor calls what may.
func (v *View) unlessIdle(use string) string {
	_, name, _ := strings.Cut(use, "./")
	for _, file := range []string{name, path.Join(name, "action.yml"), path.Join(name, "action.yaml")} {
		data, ok, err := v.p.Repo.Read(path.Clean(file))
		if err != nil || !ok {
			continue
		}
		if text := onlyUses.ReplaceAllString(string(data), " "); !buildsImages.MatchString(text) && !callsOthers.MatchString(text) && !sendsFolder.MatchString(text) {
			return " "
		}
		return use
	}
	return use
}

// composeBuilds reports whether a service of compose is built from the context, and
// is not given the file in another way.
func (v *View) composeBuilds(unit workUnit, file string) bool {
	evidence, err := v.p.Repo.Builds()
	return err == nil && slices.ContainsFunc(evidence.Builds, func(b builds.Build) bool {
		given := file != "" && slices.ContainsFunc(b.EnvFiles, func(name string) bool { return path.Base(name) == path.Base(file) })
		return b.Source.Kind == builds.Compose && b.Context == v.Context.Dir && !given
	})
}

// getsEnv reports whether an environment file that is written somewhere lies in the
// context, and beside a program.
func (v *View) getsEnv(name, unit string) bool {
	dir := path.Dir(strings.TrimPrefix(workspacePath.ReplaceAllString(name, ""), "/"))
	switch {
	case name != "" && !strings.HasPrefix(path.Base(name), ".env"):
		return false
	case path.IsAbs(name):
		return strings.Contains(unit, "cd "+path.Dir(name))
	case name == "", strings.ContainsAny(dir, "$*{}~"), folderEntered.MatchString(unit) && (dir == "." || !v.p.Repo.IsDir(dir)):
		return true
	case !deploy.InFolder(dir, v.Context.Dir) && v.Context.Dir != ".":
		return false
	}
	return dir == v.Context.Dir || v.p.Repo.Exists(path.Join(dir, "package.json"))
}

var (
	workspacePath = pattern.New(`^(?:\$\{\{\s*github\.workspace\s*\}\}|\$\{?(?:GITHUB_WORKSPACE|CI_PROJECT_DIR|PWD|WORKSPACE)\}?)/`)
	folderEntered = pattern.New(`\bcd\s|\bpushd\s|working-?[dD]irectory|\bdir\s*\(?\s*["']`)
)
