package installs

import (
	"fmt"
	"maps"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/devneeds"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// thawing are the variables that tell a package manager to write its lockfile, or to
// do without one, and the values that say so.
var thawing = map[string]string{
	"yarn_checksum_behavior":         "update",
	"yarn_enable_immutable_installs": "false",
	"npm_config_frozen_lockfile":     "false",
	"pnpm_config_frozen_lockfile":    "false",
	"npm_config_package_lock":        "false",
}

var checksumUpdate = pattern.New(`(?m)^(checksumBehavior:\s*["']?update|enableImmutableInstalls:\s*["']?false)`).Needs("checksumBehavior", "enableImmutableInstalls")

// lockSettings are the files whose settings a lockfile is made with: a frozen install
// without them finds that it does not fit.
var lockSettings = []struct {
	yarn bool
	file string
	what *pattern.Pattern
}{
	{true, ".yarnrc.yml", pattern.New(`(?m)^["']?(packageExtensions)["']?:`).Needs("packageExtensions")},
	{false, "pnpm-workspace.yaml", pattern.New(`(?m)^["']?(overrides|patchedDependencies|packageExtensions)["']?:`).Needs("overrides", "patchedDependencies", "packageExtensions")},
	{false, pnpmHooks, packageHooks},
}

// pnpmHooks is the file whose hooks may change what packages ask for, and packageHooks finds one.
const pnpmHooks = ".pnpmfile.cjs"

var packageHooks = pattern.New(`\b(readPackage|afterAllResolved)\b`).Needs("readPackage", "afterAllResolved")

// LockSettingsMissing holds back: settings that the lockfile was made with are not in the image
// when it installs.
func LockSettingsMissing(p *fixes.Pass, i *fixes.Install, _ *node.Lockfile) string {
	for _, s := range lockSettings {
		if s.yarn != i.Manager.Yarn() || !s.yarn && i.Manager != node.PNPM {
			continue
		}
		name := path.Join(i.Dir, s.file)
		if _, copied := p.Origin(i.Stage, path.Join(i.Workdir, s.file), i.At); copied || Mounted(i, s.file) || !p.Repo.Exists(name) {
			continue
		}
		if found, err := p.Repo.FindAll(name, s.what); err == nil && len(found) > 0 {
			return fmt.Sprintf("%s has %s, with which the lockfile was made, and is not copied before this. Copy it too", name, found[0][1])
		}
	}
	return ""
}

// MadeOtherwise holds back: pnpm compares the settings with those that the lockfile was made with.
func MadeOtherwise(p *fixes.Pass, i *fixes.Install, lock *node.Lockfile) string {
	if i.Manager != node.PNPM {
		return ""
	}
	dir := path.Dir(lock.Path)
	m, err := p.Repo.Manifest(dir)
	if err != nil || m == nil {
		return ""
	}
	own := m.PNPM
	if len(m.Resolutions) > 0 { // pnpm takes them for overrides
		overrides := map[string]any{}
		for name, r := range m.Resolutions {
			overrides[name] = r
		}
		maps.Copy(overrides, own.Overrides)
		own.Overrides = overrides
	}
	own.Overrides = namedRanges(own.Overrides, m)
	data, ok, err := p.Repo.Read(path.Join(dir, "pnpm-workspace.yaml"))
	if err != nil {
		return ""
	}
	workspace := node.PNPMSettings{}
	if ok {
		workspace = node.ParsePNPMWorkspace(path.Join(dir, "pnpm-workspace.yaml"), data)
		workspace.Overrides = namedRanges(workspace.Overrides, m)
	}
	// pnpm 10 reads the file too, in place of the field where both say something; what
	// earlier ones read of it is the list of packages. pnpm 11 reads no settings of package.json.
	tries := [][]node.PNPMSettings{{own}}
	major := devneeds.ManagerMajor(p, i, "pnpm")
	switch {
	case major >= 11:
		tries = [][]node.PNPMSettings{{workspace}}
	case workspace.Empty() || major > 0 && major < 10:
	case major == 0:
		tries = append(tries, []node.PNPMSettings{workspace}, []node.PNPMSettings{own, workspace})
	default:
		tries = [][]node.PNPMSettings{{workspace}, {own, workspace}}
	}
	why := ""
	for _, settings := range tries {
		made, reason := lock.MadeWith(major, settings...)
		if made {
			why = ""
			break
		}
		why = reason
	}
	if made, reason := lock.Catalogued(workspace); why == "" && !made && (major == 0 || major >= 10) {
		why = reason
	}
	if why != "" {
		return fmt.Sprintf("it would stop: the settings are not those of %s, %s. Update the lockfile first", path.Base(lock.Path), why)
	}
	if why := patchedOtherwise(p, lock, major, own, workspace); why != "" {
		return why
	}
	if why := recordedOtherwise(p, i, lock, workspace, major); why != "" {
		return why
	}
	if why := hooksOtherwise(p, i, lock, major); why != "" {
		return why
	}
	return peersOtherwise(p, i, lock, workspace.Peers)
}

// namedRanges returns overrides with the ranges of package.json in place of the "$name" that
// stand for them.
func namedRanges(overrides map[string]any, m *node.Manifest) map[string]any {
	out := map[string]any{}
	for key, value := range overrides {
		out[key] = value
		if name, ok := value.(string); ok && strings.HasPrefix(name, "$") && m.All()[name[1:]] != "" {
			out[key] = m.All()[name[1:]]
		}
	}
	return out
}

// turnsLockOff finds the setting of npm by which it does without a lockfile.
var turnsLockOff = pattern.New(`\bnpm\s+(?:config\s+)?set\s+(?:-\S+\s+)*(?:package-lock|shrinkwrap)[ =]false\b`).Needs("npm")

// ThawedBySettings holds back: the environment or the settings ask for an install that may
// change the lockfile, and a frozen one would stop there.
func ThawedBySettings(p *fixes.Pass, i *fixes.Install, _ *node.Lockfile) string {
	set := map[string]string{}
	for name, v := range p.Chain(i.Stage).Before(i.At).Env {
		set[name] = v.Value
	}
	for _, a := range i.Command.Assigns {
		set[a.Name] = a.Value.Text
	}
	for _, name := range project.SortedNames(set) {
		if value := thawing[strings.ToLower(name)]; value != "" && strings.EqualFold(set[name], value) {
			return fmt.Sprintf("%s=%s asks for an install that may change the lockfile. Remove it first", name, set[name])
		}
	}
	for _, m := range p.Chain(i.Stage).Steps {
		if found := turnsLockOff.FindString(m.Spoken()); found != "" && m.Is("RUN") && i.Manager == node.NPM {
			return fmt.Sprintf("%s turns lockfiles off. Remove it first", found)
		}
		if m.Instruction == i.At {
			break
		}
	}
	name := path.Join(i.Dir, ".yarnrc.yml")
	if found, err := p.Repo.FindAll(name, checksumUpdate); i.Manager.Yarn() && err == nil && len(found) > 0 {
		return fmt.Sprintf("%s says %s, which asks for an install that may change the lockfile. Remove it first", name, found[0][1])
	}
	return ""
}
