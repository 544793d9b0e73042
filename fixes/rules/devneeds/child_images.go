package devneeds

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/ignores"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// AsInstalled returns the target with the project that was installed in it as
// what runs.
func AsInstalled(t *fixes.Target, pr *project.Project) *fixes.Target {
	shipped := *t
	shipped.Manifest, shipped.Dir = pr.Manifest, pr.Dir
	return &shipped
}

// childNeedsDev: another Dockerfile runs the program of this image, with whatever is
// installed here.
func childNeedsDev(p *fixes.Pass, t *fixes.Target, pr *project.Project) string {
	judged := map[string]bool{} // by its own program (childProgramNeedsDev)
	for _, c := range p.Children(t.Stage) {
		judged[c.File.Path] = true
	}
	unjudged := func(child *dockerfile.File, s *dockerfile.Stage) bool {
		return deploy.BringsNothing(child, s) && !judged[child.Path]
	}
	if name := deploy.ChildOf(p, t, unjudged); name != "" {
		return fmt.Sprintf("%s is built on this image and starts something with its modules. Give it a stage of its own", name)
	}
	var need *project.DevNeed
	name := deploy.ChildOf(p, t, func(_ *dockerfile.File, s *dockerfile.Stage) bool {
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
func childProgramNeedsDev(p *fixes.Pass, t *fixes.Target, pr *project.Project) (string, error) {
	for _, c := range p.Children(t.Stage) {
		if slices.ContainsFunc(c.Inherited(c.Target.Stage), func(i *fixes.Install) bool { return i.Project() }) {
			continue
		}
		if !launch.StartsOwn(c.Target) {
			continue
		}
		at, there, child := c.Pass, &project.Project{P: c.Pass, Dir: pr.Dir, Manifest: pr.Manifest, Lock: pr.Lock}, c.Target
		if dev := there.Preloads(child.Chain.End.Env["NODE_OPTIONS"].Value); dev != "" {
			return fmt.Sprintf("%s is built on this image: %s", c.File.Path, preloadReason(c.File.Path, dev)), nil
		}
		if !launch.MakesFiles(child.Chain) && child.Chain.Made == p.File.Path {
			at, there, child = p, pr, t.Starting(child)
		}
		child = AsInstalled(child, there)
		why, err := AloneNeedsDev(at, child, there)
		if why = cmp.Or(why, servicesNeedDev(at, child, there)); why != "" || err != nil {
			return fmt.Sprintf("%s is built on this image: %s", c.File.Path, why), err
		}
	}
	return "", nil
}

// firstNeed returns what a stage that is built on the program's image needs of its dev
// dependencies: nothing once it installs something itself.
func firstNeed(s *dockerfile.Stage, pr *project.Project) *project.DevNeed {
	for _, i := range s.Instructions {
		if !i.Is("RUN", "CMD", "ENTRYPOINT") {
			continue
		}
		for _, c := range ignores.CommandsIn(i, s.ShellAt(i)) {
			words := deploy.WordsOf(c)
			if need := pr.RunNeeds(fixes.Unwrap(words)); need != nil {
				return need
			}
			if install, ok := node.ParseInstall(words); ok && install.Project() {
				return nil
			}
		}
	}
	return nil
}

// AloneNeedsDev returns why an image that nothing here builds or starts needs
// dev dependencies for its own program. Of one that people develop in, only the
// commands are looked at.
func AloneNeedsDev(p *fixes.Pass, t *fixes.Target, pr *project.Project) (string, error) {
	if t.Dev != "" || t.Watches != "" {
		for _, words := range launch.StartLines(p, t) {
			if need := pr.RunNeeds(fixes.Unwrap(words)); need != nil {
				return fmt.Sprintf("the image starts %s", need), nil
			}
		}
		return "", nil
	}
	if why := commandsNeedDev(p, t, pr); why != "" {
		return why, nil
	}
	if dev := pr.Preloads(t.Chain.End.Env["NODE_OPTIONS"].Value); dev != "" {
		return preloadReason(p.File.Path, dev), nil
	}
	return filesNeedDev(p, t, pr)
}
