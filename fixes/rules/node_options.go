package rules

import (
	"fmt"
	"path"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// optionsNeedDev looks at what NODE_OPTIONS makes Node load before the program,
// wherever it is set: in the image, for a service, in a manifest of Kubernetes, or
// by an environment file.
func optionsNeedDev(p *fixes.Pass, t *fixes.Target, pr *project) (string, error) {
	if dev := pr.preloads(t.Chain.End.Env["NODE_OPTIONS"].Value); dev != "" {
		return preloadReason(p.File.Path, dev), nil
	}
	for _, b := range t.Builds {
		if dev := pr.preloads(b.Environment["NODE_OPTIONS"]); dev != "" {
			return preloadReason(b.Source.Path, dev), nil
		}
		for _, file := range b.EnvFiles {
			found, err := p.Repo.FindAll(file, nodeOptions)
			if err != nil {
				return "", err
			}
			for _, m := range found {
				if dev := pr.preloads(m[1]); dev != "" {
					return preloadReason(file, dev), nil
				}
			}
		}
	}
	files, err := p.Repo.Select(setsNodeOptions)
	if err != nil {
		return "", err
	}
	for _, name := range files {
		found, err := p.Repo.FindAll(name, nodeOptions)
		if err != nil {
			return "", err
		}
		for _, m := range found {
			if dev := pr.preloads(m[1]); dev != "" {
				return preloadReason(name, dev), nil
			}
		}
	}
	return "", nil
}

func preloadReason(by, dev string) string {
	return fmt.Sprintf("%s sets NODE_OPTIONS so that Node loads %s, which is only in devDependencies. Move it to dependencies first", by, dev)
}

var (
	nodeOptions     = pattern.New(`\bNODE_OPTIONS["']?\s*(?:[:=]|,?\s*["']?value["']?\s*:)\s*["']?([^"'\n]+)`).Needs("NODE_OPTIONS")
	setsNodeOptions = &fixes.Selection{Holds: nodeOptions, Named: func(name string) bool {
		return fixes.DeploysPods(name) || fixes.IsPlatform(name) || environmentFile.MatchString(path.Base(name)) || processFile.MatchString(name)
	}}
	preloadFlag = pattern.New(`(?:^|\s)(?:-r|--require|--import|--loader|--experimental-loader)[\s=]+["']?([^\s"']+)`).Needs("-r", "--import", "loader")
)

// preloads returns the dev dependency that options of Node make it load.
func (pr *project) preloads(options string) string {
	for _, m := range preloadFlag.FindAllStringSubmatch(options, -1) {
		module := m[1]
		if inside := moduleFolder(module, nil); inside != "" {
			module = inside
		}
		if pkg := packageName(module); pr.leftOut(pkg) {
			return pkg
		}
	}
	return ""
}
