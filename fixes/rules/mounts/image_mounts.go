package mounts

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
)

// An imageMount is a mount that a file asks for, before it is known of which image.
type imageMount struct {
	builds.Volume
	// images are words of which one is the image.
	images []string
	how    mountKind
	// grouped reports that the values of the chart may name the group that gets
	// the volume.
	grouped bool
}

// A mountKind tells what asks for a mount.
type mountKind int

const (
	runMount     mountKind = iota // docker run
	serviceMount                  // a service of compose that builds nothing
	hostMounted                   // a folder of the host in a pod
	claimMount                    // a claimed volume in a pod
)

var (
	scriptMounts   = mountsOf(func(text string) []imageMount { return append(runMounts(text), cloudMounts(text)...) })
	guideMounts    = mountsOf(mountsInGuide)
	manifestMounts = mountsOf(func(text string) []imageMount {
		text = withServers(text)
		return append(hostPaths(text), claims(text)...)
	})
	composeMounts = mountsOf(serviceMounts)
)

func mountsOf(from func(text string) []imageMount) *fixes.Derivation[[]imageMount] {
	return &fixes.Derivation[[]imageMount]{From: from}
}

// isOf reports whether the image is the target's, as ours tells for plain names.
func (m imageMount) isOf(p *fixes.Pass, file string, ours func(image, path string) bool) bool {
	return slices.ContainsFunc(m.images, func(image string) bool {
		if m.how == hostMounted || m.how == claimMount {
			return mayRun(p, file, image, m.Target, ours)
		}
		return ours(image, m.Target)
	})
}

// mayRun reports whether the image of a container in a manifest may be the target's, be it one that
// the values of a chart name.
func mayRun(p *fixes.Pass, file, image, target string, ours func(image, path string) bool) bool {
	tell := func(image string) bool { return ours(image, target) }
	if !strings.Contains(image, "{{") {
		return tell(image)
	}
	return deploy.ChartMayRun(p, file, image, tell)
}

// groupNamed reports whether the values that come with the chart of a template name
// the group which gets its volumes.
func groupNamed(p *fixes.Pass, template string) bool {
	values, ok, err := p.Repo.Read(path.Join(path.Dir(path.Dir(template)), "values.yaml"))
	return err != nil || !ok || deploy.SetsGroup.Match(values)
}
