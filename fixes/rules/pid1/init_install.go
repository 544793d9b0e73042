package pid1

import (
	"fmt"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/text"
)

// InitInstall returns the words that start an init, and the edit that installs
// it; nil when the image has one already. at is the instruction that will start
// it: every stage that inherits it must have the init too.
func InitInstall(p *fixes.Pass, t *fixes.Target, at *dockerfile.Instruction) (words []string, install *text.Edit, withheld string) {
	if have, withheld := copiedInit(p, p.Chain(at.Stage)); have != nil || withheld != "" {
		return have, nil, withheld
	}
	if have := installedInit(p.Chain(at.Stage)); have != nil {
		return have, nil, ""
	}
	for _, l := range t.Chain.Lowers() {
		if have, withheld := copiedInit(l.Pass, l.Chain); have != nil || withheld != "" {
			return have, nil, launch.OtherLines(l.File.Path, withheld)
		}
		if have := installedInit(l.Chain); have != nil {
			return have, nil, ""
		}
	}
	command, withheld := installCommand(t)
	if withheld != "" {
		return nil, nil, withheld
	}
	if withheld = withoutCommunity(t); withheld != "" {
		return nil, nil, withheld
	}
	if withheld = otherSystem(p, t); withheld != "" {
		return nil, nil, withheld
	}
	for _, b := range t.Builds {
		if b.Offline {
			return nil, nil, b.Source.Path + " builds it without network, so that nothing can be installed. Use a base image with an init, or init: true in compose"
		}
	}
	stage, withheld := rootStage(p, at.Stage)
	if withheld != "" {
		return nil, nil, withheld
	}
	edit := p.File.InsertAfter(earlyPlace(p, stage), p.File.Style.Keyword("RUN")+" "+command)
	return []string{"dumb-init"}, &edit, ""
}

// installedInit returns how to start an init that a RUN of the chain installs
// already.
func installedInit(c *fixes.Chain) []string {
	for _, m := range c.Steps {
		if !m.Is("RUN") {
			continue
		}
		for _, script := range m.Scripts(m.Scene.Shell) {
			for _, cmd := range script.Commands {
				args, _ := cmd.Args()
				switch {
				case !launch.AddsSystemPackages(cmd.Name(), args):
				case slices.Contains(args, "dumb-init"):
					return []string{"dumb-init"}
				case slices.Contains(args, "tini"):
					return []string{"tini", "--"}
				}
			}
		}
	}
	return nil
}

// installCommand returns the command that installs dumb-init in the target's
// base image.
func installCommand(t *fixes.Target) (command, withheld string) {
	base := t.Chain.Base
	const outside = "Run the container with --init, or init: true in compose"
	switch {
	case t.Chain.Scratch:
		return "", "scratch has nothing to install packages with. " + outside
	case !t.Chain.Known:
		return "", "the base image is chosen by whoever builds it. " + outside
	case base.Kind == image.Unknown || base.Guess:
		return "", fmt.Sprintf("what %s has to install packages with is not known to nodedock. %s", t.Chain.Ref.Familiar(), outside)
	case base.PackageManager == image.NoPackageManager:
		return "", fmt.Sprintf("%s has no package manager. %s", t.Chain.Ref.Familiar(), outside)
	case base.PackageManager == image.Apk && base.OS == image.Alpine:
		return "apk add --no-cache dumb-init", ""
	case base.PackageManager == image.Apt && launch.Archived(base):
		return "", fmt.Sprintf("the packages of the Debian release behind %s have left the usual servers, so apt-get would fail. Move to a maintained base image first", t.Chain.Ref.Familiar())
	case base.PackageManager == image.Apt && (base.OS == image.Debian || base.OS == image.Ubuntu):
		return "apt-get update && apt-get install -y --no-install-recommends dumb-init && rm -rf /var/lib/apt/lists/*", ""
	}
	return "", fmt.Sprintf("how dumb-init is installed in %s is not known. %s", t.Chain.Ref.Familiar(), outside)
}

// rootStage returns the stage in which the init is installed: the nearest one
// of the chain that begins as root.
func rootStage(p *fixes.Pass, stage *dockerfile.Stage) (*dockerfile.Stage, string) {
	for s := stage; s != nil; s = s.Parent {
		c := p.Chain(s)
		if len(c.Ambiguous) > 0 && !launch.VariantsAgree(p, c, true) {
			return nil, launch.ChosenStage(p, s)
		}
		begin := c.End
		if own := slices.IndexFunc(c.Steps, c.Own); own >= 0 {
			begin = c.Steps[own].Scene
		}
		if user, known := launch.UserBefore(p, c, begin); known && launch.MeansRoot(user) {
			return s, ""
		}
		if s.Parent == nil && c.Base.User != "" {
			return nil, fmt.Sprintf("%s runs as %s, and installing dumb-init needs root", c.Ref.Familiar(), c.Base.User)
		}
	}
	return nil, "whether the stage begins as root is not known"
}
