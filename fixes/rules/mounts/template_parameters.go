package mounts

import (
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
)

// withServers returns a text in which the images that the parameters of a template of
// OpenShift put together have their names, where those are of a server: they stay what
// the repository's program may be otherwise, for whoever processes the template may
// give other values
// (https://docs.openshift.com/container-platform/latest/openshift_images/using-templates.html).
func withServers(text string) string {
	if !strings.Contains(text, "parameters:") || !templateKind.MatchString(text) {
		return text
	}
	var pairs []string
	for _, doc := range deploy.ReadDocuments(text) {
		template, _ := doc.(map[string]any)
		for _, parameter := range deploy.MapsIn(template["parameters"]) {
			name, _ := parameter["name"].(string)
			value, _ := parameter["value"].(string)
			if name != "" && value != "" {
				pairs = append(pairs, "${"+name+"}", value)
			}
		}
	}
	given := strings.NewReplacer(pairs...)
	return composedImage.ReplaceAllStringFunc(text, func(line string) string {
		if named := given.Replace(line); !strings.Contains(named, "${") && serverImage.MatchString(named) {
			return named
		}
		return line
	})
}

var (
	templateKind  = pattern.New(`(?m)^kind:\s*["']?Template\b`).Needs("Template")
	composedImage = pattern.New(`\bimage:[ \t]*["']?[^\s"']*\$\{[^\s"']+`).Needs("image:")
	serverImage   = pattern.New(`(?i)[/_-](?:redis|valkey|postgres(?:ql)?|postgis|patroni|mongo(?:db)?|mysql|mariadb|rabbitmq|elasticsearch|opensearch|minio|kafka|nats|mosquitto|clamav)(?::[\w.-]+)?$`)
)
