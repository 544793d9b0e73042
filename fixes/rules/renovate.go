package rules

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/source"
)

var errUnreadable = errors.New("not readable")

// renovateConfigs are the files in which Renovate is configured.
var renovateConfigs = []string{
	"renovate.json", "renovate.json5", ".github/renovate.json", ".github/renovate.json5",
	".renovaterc", ".renovaterc.json", ".renovaterc.json5", "package.json",
}

// renovate is the part of a configuration of Renovate that says whether it
// updates the digests of images in Dockerfiles.
type renovate struct {
	Enabled  *bool     `json:"enabled" yaml:"enabled"`
	Managers []string  `json:"enabledManagers" yaml:"enabledManagers"`
	Docker   *switched `json:"docker" yaml:"docker"`
	File     *switched `json:"dockerfile" yaml:"dockerfile"`
	Digest   *switched `json:"digest" yaml:"digest"`
	Extends  []string  `json:"extends" yaml:"extends"`
}

type switched struct {
	Enabled *bool `json:"enabled" yaml:"enabled"`
}

func (s *switched) off() bool { return s != nil && off(s.Enabled) }

func off(b *bool) bool { return b != nil && !*b }

// renovateManages reports whether Renovate updates pinned digests of Dockerfiles
// under a configuration. It does by default, whatever preset is extended, and
// stops where Docker, its Dockerfile manager or digest updates are turned off.
// A file that only Renovate can read counts as one that says nothing of these.
func renovateManages(name string, data []byte) bool {
	var config renovate
	if name == "package.json" {
		var manifest struct {
			Renovate json.RawMessage `json:"renovate"`
		}
		if json.Unmarshal(data, &manifest) != nil || len(manifest.Renovate) == 0 || manifest.Renovate[0] != '{' {
			return false
		}
		data = manifest.Renovate
	}
	if source.UnmarshalJSONC(data, &config) != nil {
		config = renovate{}
		_ = decode(data, &config) // JSON5 is near to YAML
	}
	switch {
	case off(config.Enabled), config.Docker.off(), config.File.off(), config.Digest.off():
		return false
	case len(config.Managers) > 0 && !slices.Contains(config.Managers, "dockerfile"):
		return false
	}
	return !slices.ContainsFunc(config.Extends, func(preset string) bool {
		return preset == "docker:disable" || strings.HasPrefix(preset, ":disableDigestUpdates")
	})
}
