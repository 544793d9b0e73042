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

// flyPort finds the ports on which Fly has programs listen.
var flyPort = pattern.New(`(?m)^\s*internal_port\s*=\s*["']?(\d+)`).Needs("internal_port")

// A portPlatform runs containers where only root listens below 1024, as no sysctl is set there.
type portPlatform struct {
	files *fixes.Selection
	port  *pattern.Pattern
	says  string
}

// portPlatforms: Azure Container Apps
// (https://azureossd.github.io/2024/06/10/Container-Apps-Binding-to-ports-under-1024/) and Amazon
// ECS (https://github.com/aws/containers-roadmap/issues/1721).
var portPlatforms = []portPlatform{
	onPlatform(pattern.New(`(?:--target-port[=\s]+|\b(?:ingressT|t)argetPort["']?\s*:\s*)["']?(\d+)`).Needs("--target-port", "argetPort"), "containerapp",
		"Azure Container Apps lets only root listen below 1024"),
	onPlatform(pattern.New(`\b[cC]ontainer_?[pP]ort["']?\s*[:=]\s*["']?(\d+)`).Needs("ontainer"), "container_?definitions|fargate|::ecs::|taskdefinition",
		"ECS lets only root listen below 1024 in most of its tasks"),
}

// onPlatform is the platform that files speak of which match a text and name a port.
func onPlatform(port *pattern.Pattern, text, says string) portPlatform {
	speaks := pattern.New("(?i)" + text)
	return portPlatform{&fixes.Selection{
		Named: func(name string) bool {
			return fixes.IsDeploy(name) || fixes.IsDeployCode(name) || deploy.RunsContainersName(name) || fixes.MayGuide(name)
		},
		Holds: port, Fits: speaks.MatchString,
	}, port, says}
}

// ListensLowOnPlatform holds back: the program listens on a port below 1024 where the platform
// gives those to root only, as on the machines of Fly, which have a kernel of their own
// (https://github.com/suborbital/e2core/issues/90).
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
	for _, platform := range portPlatforms {
		names, err := p.Repo.Select(platform.files)
		if err != nil {
			return ""
		}
		for _, name := range names {
			found, err := p.Repo.FindAll(name, platform.port)
			if err == nil && slices.ContainsFunc(found, func(m []string) bool { return m[1] == port }) {
				return fmt.Sprintf("%s has it listen on port %s, and %s. Move it to a higher port first", name, port, platform.says)
			}
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
