package launch

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// OursOf tells whether an image is made from the target: by one of its names, or,
// where nothing names it so, because something is mounted where the target's
// program has its files.
func OursOf(p *fixes.Pass, t *fixes.Target, names []string) func(image, path string) bool {
	return func(image, path string) bool {
		return deploy.IsImage(image, names) || hasNameOfFolder(p, image) || HoldsFiles(t, path) && (deploy.MayBeOurs(p, image) || deploy.Unclaimed(p, image))
	}
}

// hasNameOfFolder reports whether an image of somebody has the name of the
// Dockerfile's folder.
func hasNameOfFolder(p *fixes.Pass, name string) bool {
	folder := path.Base(path.Dir(p.File.Path))
	if !strings.Contains(name, folder) {
		return false
	}
	ref, err := image.Parse(name)
	return err == nil && !strings.HasPrefix(ref.Name(), "docker.io/library/") && path.Base(ref.Path) == folder
}

// HoldsFiles reports whether a path of the image is the program's: below its
// working directory, or a VOLUME of it.
func HoldsFiles(t *fixes.Target, name string) bool {
	return deploy.InFolder(path.Clean(name), t.Chain.End.Workdir) || slices.ContainsFunc(t.Chain.Steps, func(m fixes.Moment) bool {
		return m.Is("VOLUME") && slices.ContainsFunc(m.Args, func(w dockerfile.Word) bool {
			volume, ok := m.Scene.Expand(w.Text)
			return ok && m.Scene.Abs(volume) == path.Clean(name)
		})
	})
}

// A serviceStart is what a compose service that builds nothing starts in its image.
type serviceStart struct{ image, text string }

// startingServices are the compose files with such services.
var startingServices = &fixes.Selection{
	Named: deploy.ComposeFiles.Named,
	Holds: pattern.New(`\b(?:command|entrypoint)["']?\s*:`).Needs("command", "entrypoint"),
	Fits:  func(text string) bool { return len(serviceStarts(text)) > 0 },
}

var composeStarts = &fixes.Derivation[[]serviceStart]{From: serviceStarts}

// serviceStarts reads the commands of services that run an image.
func serviceStarts(text string) (out []serviceStart) {
	type service struct {
		Image      string `yaml:"image"`
		Build      any    `yaml:"build"`
		Command    any    `yaml:"command"`
		Entrypoint any    `yaml:"entrypoint"`
	}
	for _, s := range project.ReadServices[service](text) {
		for _, command := range []any{s.Entrypoint, s.Command} {
			if line := commandText(command); line != "" && s.Build == nil {
				out = append(out, serviceStart{image: deploy.ServiceImage(s.Image), text: line})
			}
		}
	}
	return out
}

// commandText returns what a command of compose gives a shell to run.
func commandText(command any) string {
	var words []string
	switch c := command.(type) {
	case string:
		words = []string{c}
	case []any:
		for _, word := range c {
			text, _ := word.(string)
			words = append(words, text)
		}
	}
	return serviceText(words)
}

// serviceText returns the command of a service, one text or its words, as text for a
// shell: what a shell among them is given, else the command itself.
func serviceText(command []string) string {
	for _, line := range deploy.SpelledOut(command) {
		if src, ok := project.ShellText(line); ok {
			return src
		}
	}
	return asText(command)
}

// serviceTexts returns what compose services start in images that are made from the
// target but built elsewhere: by its names, or by a script that its package.json has.
func serviceTexts(p *fixes.Pass, t *fixes.Target) (out []StartText) {
	composed, err := p.Repo.Select(startingServices)
	if err != nil {
		return nil
	}
	names := deploy.ImageNames(p, t)
	ours := deploy.ComposeImages(t, names, OursOf(p, t, names))
	for _, file := range composed {
		starts, err := composeStarts.Of(p.Repo, file)
		if err != nil {
			continue
		}
		for _, s := range starts {
			if Developing(t, []string{s.text}) {
				continue
			}
			if ours(s.image, "") || deploy.MayBeOurs(p, s.image) && runsScriptOf(t.Manifest, s.text) {
				out = append(out, StartText{Where: "the command in " + file, Text: s.text})
			}
		}
	}
	return out
}

// runsScriptOf reports whether a text runs a script that the package.json has.
func runsScriptOf(m *node.Manifest, text string) bool {
	return m != nil && slices.ContainsFunc(ScriptsIn(text), func(name string) bool { return m.Scripts[name] != "" })
}
