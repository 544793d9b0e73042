package rights

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// switchesPNPM: a container runs a pnpm of another version than packageManager names.
// From version 10 on pnpm brings that one itself and keeps it in the home directory of
// its user, unless PNPM_HOME names another place.
func switchesPNPM(p *fixes.Pass, t *fixes.Target) string {
	by, runs := runsPNPM(p, t)
	if _, set := t.Chain.End.Env["PNPM_HOME"]; set || !runs {
		return ""
	}
	wanted := namedPNPM(p, t)
	if wanted == "" || !maySwitch(installedPNPM(t.Chain), wanted) {
		return ""
	}
	return by + "pnpm keeps the version that packageManager names in root's home directory, and another user would download it again at each start"
}

// runsPNPM reports whether a container starts pnpm: as its process, or by a script or
// service, which by names.
func runsPNPM(p *fixes.Pass, t *fixes.Target) (by string, runs bool) {
	if words := t.Program(); len(words) > 0 && path.Base(words[0]) == "pnpm" {
		return "", true
	}
	for _, s := range launch.StartTexts(p, t) {
		commands, _ := project.ScriptCommands(s.Text)
		for _, c := range commands {
			if words := fixes.Unwrap(c.Words); len(words) > 0 && path.Base(words[0]) == "pnpm" {
				return fmt.Sprintf("%s runs pnpm: ", s.Where), true
			}
		}
	}
	return "", false
}

// namedPNPM returns the version that the package.json in the working directory, or that
// of the workspace above it, names for pnpm.
func namedPNPM(p *fixes.Pass, t *fixes.Target) string {
	for dir := t.Chain.End.Workdir; ; dir = path.Dir(dir) {
		if at, ok := p.Origin(t.Stage, path.Join(dir, "package.json"), nil); ok {
			if m, err := p.Repo.Manifest(path.Dir(at)); err == nil && m != nil && m.PackageManager != "" {
				version, is := strings.CutPrefix(m.PackageManager, "pnpm@")
				version, _, _ = strings.Cut(version, "+")
				if !is {
					return ""
				}
				return version
			}
		}
		if dir == "/" || dir == "." {
			return ""
		}
	}
}

var exactPNPM = pattern.New(`^pnpm@[\^~v]?(\d+(?:\.\d+)*)$`)

// installedPNPM returns the version of pnpm that a step installs for the whole image, ""
// where none says which.
func installedPNPM(c *fixes.Chain) (version string) {
	for _, command := range launch.CommandsOf(c) {
		if !installsGlobally(command) {
			continue
		}
		for _, w := range command.Words {
			if m := exactPNPM.FindStringSubmatch(w.Text); m != nil {
				version = m[1]
			} else if strings.HasPrefix(w.Text, "pnpm") {
				version = ""
			}
		}
	}
	return version
}

// installsGlobally reports whether a command is npm's and for the whole image.
func installsGlobally(c *dockerfile.Command) bool {
	words := deploy.WordsOf(c)
	for _, w := range words {
		if w == "-g" || w == "--global" || w == "--location=global" {
			return c.Name() == "npm"
		}
	}
	return false
}

// maySwitch reports whether a pnpm may bring the wanted version: another one than its
// own, from 10 on. What is not known may be.
func maySwitch(installed, wanted string) bool {
	major, _, _ := strings.Cut(installed, ".")
	return installed != wanted && (installed == "" || len(major) > 1)
}

// withoutPNPM returns a list of folders without that of pnpm, where the process is node or a
// program of node_modules and nothing at the start runs pnpm: what it installed is there by then.
func withoutPNPM(p *fixes.Pass, t *fixes.Target, folders string) string {
	home, words := t.Chain.End.Env["PNPM_HOME"].Value, t.Program()
	if _, runs := runsPNPM(p, t); runs || home == "" || len(words) == 0 || words[0] != "node" && !strings.Contains(words[0], "node_modules/.bin/") {
		return folders
	}
	kept := slices.DeleteFunc(strings.Split(folders, ":"), func(dir string) bool { return deploy.InFolder(path.Clean(dir), path.Clean(home)) })
	return strings.Join(kept, ":")
}
