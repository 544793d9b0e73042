package deploy

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// closedMode finds secrets and settings that only their owner and group may read, and these are
// root unless something else is said: of Kubernetes (0400 or 256 in defaultMode) and of compose.
var closedMode = pattern.New(`(?m)\b(?:defaultMode|mode)["']?:\s*["']?(?:0?o?[46][04]0|256|288|384|416)\b`).Needs("ode")

// closedTo are manifests and compose files with such secrets, which give them to nobody
// else.
var closedTo = &fixes.Selection{
	Named: func(name string) bool { return fixes.DeploysPods(name) || strings.Contains(path.Base(name), "compose") },
	Holds: closedMode,
	Fits: func(text string) bool {
		return (strings.Contains(text, "secret") || strings.Contains(text, "onfig")) && !SetsGroup.MatchString(text) && !strings.Contains(text, "uid:")
	},
}

// ClosedSecrets holds back: whoever runs the image gives it secrets that only root may read.
func ClosedSecrets(p *fixes.Pass, t *fixes.Target) string {
	names, err := p.Repo.Select(closedTo)
	if err != nil || len(names) == 0 {
		return ""
	}
	ours := LikelyOurs(p, t)
	for _, name := range names {
		data, _, err := p.Repo.Read(name)
		if err != nil {
			return ""
		}
		if startedBy(t, name) || slices.ContainsFunc(ImagesIn(string(data)), ours) {
			what := "secrets"
			if !strings.Contains(string(data), "secret") {
				what = "settings"
			}
			return fmt.Sprintf("%s gives the container %s that only root may read. Give them to the user of the program first", name, what)
		}
	}
	return ""
}

// startedBy reports whether a file has a service that is built from the target.
func startedBy(t *fixes.Target, name string) bool {
	for _, b := range t.Builds {
		if b.Source.Path == name {
			return true
		}
	}
	return false
}

// SetsGroup finds an fsGroup that is not commented out.
var SetsGroup = pattern.New(`(?m)^[^#\n]*\bfsGroup\b`).Needs("fsGroup")

// DocumentLine parts the documents of a YAML file.
var DocumentLine = pattern.New(`(?m)^---.*$`)

// MapsIn returns the maps of a list.
func MapsIn(list any) (out []map[string]any) {
	items, _ := list.([]any)
	for _, item := range items {
		if m, ok := item.(map[string]any); ok {
			out = append(out, m)
		}
	}
	return out
}

// ImagesIn returns what a manifest names as images, without quotes.
func ImagesIn(text string) (out []string) {
	for _, m := range templateImage.FindAllStringSubmatch(text, -1) {
		out = append(out, strings.Trim(strings.TrimSpace(m[1]), `"'`))
	}
	return out
}

var templateImage = pattern.New(`(?m)^\s*-?\s*image:\s*([^\n#]+)`).Needs("image:")
