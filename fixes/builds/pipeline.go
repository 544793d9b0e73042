package builds

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// pipelineName finds the pipelines of other services than GitHub, and the tasks of Task:
// YAML whose steps are lines of a shell. Paths are in lower case.
var pipelineName = pattern.New(`^(?:(?:.*/)?(?:[^/]*\.gitlab-ci\.ya?ml|bitbucket-pipelines\.yml|[^/]*azure-pipelines[^/]*\.ya?ml|buildspec[^/]*\.ya?ml|cloudbuild[^/]*\.ya?ml|taskfile\.ya?ml)|\.travis\.yml|\.drone\.ya?ml|\.woodpecker\.ya?ml|(?:\.gitlab|\.gitlab-ci|\.circleci|\.woodpecker|\.buildkite)/.+\.ya?ml)$`).Needs(".y")

// A pipeline is one such file, read without regard to which service it is for.
type pipeline struct {
	f    *finder
	name string
	task bool // of Task, which runs each command in a shell of its own, in the file's folder
	env  map[string]string
	home string          // where the repository lies, as the file writes it
	seen map[*value]bool // aliases lead to one value many times
}

// readPipeline adds the builds of a pipeline's steps. A file that is no YAML is most
// often a template, and nothing for people to mend.
func readPipeline(f *finder, name string, data []byte) error {
	if !builds(data) && !strings.Contains(string(data), "kaniko") {
		return nil
	}
	tree, _, err := parseYAML(data)
	if err != nil {
		return nil
	}
	p := pipeline{f: f, name: name, task: strings.HasPrefix(strings.ToLower(path.Base(name)), "taskfile"), seen: map[*value]bool{}}
	p.env = onlyValues(tree)
	for _, variable := range checkouts {
		p.env[variable] = root
	}
	before := tree.get("before_script")
	if before == nil {
		before = tree.get("default", "before_script")
	}
	p.walk(tree, "", before)
	for _, image := range tree.get("images").strings() { // of Cloud Build, pushed at the end
		p.read(wordsOf("docker push", &value{kind: list, items: []*value{{kind: scalar, text: image}}}), "")
	}
	return nil
}

// checkouts are the variables by which pipelines name the folder of the repository.
var checkouts = strings.Fields("CI_PROJECT_DIR BITBUCKET_CLONE_DIR TRAVIS_BUILD_DIR CODEBUILD_SRC_DIR DRONE_WORKSPACE CI_WORKSPACE BUILD_SOURCESDIRECTORY CIRCLE_WORKING_DIRECTORY WORKSPACE")

// walk looks for steps in a value and below it. dir is the folder that steps run in,
// before what runs ahead of them in the same shell.
func (p *pipeline) walk(v *value, dir string, before *value) {
	if v == nil || p.seen[v] || v.is(scalar) {
		return
	}
	p.seen[v] = true
	for _, item := range v.items {
		p.walk(item, dir, before)
	}
	for _, key := range []string{"working_directory", "workingDirectory", "dir"} {
		if own := v.get(key).str(); own != "" {
			dir = p.folder(own)
		}
	}
	if own := v.get("before_script"); own != nil {
		before = own
	}
	p.step(v, dir, before)
	for _, pair := range v.pairs {
		p.walk(pair.value, dir, before)
	}
}

// folder returns the folder of the repository that a pipeline names. Where it lies on the
// machine is said first (CircleCI: "~/repo"), and stands before those inside of it.
func (p *pipeline) folder(written string) string {
	written = path.Clean(written)
	if !strings.HasPrefix(written, "~") && !strings.HasPrefix(written, "/") {
		return written
	}
	if inside, ok := strings.CutPrefix(written, p.home+"/"); ok && p.home != "" {
		return inside
	}
	p.home = written
	return ""
}

// commandKeys are the keys that hold lines of a shell.
var commandKeys = strings.Fields("script commands cmds command cmd run bash sh")

// step reads the commands of one mapping.
func (p *pipeline) step(v *value, dir string, before *value) {
	for _, key := range commandKeys {
		commands := v.get(key)
		if commands == nil || p.seen[commands] {
			continue
		}
		p.seen[commands] = commands.is(scalar) // a list is looked through for mappings yet
		var text script
		if key == "script" && !p.task {
			text.add(before)
		}
		if p.task && commands.is(list) {
			for _, item := range commands.items {
				p.read(scriptOf(item), dir)
			}
			continue
		}
		if text.add(commands) {
			p.read(text, dir)
		}
	}
	p.containerStep(v, dir)
}

// read adds the builds of a step's commands.
func (p *pipeline) read(text script, dir string) {
	dirs := []string{"."}
	if p.task {
		dirs = []string{path.Dir(p.name), "."}
	}
	source := func(line int) Source { return Source{Path: p.name, Line: text.at(line), Kind: Script} }
	if dir = unmacro.Replace(templates.ReplaceAllString(dir, "$${$1}")); dir != "" {
		text.lines = append([]scriptLine{{"cd " + quoted(dir), 0}}, text.lines...)
	}
	p.f.addCommands(shellCommands(text.String(), p.env), source, "", dirs...)
}
