package pid1

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// systemInits are the init of a whole system, which the image starts as such.
var systemInits = project.WordSet(`/sbin/init /usr/sbin/init /lib/systemd/systemd /usr/lib/systemd/systemd /sbin/openrc-init`)

// initMention finds an init process, or a process manager that does its work,
// in the text of a shell command.
var initMention = pattern.New(`(^|[\s/"'=])(dumb-init|tini|tini-static|catatonit|s6-svscan|s6-overlay|my_init|supervisord|runsvdir|pm2-runtime|pm2-docker)($|[\s"';&])`).Needs("init", "tini", "catatonit", "s6-", "supervisord", "runsvdir", "pm2-")

// InitOf returns what reaps children and passes signals on in the target's
// containers, "" when nothing is known to.
func InitOf(p *fixes.Pass, t *fixes.Target) string {
	for _, c := range []fixes.Command{t.Process.Entrypoint, t.Process.Cmd} {
		if c.Shell {
			if m := initMention.FindStringSubmatch(strings.Join(c.Words, " ")); m != nil {
				return m[2]
			}
			continue
		}
		for _, w := range c.Words {
			if project.IsInitWord(w) || systemInits[w] || project.IsPM2Runtime(w) {
				return path.Base(w)
			}
			if m := initMention.FindStringSubmatch(w); m != nil && strings.ContainsAny(w, " \t") {
				return m[2]
			}
		}
	}
	if init := initOfLower(t); init != "" {
		return init
	}
	for _, s := range launch.AllScripts(p, t) {
		for line := range strings.Lines(s.Code()) {
			if m := initMention.FindStringSubmatch(line); m != nil && !inBackground.MatchString(line) {
				return m[2]
			}
		}
	}
	return packageScriptInit(t)
}

// inBackground finds a line of a script that goes on beside what it starts: an init that
// is started so is not the first process.
var inBackground = pattern.New(`[^&>|]&\s*$`).Needs("&")

// packageScriptInit finds an init in the package.json script that is started.
func packageScriptInit(t *fixes.Target) string {
	words := t.Program()
	if t.Manifest == nil || len(words) == 0 {
		return ""
	}
	if _, argv := t.Manifest.Runs(words); len(argv) > 0 && (project.IsInitWord(argv[0]) || project.IsPM2Runtime(argv[0])) {
		return path.Base(argv[0])
	}
	return ""
}

// initOfLower returns the init that the ENTRYPOINT of an image below starts, where the
// target has none of its own.
func initOfLower(t *fixes.Target) string {
	if t.Process.Entrypoint.At != nil {
		return ""
	}
	for _, l := range t.Chain.Lowers() {
		if entry := l.ProcessOf(l.Chain.Stage).Entrypoint; entry.At != nil {
			if !entry.Shell && len(entry.Words) > 0 && project.IsInitWord(entry.Words[0]) {
				return path.Base(entry.Words[0])
			}
			return ""
		}
	}
	return ""
}
