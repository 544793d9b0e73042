package devneeds

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// setsNodeOptions are the files that may give the program options of Node.
var setsNodeOptions = &fixes.Selection{Holds: project.NodeOptions, Named: func(name string) bool {
	return fixes.DeploysPods(name) || fixes.IsPlatform(name) || project.EnvironmentFile.MatchString(path.Base(name)) || project.ProcessFile.MatchString(name)
}}

// npmrcOptions finds the options of Node that npm gives the scripts that it runs.
var npmrcOptions = pattern.New(`(?m)^[ \t]*node-options[ \t]*=[ \t]*["']?([^\n"']+)`).Needs("node-options")

// optionsNeedDev looks at what NODE_OPTIONS makes Node load before the program,
// wherever it is set: in the image, for a service, in a manifest of Kubernetes, or
// by an environment file.
func optionsNeedDev(p *fixes.Pass, t *fixes.Target, pr *project.Project) (string, error) {
	if dev := pr.Preloads(t.Chain.End.Env["NODE_OPTIONS"].Value); dev != "" {
		return preloadReason(p.File.Path, dev), nil
	}
	if why := variableNamesDev(p, t, pr); why != "" {
		return why, nil
	}
	if words := t.Program(); len(words) > 0 && deploy.Managers[path.Base(words[0])] { // Node itself does not read it
		found, err := p.Repo.FindAll(path.Join(pr.Dir, ".npmrc"), npmrcOptions)
		if err != nil {
			return "", err
		}
		for _, m := range found {
			if dev := pr.Preloads(m[1]); dev != "" {
				return preloadReason(path.Join(pr.Dir, ".npmrc"), dev), nil
			}
		}
	}
	for _, b := range t.Builds {
		if dev := pr.Preloads(b.Environment["NODE_OPTIONS"]); dev != "" {
			return preloadReason(b.Source.Path, dev), nil
		}
		for _, file := range b.EnvFiles {
			found, err := p.Repo.FindAll(file, project.NodeOptions)
			if err != nil {
				return "", err
			}
			for _, m := range found {
				if dev := pr.Preloads(m[1]); dev != "" {
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
		found, err := p.Repo.FindAll(name, project.NodeOptions)
		if err != nil {
			return "", err
		}
		for _, m := range found {
			if dev := pr.Preloads(m[1]); dev != "" {
				return preloadReason(name, dev), nil
			}
		}
	}
	return "", nil
}

// namesPackage finds a variable that is given the folder of a package, as what the program
// starts by is written.
var namesPackage = pattern.New(`\b(\w+)=["']?[^\s"']*?node_modules/((?:@[\w.-]+/)?[\w.-]+)`).Needs("node_modules/")

// variableNamesDev looks at variables that hold the folder of a package, such as the data of
// full-icu: Node 12 stops when NODE_ICU_DATA names a folder that is not there.
func variableNamesDev(p *fixes.Pass, t *fixes.Target, pr *project.Project) string {
	var lines []string
	for _, name := range project.SortedNames(t.Chain.End.Env) {
		lines = append(lines, name+"="+t.Chain.End.Env[name].Value)
	}
	for _, s := range launch.StartTexts(p, t) {
		lines = append(lines, s.Text)
	}
	for _, line := range lines {
		for _, m := range namesPackage.FindAllStringSubmatch(line, -1) {
			if m[1] != "PATH" && m[1] != "NODE_OPTIONS" && !strings.HasPrefix(m[2], ".") && pr.LeftOut(m[2]) {
				return fmt.Sprintf("%s names the folder of %s, which is only in devDependencies. Move it to dependencies first", m[1], m[2])
			}
		}
	}
	return ""
}

func preloadReason(by, dev string) string {
	return fmt.Sprintf("%s sets NODE_OPTIONS so that Node loads %s, which is only in devDependencies. Move it to dependencies first", by, dev)
}
