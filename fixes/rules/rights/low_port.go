package rights

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
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

var (
	// flyPort finds the ports on which Fly has programs listen.
	flyPort = pattern.New(`(?m)^\s*internal_port\s*=\s*["']?(\d+)`).Needs("internal_port")
	// azurePort finds the port on which Azure Container Apps has a program listen.
	azurePort = pattern.New(`(?:--target-port[=\s]+|\b(?:ingressT|t)argetPort["']?\s*:\s*)["']?(\d+)`).Needs("--target-port", "argetPort")
	azureApps = &fixes.Selection{
		Named: func(name string) bool {
			return fixes.IsDeploy(name) || deploy.RunsContainersName(name) || fixes.MayGuide(name)
		},
		Holds: azurePort,
		Fits:  func(text string) bool { return strings.Contains(strings.ToLower(text), "containerapp") },
	}
)

// ListensLowOnPlatform holds back: the program listens on a port below 1024 where the platform
// gives those to root only, as on the machines of Fly, which have a kernel of their own
// (https://github.com/suborbital/e2core/issues/90), and on Azure Container Apps
// (https://azureossd.github.io/2024/06/10/Container-Apps-Binding-to-ports-under-1024/).
func ListensLowOnPlatform(p *fixes.Pass, t *fixes.Target) string {
	if mounts.GivesPorts(t) {
		return ""
	}
	apps, err := mounts.FlyApps(p)
	if err != nil {
		return ""
	}
	for _, app := range apps {
		for _, m := range flyPort.FindAllStringSubmatch(app.Text, -1) {
			if n, err := strconv.Atoi(m[1]); err == nil && n > 0 && n < 1024 {
				return fmt.Sprintf("%s has it listen on port %s, and the machines of Fly let only root listen below 1024. Move it to a higher port first", app.Name, m[1])
			}
		}
	}
	port := cmp.Or(mounts.LowPort(t), codePort(p, t))
	if port == "" {
		return ""
	}
	names, err := p.Repo.Select(azureApps)
	if err != nil {
		return ""
	}
	for _, name := range names {
		found, err := p.Repo.FindAll(name, azurePort)
		if err == nil && slices.ContainsFunc(found, func(m []string) bool { return m[1] == port }) {
			return fmt.Sprintf("%s has it listen on port %s, and Azure Container Apps lets only root listen below 1024. Move it to a higher port first", name, port)
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
