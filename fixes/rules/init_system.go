package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
)

// otherSystem returns why the base image may be on another system than its
// default says: an argument is all there is of its name, or a build of this
// repository passes one that is part of it.
func otherSystem(p *fixes.Pass, t *fixes.Target) string {
	written := t.Chain.Root.Base.Text
	if strings.Contains(written, "alpine") || strings.Contains(written, "slim") {
		return ""
	}
	_, args, _ := p.File.Expand(written)
	if len(args) == 1 && (written == "$"+args[0] || written == "${"+args[0]+"}") && !systemPackagesAdded(t) {
		return fmt.Sprintf("whoever builds it may choose any base image by %s, and nothing else here needs the packages of %s. Run the container with --init, or init: true in compose", args[0], t.Chain.Ref.Familiar())
	}
	for _, b := range p.Context().Builds {
		for _, name := range args {
			if value, passed := b.Args[name]; passed && !sameSystem(t, name, value) {
				return fmt.Sprintf("%s passes %s, which chooses the base image, so how packages are installed in it is not certain", b.Source.Path, name)
			}
		}
	}
	return ""
}

// systemPackagesAdded reports whether a step installs packages of the system as the base
// image has them.
func systemPackagesAdded(t *fixes.Target) bool {
	return slices.ContainsFunc(commandsOf(t.Chain), func(c *dockerfile.Command) bool {
		args, _ := c.Args()
		return addsSystemPackages(c.Name(), args)
	})
}

// sameSystem reports whether the base image is on the same system with another
// value of a build argument.
func sameSystem(t *fixes.Target, arg, value string) bool {
	name := strings.NewReplacer("${"+arg+"}", value, "$"+arg, value).Replace(t.Chain.Root.Base.Text)
	ref, err := image.Parse(name)
	if err != nil || value == "" || strings.Contains(name, "$") {
		return false
	}
	base := image.Classify(ref)
	return base.Kind == t.Chain.Base.Kind && !base.Guess && base.OS == t.Chain.Base.OS && base.PackageManager == t.Chain.Base.PackageManager && archived(base) == archived(t.Chain.Base)
}

// archived reports whether the image is on a Debian release whose packages were
// moved to the archive. Official images up to Node 16 that name no release are
// on buster or older (github.com/nodejs/docker-node, versions.json).
func archived(b image.Base) bool {
	switch b.Release {
	case "wheezy", "jessie", "stretch", "buster":
		return true
	case "":
		return b.Kind == image.OfficialNode && b.OS == image.Debian && (b.Major > 0 && b.Major <= 16)
	}
	return false
}
