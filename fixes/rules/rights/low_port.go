package rights

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/mounts"
)

// podPorts are manifests that say on which ports containers listen, and leave to the
// cluster which of them need root
// (https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/).
var podPorts = &fixes.Selection{
	Named: fixes.DeploysPods,
	Holds: pattern.New(`\bcontainerPort["']?:`).Needs("containerPort"),
	Fits: func(text string) bool {
		return strings.Contains(text, "kind") && !strings.Contains(text, "ip_unprivileged_port_start")
	},
}

// ListensLowOnPods holds back: the program listens on a port below 1024 in a cluster, and many
// give those to root only.
func ListensLowOnPods(p *fixes.Pass, t *fixes.Target) string {
	port := mounts.LowPort(t)
	if port == "" || mounts.GivesPorts(t) {
		return ""
	}
	listens := regexp.MustCompile(`\bcontainerPort["']?:\s*["']?` + port + `\b`)
	ours := deploy.LikelyOurs(p, t)
	manifests, err := p.Repo.Select(podPorts)
	if err != nil {
		return ""
	}
	for _, name := range manifests {
		data, ok, err := p.Repo.Read(name)
		if err != nil || !ok {
			continue
		}
		if slices.ContainsFunc(deploy.DocumentLine.Regexp().Split(string(data), -1), func(doc string) bool {
			return listens.MatchString(deploy.FillChart(p, name, doc)) && runsOurs(p, name, doc, ours)
		}) {
			return fmt.Sprintf("%s runs it on Kubernetes with port %s, and many clusters let only root listen below 1024. Move it to a higher port first", name, port)
		}
	}
	return ""
}

// runsOurs reports whether a manifest, or the template of a chart, has an image that
// is made here.
func runsOurs(p *fixes.Pass, name, doc string, ours func(string) bool) bool {
	return slices.ContainsFunc(deploy.ImagesIn(doc), func(image string) bool {
		return ours(image) || strings.Contains(image, "{{") && deploy.ChartMayRun(p, name, image, ours)
	})
}
