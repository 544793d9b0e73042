package deploy

import (
	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// NamedText finds texts in quotes.
var NamedText = pattern.New(`['"` + "`" + `]([^'"` + "`" + `\n]*)['"` + "`" + `]`)

// jobCommand finds the commands of containers in the languages of Terraform, Nomad,
// Bicep and Nix, in code of CDK, and in a Vagrantfile: command = ["npm", "run",
// "migrate"], or command = "npm", and its args.
var jobCommand = pattern.New(`\b(?:command|cmd|entry[pP]oint)\s*[:=]\s*(?:\[([^\]]*)\]|("[^"\n]*"|'[^'\n]*'))(?:[\s,]*args\s*[:=]\s*\[([^\]]*)\])?`).Needs("command", "cmd", "entry")

// jobFileCommands are these commands, of the images that the file names.
var jobFileCommands = &fixes.Derivation[[]PodCommand]{From: func(text string) (out []PodCommand) {
	for _, m := range jobCommand.FindAllStringSubmatch(text, -1) {
		var words []string
		for _, q := range NamedText.FindAllStringSubmatch(m[1]+m[2]+" "+m[3], -1) {
			words = append(words, q[1])
		}
		if len(words) == 0 {
			continue
		}
		if len(words) == 1 {
			words = []string{"sh", "-c", words[0]}
		}
		images := DeployedImages(text)
		if len(images) == 0 {
			images = []string{""} // of a program, which may name it elsewhere
		}
		for _, image := range images {
			out = append(out, PodCommand{image, words})
		}
	}
	return out
}}

// vagrantRun finds the image of a container that Vagrant starts.
var vagrantRun = pattern.New(`\b\w+\.run\s*\(?\s*["']([^"'\n]+)["']`).Needs(".run")
