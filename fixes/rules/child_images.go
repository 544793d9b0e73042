package rules

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
)

var fromImage = pattern.New(`(?mi)^\x{FEFF}?[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*([^\s@]+)`)

// onOtherImages are the Dockerfiles with a base that is no image of Node itself.
var onOtherImages = &fixes.Selection{Named: fixes.IsDockerfile, Fits: func(text string) bool {
	return slices.ContainsFunc(fromImage.FindAllStringSubmatch(text, -1), func(m []string) bool {
		ref, err := image.Parse(m[1])
		return strings.Contains(m[1], "$") || err == nil && !image.Classify(ref).Node
	})
}}

// childImages: another Dockerfile of the repository is built on this image, and its
// steps run as the user that this one leaves.
func childImages(p *fixes.Pass, t *fixes.Target) string {
	name := childOf(p, t, func(_ *dockerfile.File, s *dockerfile.Stage) bool { return runsAsGiven(s) })
	if name == "" {
		return ""
	}
	return fmt.Sprintf("%s is built on this image, and its RUN steps need the user that this one leaves", name)
}

// childNeedsDev: another Dockerfile runs the program of this image, with whatever is
// installed here.
func childNeedsDev(p *fixes.Pass, t *fixes.Target, pr *project) string {
	judged := map[string]bool{} // by its own program (childProgramNeedsDev)
	for _, c := range p.Children(t.Stage) {
		judged[c.File.Path] = true
	}
	unjudged := func(child *dockerfile.File, s *dockerfile.Stage) bool {
		return bringsNothing(child, s) && !judged[child.Path]
	}
	if name := childOf(p, t, unjudged); name != "" {
		return fmt.Sprintf("%s is built on this image and starts something with its modules. Give it a stage of its own", name)
	}
	var need *devNeed
	name := childOf(p, t, func(_ *dockerfile.File, s *dockerfile.Stage) bool {
		need = firstNeed(s, pr)
		return need != nil
	})
	if name == "" {
		return ""
	}
	return fmt.Sprintf("%s is built on this image and runs %s. Give it a stage of its own", name, need)
}

// childProgramNeedsDev: the program of another Dockerfile's image has the modules of
// this one, and nothing that it installs itself.
func childProgramNeedsDev(p *fixes.Pass, t *fixes.Target, pr *project) (string, error) {
	for _, c := range p.Children(t.Stage) {
		if slices.ContainsFunc(c.Inherited(c.Target.Stage), func(i *fixes.Install) bool { return i.Project() }) {
			continue
		}
		if !startsOwn(c.Target) {
			continue
		}
		at, there, child := c.Pass, &project{c.Pass, pr.dir, pr.manifest, pr.lock}, c.Target
		if dev := there.preloads(child.Chain.End.Env["NODE_OPTIONS"].Value); dev != "" {
			return fmt.Sprintf("%s is built on this image: %s", c.File.Path, preloadReason(c.File.Path, dev)), nil
		}
		if !makesFiles(child.Chain) && child.Chain.Made == p.File.Path {
			at, there, child = p, pr, t.Starting(child)
		}
		child = asInstalled(child, there)
		why, err := aloneNeedsDev(at, child, there)
		if why = cmp.Or(why, servicesNeedDev(at, child, there)); why != "" || err != nil {
			return fmt.Sprintf("%s is built on this image: %s", c.File.Path, why), err
		}
	}
	return "", nil
}

// firstNeed returns what a stage that is built on the program's image needs of its dev
// dependencies: nothing once it installs something itself.
func firstNeed(s *dockerfile.Stage, pr *project) *devNeed {
	for _, i := range s.Instructions {
		if !i.Is("RUN", "CMD", "ENTRYPOINT") {
			continue
		}
		for _, c := range commandsIn(i, s.ShellAt(i)) {
			words := wordsOf(c)
			if need := pr.runNeeds(fixes.Unwrap(words)); need != nil {
				return need
			}
			if install, ok := node.ParseInstall(words); ok && install.Project() {
				return nil
			}
		}
	}
	return nil
}

// childInstalls: another Dockerfile is built on this image and would inherit the
// variable, with which its install leaves out what it says nothing of.
func childInstalls(p *fixes.Pass, t *fixes.Target) string {
	name := childOf(p, t, func(_ *dockerfile.File, s *dockerfile.Stage) bool {
		return slices.ContainsFunc(s.Instructions, func(i *dockerfile.Instruction) bool {
			return i.Is("RUN") && slices.ContainsFunc(commandsIn(i, s.ShellAt(i)), func(c *dockerfile.Command) bool {
				install, ok := node.ParseInstall(wordsOf(c))
				return ok && install.Project() && !install.OmitDev && !install.IncludeDev
			})
		})
	})
	if name == "" {
		return ""
	}
	return fmt.Sprintf("%s is built on this image, and NODE_ENV=production would let its install leave dev dependencies out. Set it there to what it needs first", name)
}

