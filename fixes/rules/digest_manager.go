package rules

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/moby/patternmatcher"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/nesting"
)

// digestManager says which other bot keeps the digests of this Dockerfile fresh
// by the repository's own configuration, "" for none.
func digestManager(p *fixes.Pass) string {
	for _, name := range []string{".github/dependabot.yml", ".github/dependabot.yaml"} {
		if data, ok, err := p.Repo.Read(name); err == nil && ok && dependabotManages(data, path.Dir(p.File.Path)) {
			return "Dependabot looks after Docker images here, as " + name + " says, so nodedock leaves the digests to it"
		}
	}
	for _, name := range renovateConfigs {
		data, ok, err := p.Repo.Read(name)
		if err == nil && ok && renovateManages(name, data) {
			return "Renovate looks after Docker images here, as " + name + " says, so nodedock leaves the digests to it"
		}
	}
	return ""
}

// dependabotManages reports whether an update of Docker images covers a folder.
func dependabotManages(data []byte, dir string) bool {
	var config struct {
		Updates []struct {
			Ecosystem   string   `yaml:"package-ecosystem"`
			Directory   string   `yaml:"directory"`
			Directories []string `yaml:"directories"`
			Limit       *int     `yaml:"open-pull-requests-limit"`
		} `yaml:"updates"`
	}
	if decode(data, &config) != nil {
		return false
	}
	for _, u := range config.Updates {
		if u.Ecosystem != "docker" || u.Limit != nil && *u.Limit == 0 {
			continue
		}
		if slices.ContainsFunc(append(u.Directories, u.Directory), func(written string) bool { return updates(written, dir) }) {
			return true
		}
	}
	return false
}

// updates reports whether a folder is the one that is written, which may hold
// "*" and "**".
func updates(written, dir string) bool {
	if written == "" {
		return false
	}
	written = path.Clean("/" + written)[1:]
	if written == "" || dir == "." {
		return written == "" && dir == "." || written == "**"
	}
	if !strings.Contains(written, "*") {
		return written == dir
	}
	m, err := patternmatcher.New([]string{written})
	if err != nil {
		return false
	}
	matched, err := m.MatchesOrParentMatches(dir)
	return err == nil && matched && (strings.Contains(written, "**") || strings.Count(written, "/") == strings.Count(dir, "/"))
}

// maxAnchors bounds the YAML anchors of a file, whose aliases may multiply.
const maxAnchors = 10

// decode reads YAML, which JSON is too. A parser that fails in its own way is
// an error like any other.
func decode(data []byte, to any) (err error) {
	if nesting.TooDeep(string(data)) || bytes.Count(data, []byte("&")) > maxAnchors {
		return errUnreadable
	}
	defer func() {
		if v := recover(); v != nil {
			err = errUnreadable
		}
	}()
	return yaml.UnmarshalWithOptions(data, to, yaml.AllowDuplicateMapKey())
}
