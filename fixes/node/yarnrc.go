package node

import (
	"fmt"
	"strings"
)

// A Yarnrc is what matters of a .yarnrc.yml.
type Yarnrc struct {
	// NodeLinker is "pnp", "node-modules" or "pnpm"; "" when not set.
	NodeLinker string `yaml:"nodeLinker"`
	// YarnPath is the committed release that runs, "" when not set.
	YarnPath string `yaml:"yarnPath"`
	// GlobalCache is false when the cache lies in the repository; nil when not
	// set.
	GlobalCache *bool `yaml:"enableGlobalCache"`
	// Plugins are the paths of plugins.
	Plugins []any `yaml:"plugins"`
	// Catalog and Catalogs are the ranges that stand behind "catalog:" and "catalog:name".
	Catalog  map[string]any            `yaml:"catalog"`
	Catalogs map[string]map[string]any `yaml:"catalogs"`
	// Extensions is packageExtensions: "name@range" → what such a package asks for as well.
	Extensions map[string]any `yaml:"packageExtensions"`
}

// ParseYarnrc reads a .yarnrc.yml. The error is an *Error.
func ParseYarnrc(name string, data []byte) (*Yarnrc, error) {
	var rc Yarnrc
	if err := unmarshalYAML(name, trimBOM(data), &rc); err != nil {
		return nil, err
	}
	return &rc, nil
}

// FocusPlugin reports whether the workspace-tools plugin is there, which has
// "yarn workspaces focus" for Yarn 2 and 3.
func (rc *Yarnrc) FocusPlugin() bool {
	return rc != nil && strings.Contains(fmt.Sprint(rc.Plugins), "workspace-tools")
}