// childOf returns the Dockerfile with a stage that is built on the target's image,
// and of which something holds; it is nil for a stage in the text of another file.
func childOf(p *fixes.Pass, t *fixes.Target, holds func(*dockerfile.File, *dockerfile.Stage) bool) string {
	if name := childInText(p, t, func(s *dockerfile.Stage) bool { return holds(nil, s) }); name != "" || onlyDockerfile(p) {
		return name
	}
	names := imageNames(p, t)
	dockerfiles, err := p.Repo.Select(onOtherImages)
	if err != nil {
		return ""
	}
	for _, name := range dockerfiles {
		if name == p.File.Path {
			continue
		}
		found, err := p.Repo.FindAll(name, fromImage)
		if err != nil || !slices.ContainsFunc(found, func(m []string) bool {
			return isImage(m[1], names) || strings.ContainsAny(m[1], "/$") || standsFor(p, t, name, m[1])
		}) {
			continue
		}
		child, err := p.Repo.Dockerfile(name)
		if err != nil || child == nil {
			continue
		}
		beside := path.Dir(name) == path.Dir(p.File.Path)
		if slices.ContainsFunc(child.Stages, func(s *dockerfile.Stage) bool {
			base, _, _ := child.Expand(rootBase(s).Text)
			return (isImage(base, names) || standsFor(p, t, name, base) || givenAs(p, t, name, rootBase(s).Text) || beside && bringsNothing(child, s)) && holds(child, s)
		}) {
			return name
		}
	}
	return ""
}

// rootBase returns what the FROM names that a stage comes from in the end.
func rootBase(s *dockerfile.Stage) dockerfile.Word {
	for s.Parent != nil {
		s = s.Parent
	}
	return s.Base
}

// standsFor reports whether the builds of another Dockerfile pass the target's image
// under a name of their own: a bake target or a compose service as a context.
func standsFor(p *fixes.Pass, t *fixes.Target, dockerfile, name string) bool {
	evidence, err := p.Repo.Builds()
	return err == nil && slices.ContainsFunc(evidence.Builds, func(b builds.Build) bool {
		if of := b.StandingImage(name); of != "" {
			return b.Dockerfile == dockerfile && isImage(of, imageNames(p, t))
		}
		of := b.Standing[name]
		return of != "" && b.Dockerfile == dockerfile && slices.ContainsFunc(t.Builds, func(own builds.Build) bool { return own.Service == of })
	})
}

// givenAs reports whether the builds of another Dockerfile give the target's image as
// the value of an argument: a command by its flag, or Skaffold, which builds it before.
func givenAs(p *fixes.Pass, t *fixes.Target, dockerfile, base string) bool {
	m := wholeVariable.FindStringSubmatch(base)
	if m == nil {
		return false
	}
	evidence, err := p.Repo.Builds()
	if err != nil {
		return false
	}
	names := imageNames(p, t)
	return slices.ContainsFunc(evidence.Builds, func(b builds.Build) bool {
		return b.Dockerfile == dockerfile && isImage(b.Args[m[1]], names)
	}) || skaffoldGives(p, dockerfile, m[1])
}

var wholeVariable = pattern.New(`^\$\{?(\w+)`).Needs("$")

// bringsNothing reports whether a Dockerfile of one stage, or of stages that are built
// on each other, starts a program that only its base can have brought: somebody's own
// image, made beside it.
func bringsNothing(child *dockerfile.File, s *dockerfile.Stage) bool {
	if child == nil { // a text, which need not be whole
		return false
	}
	ref, err := image.Parse(rootBase(s).Text)
	if err != nil || strings.HasPrefix(ref.Name(), "docker.io/library/") || image.Classify(ref).Node {
		return false
	}
	starts, stages := false, 0
	for ; s != nil; s = s.Parent {
		stages++
		for _, i := range s.Instructions {
			if i.Is("COPY", "ADD") {
				return false
			}
			starts = starts || i.Is("CMD", "ENTRYPOINT") && slices.ContainsFunc(strings.Fields(i.Spoken()), func(w string) bool { return managers[w] || w == "node" })
		}
	}
	return starts && stages == len(child.Stages)
}

// runsAsGiven reports whether a stage runs a step as the user of its base image.
func runsAsGiven(s *dockerfile.Stage) bool {
	for _, i := range s.Instructions {
		switch {
		case i.Is("USER"):
			return false
		case i.Is("RUN"):
			return true
		}
	}
	return false
}
