package deploy

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// cloudSteps returns what the steps of a Google Cloud Build run in images that other
// steps of the same file build, which are "" as those of a Jenkinsfile are.
func cloudSteps(tree any) (out []PodCommand) {
	file, _ := tree.(map[string]any)
	steps, _ := file["steps"].([]any)
	built := map[string]bool{}
	for _, step := range steps {
		v, _ := step.(map[string]any)
		name, _ := v["name"].(string)
		words := textsOfSteps(v["args"])
		if own, ok := v["entrypoint"].(string); ok {
			words = append([]string{own}, words...)
		}
		if built[name] && len(words) > 0 {
			out = append(out, PodCommand{"", words})
		}
		for n, w := range words {
			if n > 0 && (words[n-1] == "-t" || words[n-1] == "--tag") {
				built[w] = true
			}
		}
	}
	return out
}

// JobsInImages are the pipelines that run the commands of a job in an image that
// may be built here.
var JobsInImages = &fixes.Selection{Named: fixes.IsPipeline, Holds: pattern.New(
	`(?m)(?:^|[{,])\s*["']?(?:image|name)["']?:.*CI_REGISTRY_IMAGE|uses:\s*["']?docker://|docker-run|(?:^|[{,])\s*container:|PROJECT_ID|\.inside\b|^\s*docker:\s*$|^pipelines:|^\s*(?:agent\s*\{\s*)?dockerfile\s*(?:true|\{)`,
).Needs("CI_REGISTRY_IMAGE", "docker://", "docker-run", "PROJECT_ID", "container:", "docker:", "pipelines:", ".inside", "dockerfile")}

// JobCommands are the shell texts of a pipeline's jobs with the image of each.
var JobCommands = &fixes.Derivation[[]PodCommand]{From: func(text string) (out []PodCommand) {
	if jenkinsStep.MatchString(text) && (strings.Contains(text, "pipeline {") || strings.Contains(text, "node")) && !strings.Contains(text, "jobs:") {
		return jenkinsCommands(text)
	}
	var tree any
	if !project.ReadYAML(text, &tree) {
		return nil
	}
	return slices.Concat(jobsBelow(tree), cloudSteps(tree), bitbucketSteps(tree))
}}

func jobsBelow(tree any) (out []PodCommand) {
	v, _ := tree.(map[string]any)
	for _, key := range project.SortedNames(v) {
		job, _ := v[key].(map[string]any)
		if key == "jobs" {
			out = append(out, jobsBelow(job)...)
			continue
		}
		for _, step := range MapsIn(job["steps"]) {
			out = append(out, actionCommands(step)...)
		}
		image := imageOfJob(job)
		if image == "" {
			continue
		}
		for _, list := range []any{job["before_script"], job["script"], job["after_script"], job["commands"], job["steps"]} {
			for _, text := range textsOfSteps(list) {
				out = append(out, PodCommand{image, []string{text}})
			}
		}
	}
	return out
}

// actionCommands returns what a step of a workflow runs in an image by an action: the
// image itself, or one that is given to it.
func actionCommands(step map[string]any) (out []PodCommand) {
	uses, _ := step["uses"].(string)
	with, _ := step["with"].(map[string]any)
	own, of := strings.CutPrefix(uses, "docker://")
	if !of {
		own, _ = with["image"].(string)
	}
	for _, key := range []string{"entrypoint", "args", "run", "command"} {
		if text, ok := with[key].(string); ok && own != "" {
			out = append(out, PodCommand{own, []string{text}})
		}
	}
	return out
}

// imageOfJob returns the image that a job of GitLab, of a workflow or, the first of
// several, of CircleCI runs in.
func imageOfJob(job map[string]any) string {
	executors, _ := job["docker"].([]any)
	for _, at := range append([]any{job["image"], job["container"]}, executors[:min(len(executors), 1)]...) {
		switch v := at.(type) {
		case string:
			return v
		case map[string]any:
			for _, key := range []string{"name", "image"} {
				if s, ok := v[key].(string); ok {
					return s
				}
			}
		}
	}
	return ""
}

// textsOfSteps returns the shell texts of a list of lines, or of steps.
func textsOfSteps(list any) (out []string) {
	if s, ok := list.(string); ok {
		return []string{s}
	}
	items, _ := list.([]any)
	for _, item := range items {
		switch v := item.(type) {
		case string:
			out = append(out, v)
		case map[string]any:
			run := v["run"]
			if m, ok := run.(map[string]any); ok { // of CircleCI
				run = m["command"]
			}
			if s, ok := run.(string); ok {
				out = append(out, s)
			}
		}
	}
	return out
}

// JobLines returns what the jobs of pipelines run in the image of a target.
func JobLines(p *fixes.Pass, t *fixes.Target) (out []OutsideCall, err error) {
	files, err := p.Repo.Select(JobsInImages)
	if err != nil {
		return nil, err
	}
	names := ImageNames(p, t)
	for _, name := range files {
		commands, err := JobCommands.Of(p.Repo, name)
		if err != nil {
			return nil, err
		}
		for _, c := range commands {
			if !JobInOurs(p, c.Image, names) {
				continue
			}
			for _, words := range WithHandedOn(SpelledOut(c.words)) {
				out = append(out, OutsideCall{name, words})
			}
		}
	}
	return out, nil
}

// JobInOurs reports whether a job may run in an image of the Dockerfile: the
// project's own image in GitLab's registry, that of the repository at GitHub, one
// that a Jenkinsfile builds, or one of a known name.
func JobInOurs(p *fixes.Pass, image string, names []string) bool {
	_, below, inRegistry := strings.Cut(image, "CI_REGISTRY_IMAGE")
	switch {
	case image == "", strings.Contains(image, "github.repository"), IsImage(image, names):
		return true
	case inRegistry:
		folder := strings.Trim(strings.SplitN(strings.TrimLeft(below, "}/"), ":", 2)[0], "/")
		return folder == "" || onlyDockerfile(p) || path.Base(folder) == path.Base(path.Dir(p.File.Path))
	}
	return false
}
