package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/nesting"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// A podSpec is what a manifest of Kubernetes says of volumes and who may write
// them.
type podSpec struct {
	Security struct {
		FSGroup *int `yaml:"fsGroup"`
	} `yaml:"securityContext"`
	Containers []struct {
		Image  string `yaml:"image"`
		Mounts []struct {
			Name string `yaml:"name"`
			Path string `yaml:"mountPath"`
			Read bool   `yaml:"readOnly"`
		} `yaml:"volumeMounts"`
	} `yaml:"containers"`
	Volumes []struct {
		Name  string         `yaml:"name"`
		Claim map[string]any `yaml:"persistentVolumeClaim"`
	} `yaml:"volumes"`
}

// A workload is a manifest of Kubernetes that makes pods.
type workload struct {
	Spec struct {
		Template struct {
			Spec podSpec `yaml:"spec"`
		} `yaml:"template"`
		Claims []struct {
			Metadata struct {
				Name string `yaml:"name"`
			} `yaml:"metadata"`
		} `yaml:"volumeClaimTemplates"`
	} `yaml:"spec"`
}

var documentLine = pattern.New(`(?m)^---.*$`)

// claims returns the claimed volumes that a manifest mounts for writing into a
// container of the target. Kubernetes gives them to root unless the pod has an
// fsGroup (https://kubernetes.io/docs/tasks/configure-pod-container/security-context/).
func claims(p *fixes.Pass, name, text string, ours func(image, path string) bool) (out []builds.Volume) {
	if !strings.Contains(text, "mountPath:") || !claimsVolume(text) {
		return nil
	}
	for _, doc := range documentLine.Regexp().Split(text, -1) {
		var w workload
		var single struct {
			Spec podSpec `yaml:"spec"`
		}
		if nesting.TooDeep(doc) || yaml.Unmarshal([]byte(doc), &w) != nil || yaml.Unmarshal([]byte(doc), &single) != nil {
			out = append(out, templateClaims(p, name, doc, ours)...)
			continue
		}
		pod := w.Spec.Template.Spec
		if len(pod.Containers) == 0 {
			pod = single.Spec
		}
		var claimed []string
		for _, v := range pod.Volumes {
			if v.Claim != nil {
				claimed = append(claimed, v.Name)
			}
		}
		for _, c := range w.Spec.Claims {
			claimed = append(claimed, c.Metadata.Name)
		}
		out = append(out, pod.mounts(claimed, ours)...)
	}
	return out
}

func claimsVolume(text string) bool {
	return strings.Contains(text, "persistentVolumeClaim:") || strings.Contains(text, "volumeClaimTemplates:")
}

// mounts returns where the named volumes are mounted for writing.
func (s podSpec) mounts(volumes []string, ours func(image, path string) bool) (out []builds.Volume) {
	if s.Security.FSGroup != nil {
		return nil
	}
	for _, c := range s.Containers {
		for _, m := range c.Mounts {
			if !m.Read && m.Path != "" && slices.Contains(volumes, m.Name) && ours(c.Image, m.Path) {
				out = append(out, builds.Volume{Target: m.Path})
			}
		}
	}
	return out
}

// templateClaims is claims for the template of a chart: where its values name the
// group, those that come with the chart count.
func templateClaims(p *fixes.Pass, name, doc string, ours func(image, path string) bool) []builds.Volume {
	target := volumeTarget.FindStringSubmatch(doc)
	if target == nil || !strings.Contains(doc, "{{") || !claimsVolume(doc) || setsGroup.MatchString(doc) {
		return nil
	}
	if !slices.ContainsFunc(templateImage.FindAllStringSubmatch(doc, -1), func(m []string) bool { return mayRun(m[1], target[1], ours) }) {
		return nil
	}
	if strings.Contains(doc, "odSecurityContext") {
		values, ok, err := p.Repo.Read(path.Join(path.Dir(path.Dir(name)), "values.yaml"))
		if err != nil || !ok || setsGroup.Match(values) {
			return nil
		}
	}
	return []builds.Volume{{Target: target[1]}}
}

// mayRun reports whether the image of a container in a template may be the
// target's: one that the values name may be, unless they name it after a server.
func mayRun(image, path string, ours func(image, path string) bool) bool {
	image = strings.Trim(strings.TrimSpace(image), `"'`)
	name, _, _ := strings.Cut(image[strings.LastIndex(image, "/")+1:], ":")
	if !strings.Contains(name, "{{") && !strings.Contains(name, "}}") {
		return ours(name, path)
	}
	return !serverValues.MatchString(image)
}

var (
	templateImage = pattern.New(`(?m)^\s*-?\s*image:\s*([^\n#]+)`).Needs("image:")
	serverValues  = pattern.New(`(?i)\.(redis|valkey|postgres\w*|mongo\w*|mysql|mariadb|rabbitmq|elastic\w*|opensearch|minio|kafka|nats|mosquitto)\b`).Needs(".")
)

// setsGroup finds an fsGroup that is not commented out.
var setsGroup = pattern.New(`(?m)^[^#\n]*\bfsGroup\b`).Needs("fsGroup")
