package devneeds

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/source"
)

// A packageSetting is how a configuration says which packages a build takes into the server.
type packageSetting struct {
	config string
	// inside are the keys of what is taken in, outside those of what never is.
	inside, outside []string
	// leaves are the packages that stay outside when everything is taken in.
	leaves map[string]bool
}

var packageSettings = []packageSetting{
	{"next.config", []string{"bundlePagesRouterDependencies", "bundlePagesExternals", "transpilePackages"}, []string{"serverExternalPackages", "serverComponentsExternalPackages"}, nextOutside},
	{"vite.config", []string{"noExternal"}, []string{"external"}, nil},
	{"remix.config", []string{"serverDependenciesToBundle"}, nil, nil},
}

// takenIn returns which packages the configuration of the build takes in, as far as it certainly does: not
// in a comment, under a condition that is none of the build, or in the settings of something else.
func takenIn(p *fixes.Pass, pr *project.Project) (func(pkg string) bool, error) {
	var inside, outside []string
	var leaves map[string]bool
	all := false
	for _, name := range p.Sources(pr.Dir) {
		at := slices.IndexFunc(packageSettings, func(s packageSetting) bool { return strings.HasPrefix(path.Base(name), s.config+".") })
		if at < 0 || path.Dir(name) != pr.Dir {
			continue
		}
		data, ok, err := p.Repo.Read(name)
		if err != nil {
			return nil, err
		}
		if !ok || !project.NamesInside.Match(data) {
			continue
		}
		setting, code := packageSettings[at], source.Take(data)
		for v := range code.Placed(setting.inside...) {
			switch {
			case !project.ForServer(v, setting.config == "vite.config"):
			case project.TakesAll(v.Value):
				all, leaves = true, setting.leaves
			default:
				inside = append(inside, v.Value)
			}
		}
		for v := range code.Placed(setting.outside...) {
			outside = append(outside, v.Value)
		}
	}
	return func(pkg string) bool {
		names := func(value string) bool { return project.NamesPackage(value, pkg) }
		return (all && !leaves[pkg] || slices.ContainsFunc(inside, names)) && !slices.ContainsFunc(outside, names)
	}, nil
}
