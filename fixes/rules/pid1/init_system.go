package pid1

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/rules/launch"
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
	return slices.ContainsFunc(launch.CommandsOf(t.Chain), func(c *dockerfile.Command) bool {
		args, _ := c.Args()
		return launch.AddsSystemPackages(c.Name(), args)
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
	return base.Kind == t.Chain.Base.Kind && !base.Guess && base.OS == t.Chain.Base.OS && base.PackageManager == t.Chain.Base.PackageManager && launch.Archived(base) == launch.Archived(t.Chain.Base)
}
