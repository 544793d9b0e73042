package pid1

import (
	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// An initService is a service of compose that runs an image which others built.
type initService struct {
	image string
	init  bool
}

// serviceGivesInit reports whether services of compose run an image of the target's name, and all
// of them with an init.
func serviceGivesInit(p *fixes.Pass, t *fixes.Target) (bool, error) {
	files, err := p.Repo.Select(composedInits)
	if len(files) == 0 || err != nil {
		return false, err
	}
	if files, err = p.Repo.Select(deploy.ComposeFiles); err != nil { // those without an init count as well
		return false, err
	}
	names, given := deploy.ImageNames(p, t), false
	if m, err := p.Repo.Manifest(p.Context().Dir); err == nil && m != nil && m.Name != "" {
		names = append(names, m.Name)
	}
	for _, file := range files {
		services, err := initServices.Of(p.Repo, file)
		if err != nil {
			return false, err
		}
		for _, s := range services {
			if !deploy.IsImage(s.image, names) {
				continue
			}
			if !s.init {
				return false, nil
			}
			given = true
		}
	}
	return given, nil
}

var (
	composedInits = &fixes.Selection{Named: deploy.ComposeFiles.Named, Holds: pattern.New(`(?m)^\s+["']?init["']?:\s*["']?(?:true|yes|on)\b`).Needs("init")}
	initServices  = &fixes.Derivation[[]initService]{From: readInits}
)

// readInits reads the services that build nothing.
func readInits(text string) (out []initService) {
	type service struct {
		Image string `yaml:"image"`
		Build any    `yaml:"build"`
		Init  bool   `yaml:"init"`
	}
	for _, s := range project.ReadServices[service](text) {
		if s.Build == nil && s.Image != "" {
			out = append(out, initService{image: deploy.ServiceImage(s.Image), init: s.Init})
		}
	}
	return out
}
