package fixes

import (
	"path"

	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
)

// A Target is an image that is really built and run, and what is known of it.
type Target struct {
	Stage *dockerfile.Stage
	Chain *Chain
	// Builds are the builds that name this target.
	Builds  []builds.Build
	Process Process
	// Node reports whether the image runs Node.
	Node bool
	// Dev says why the image is one for development or tests, by its name,
	// its stage or its base; "" for an image that is shipped.
	Dev string
	// Watches says why the command is one for development; "" when it is not.
	Watches string
	// Manifest is the package.json at the image's working directory, nil when
	// there is none or it is not certain which one it is. Dir is its folder.
	Manifest *node.Manifest
	Dir      string
	// Unread is the package.json there when it cannot be read.
	Unread Unread
	// Scripts is the package.json whose scripts npm and yarn run there: that of
	// the nearest folder which has one.
	Scripts *node.Manifest

	worked map[any]any // by the TargetFact
	// packageOf finds a package of the repository by its name or folder.
	packageOf func(place string) *node.Manifest
}

// Targets returns the images that are built from the Dockerfile: the targets
// that compose, bake, workflows and scripts name; the last stage when nothing
// names one, or when only development stages are named. Where that one is for
// development, the stages before it that end in a program count too.
func (p *Pass) Targets() []*Target {
	if p.facts.targets == nil {
		p.facts.targets = p.findTargets()
	}
	return p.facts.targets
}

// Production returns the targets that are shipped and run Node: those that
// most rules look at.
func (p *Pass) Production() []*Target {
	var out []*Target
	for _, t := range p.Targets() {
		if t.Node && t.Dev == "" && t.Watches == "" {
			out = append(out, t)
		}
	}
	return out
}

func (p *Pass) target(stage *dockerfile.Stage, bs []builds.Build) *Target {
	t := &Target{Stage: stage, Chain: p.Chain(stage), Builds: bs, Process: p.ProcessOf(stage), packageOf: p.packageOf}
	t.Dir, t.Manifest, t.Unread = p.manifestAt(stage, t.Chain.End.Workdir, nil)
	t.Scripts = t.Manifest
	for dir := t.Chain.End.Workdir; t.Scripts == nil && dir != "/" && t.Chain.End.WorkdirKnown; {
		dir = path.Dir(dir)
		_, t.Scripts, _ = p.manifestAt(stage, dir, nil)
	}
	t.Node = p.runsNode(t)
	t.Dev, t.Watches = p.development(t), p.watches(t)
	if t.Watches == "" && stage != p.File.Stages[len(p.File.Stages)-1] {
		t.Watches = t.watchedByCompose()
	}
	return t
}

// manifestAt returns the package.json that lies in an image folder just before
// an instruction (nil: at the end), and its repository folder.
func (p *Pass) manifestAt(stage *dockerfile.Stage, dir string, until *dockerfile.Instruction) (string, *node.Manifest, Unread) {
	name, ok := p.Origin(stage, path.Join(dir, "package.json"), until)
	return p.manifestOf(name, ok)
}

// manifestSeen is manifestAt for what a RUN sees, with its mounts.
func (p *Pass) manifestSeen(m Moment, dir string) (string, *node.Manifest, Unread) {
	name, ok := p.seen(m, path.Join(dir, "package.json"))
	return p.manifestOf(name, ok)
}

func (p *Pass) manifestOf(name string, ok bool) (string, *node.Manifest, Unread) {
	if !ok || path.Base(name) != "package.json" { // another file under that name
		return "", nil, ""
	}
	m, err := p.Repo.Manifest(path.Dir(name))
	switch {
	case err != nil:
		return "", nil, ""
	case m == nil && p.Repo.Exists(name):
		return "", nil, Unread(name)
	case m == nil:
		return "", nil, ""
	}
	return path.Dir(name), m, ""
}

// Unread is the path of a file that is there and cannot be read; the plan's errors
// say why. It is "" when there is none.
type Unread string

// Or returns why nothing is known of the file: that it cannot be read, or else why.
func (u Unread) Or(why string) string {
	if u != "" {
		return string(u) + " cannot be read"
	}
	return why
}

var nodePrograms = map[string]bool{"node": true, "nodejs": true, "npm": true, "npx": true, "yarn": true, "pnpm": true, "pnpx": true, "pm2-runtime": true, "pm2-docker": true, "pm2": true}

var otherServers = map[string]bool{"nginx": true, "caddy": true, "httpd": true, "apache2": true, "python": true, "python3": true, "java": true, "php-fpm": true}
