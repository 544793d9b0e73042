package deploy

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// A PodCommand is what a container of Kubernetes starts in place of its image's
// command.
type PodCommand struct {
	Image string
	words []string
}

// The templates of a chart are no YAML before Helm has filled them in: lines that
// only steer it are left out, and its values are taken for a word.
var (
	chartLine  = pattern.New(`(?m)^[ \t]*\{\{[^\n]*\}\}[ \t]*$`).Needs("{{")
	ChartValue = pattern.New(`\{\{[^{}\n]*\}\}`).Needs("{{")
)

// ChartWord stands for a value of a chart: an image of that name is likely its own.
const ChartWord = "chart-value"

// podCommands are the commands of a manifest's containers.
var podCommands = &fixes.Derivation[[]PodCommand]{From: commandsOfPods}

func commandsOfPods(text string) (out []PodCommand) {
	if !strings.Contains(text, "ommand") && !strings.Contains(text, "args") && !strings.Contains(text, "ntry") {
		return nil
	}
	for _, tree := range PodDocuments(text) {
		out = append(out, commandsBelow(tree, "")...)
	}
	return out
}

// PodDocuments reads the documents of a manifest, or of a chart's template, that can
// be read.
func PodDocuments(text string) []any {
	text = ChartValue.ReplaceAllString(chartLine.ReplaceAllString(text, ""), ChartWord)
	return ReadDocuments(text)
}

// commandsBelow returns the commands in a tree. What the values of a chart tell below
// an image's repository is for that image, which others hand on.
func commandsBelow(tree any, chartImage string) (out []PodCommand) {
	switch v := tree.(type) {
	case []any:
		for _, item := range v {
			out = append(out, commandsBelow(item, chartImage)...)
		}
	case map[string]any:
		if image := ImageOf(v); image != "" && v["build"] == nil {
			if out = containerCommands(image, v); len(out) > 0 {
				return out
			}
		}
		if values, _ := v["image"].(map[string]any); values["repository"] != nil {
			chartImage = fmt.Sprint(values["repository"])
		}
		if chartImage != "" {
			out = containerCommands(chartImage, v)
		}
		for _, key := range project.SortedNames(v) {
			if task, ok := v[key].(map[string]any); ok && strings.HasSuffix(key, "container_exec") {
				out = append(out, containerCommands(ChartWord, task)...)
			}
			out = append(out, commandsBelow(v[key], chartImage)...)
		}
	}
	return out
}

// ImageOf returns the image of a container: its name, or BuiltBy and the Dockerfile that
// Copilot or Koyeb makes it from.
func ImageOf(container map[string]any) string {
	if container["AWSEBDockerrunVersion"] != nil && container["containerDefinitions"] == nil {
		if image, ok := container["Image"].(map[string]any); ok {
			name, _ := image["Name"].(string)
			return name
		}
		return BuiltBy + "Dockerfile"
	}
	if image, ok := container["Image"].(string); ok { // of CloudFormation
		return image
	}
	switch v := container["image"].(type) {
	case string:
		return v
	case map[string]any:
		switch build := v["build"].(type) {
		case string:
			return BuiltBy + build
		case map[string]any:
			if name, ok := build["dockerfile"].(string); ok {
				return BuiltBy + name
			}
			return BuiltBy + "Dockerfile"
		}
		location, _ := v["location"].(string)
		return location
	}
	return ""
}

// BuiltBy stands before the Dockerfile that an image is built from.
const BuiltBy = "dockerfile://"

// containerCommands returns what a container starts: its own command, and those of its
// probes and hooks, which run in the same image.
func containerCommands(image string, container map[string]any) (out []PodCommand) {
	add := func(words []string) {
		if len(words) > 0 {
			out = append(out, PodCommand{image, words})
		}
	}
	for _, key := range []string{"entrypoint", "entryPoint"} {
		add(append(WordsIn(container[key]), WordsIn(container["command"])...))
	}
	if own, ok := container["Entrypoint"].(string); ok { // of Beanstalk
		given, _ := container["Command"].(string)
		add(WordsIn(own + " " + given))
	}
	add(append(WordsIn(container["command"]), WordsIn(container["args"])...))
	if list, ok := container["Command"].([]any); ok {
		add(append(WordsIn(container["EntryPoint"]), WordsIn(list)...))
	}
	hooks, _ := container["lifecycle"].(map[string]any)
	for _, at := range []any{container["livenessProbe"], container["readinessProbe"], container["startupProbe"], hooks["postStart"], hooks["preStop"]} {
		handler, _ := at.(map[string]any)
		exec, _ := handler["exec"].(map[string]any)
		add(WordsIn(exec["command"]))
	}
	return out
}

// WordsIn returns the words of a command; a stack of Swarm, or Ansible, has one text.
func WordsIn(list any) (out []string) {
	if text, ok := list.(string); ok {
		return []string{"sh", "-c", text}
	}
	items, _ := list.([]any)
	for _, item := range items {
		out = append(out, fmt.Sprint(item))
	}
	return out
}

// ReadDocuments returns those of the documents of a file that can be read.
func ReadDocuments(text string) (out []any) {
	for _, doc := range DocumentLine.Regexp().Split(text, -1) {
		var tree any
		if project.ReadYAML(doc, &tree) {
			out = append(out, tree)
		}
	}
	return out
}
