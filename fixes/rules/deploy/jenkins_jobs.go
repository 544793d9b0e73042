package deploy

import (
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

var (
	// jenkinsStep finds the shell steps of a Jenkinsfile.
	jenkinsStep = pattern.New(`\bsh\s*\(?\s*(?:script:\s*)?(?:'''((?s:.*?))'''|"""((?s:.*?))"""|'([^'\n]*)'|"([^"\n]*)")`).Needs("sh")
	// jenkinsInside finds the images inside of which it runs steps: one that it
	// names, or one that it holds in a variable.
	jenkinsInside = pattern.New(`(?:\bdocker\s*\.\s*image\s*\(\s*['"]([^'"$]+)['"]\s*\)|[\w)])\s*\.\s*inside\b`).Needs("inside")
	jenkinsBuilds = pattern.New(`(?m)^\s*(?:agent\s*\{\s*)?dockerfile\s*(?:true|\{)`).Needs("dockerfile")
)

// jenkinsCommands returns the steps of a Jenkinsfile, each for every image that it
// may run in. That of an image which it builds itself is "".
func jenkinsCommands(text string) (out []PodCommand) {
	images := map[string]bool{}
	for _, m := range jenkinsInside.FindAllStringSubmatch(text, -1) {
		images[m[1]] = true
	}
	if len(images) == 0 || jenkinsBuilds.MatchString(text) {
		images[""] = true
	}
	for _, image := range project.SortedNames(images) {
		for _, m := range jenkinsStep.FindAllStringSubmatch(text, -1) {
			out = append(out, PodCommand{image, []string{m[1] + m[2] + m[3] + m[4]}})
		}
	}
	return out
}
