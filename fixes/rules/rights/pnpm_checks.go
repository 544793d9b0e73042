package rights

import (
	"fmt"
	"path"

	"deps.dev/util/semver"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
)

// stopsUnchecked are the versions of pnpm that install before they run a script, where the
// lockfile does not say that node_modules is complete, and stop when that fails. Those
// before them look at nothing, those behind them warn and go on (pnpm's list of changes,
// 11.28.4 and 12.9.0).
var stopsUnchecked = func() *semver.Constraint {
	c, err := semver.NPM.ParseConstraint(">=11.0.0 <11.28.4 || >=12.0.0 <12.9.0")
	if err != nil {
		panic(err) // of the line above
	}
	return c
}()

// checksInstall: a container starts a script by such a pnpm, and no lockfile is in the
// image, so that each start installs: another user may not write there.
func checksInstall(p *fixes.Pass, t *fixes.Target) string {
	by, runs := runsPNPM(p, t)
	if !runs {
		return ""
	}
	written := namedPNPM(p, t)
	if written == "" {
		written = installedPNPM(t.Chain)
	}
	version, err := semver.NPM.Parse(written)
	if err != nil || !stopsUnchecked.MatchVersion(version) || checksOff(t) || installsHere(p, t) {
		return ""
	}
	for dir := t.Chain.End.Workdir; ; dir = path.Dir(dir) {
		if _, ok := p.Origin(t.Stage, path.Join(dir, "pnpm-lock.yaml"), nil); ok {
			return ""
		}
		if dir == "/" || dir == "." {
			return fmt.Sprintf("%spnpm %s installs before it runs a script when no lockfile is there, and another user may not write into node_modules. Copy pnpm-lock.yaml too", by, written)
		}
	}
}

// checksOff reports whether a variable of the image turns the look at node_modules off.
func checksOff(t *fixes.Target) bool {
	for _, name := range []string{"PNPM_CONFIG_VERIFY_DEPS_BEFORE_RUN", "pnpm_config_verify_deps_before_run"} {
		if v, ok := t.Chain.End.Env[name]; ok && (v.Value == "false" || v.Value == "warn") {
			return true
		}
	}
	return false
}

// installsHere reports whether a step of the image installs with pnpm, which leaves a
// lockfile beside what it installs.
func installsHere(p *fixes.Pass, t *fixes.Target) bool {
	for _, m := range t.Chain.Steps {
		for _, i := range deploy.InstallsAt(p, m) {
			if i.Project() {
				return true
			}
		}
	}
	return false
}
