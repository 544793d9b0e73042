package rights

import (
	"fmt"
	"path"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// settingTools are programs that keep their settings in the home directory, with the commands
// that write them.
var settingTools = map[string]map[string]bool{
	"aws":     project.WordSet("configure"),
	"az":      project.WordSet("config configure login cloud"),
	"doctl":   project.WordSet("auth"),
	"gcloud":  project.WordSet("config auth"),
	"gh":      project.WordSet("auth config"),
	"kubectl": project.WordSet("config"),
	"rclone":  project.WordSet("config"),
}

// codeAsksHome finds where code of Node asks for the home directory of its user.
var codeAsksHome = pattern.New(`\bhomedir\(|\bprocess\.env\.HOME\b|\bprocess\.env\[['"]HOME['"]\]`).Needs("homedir", "HOME")

// setsHomeUp returns what a RUN of root leaves in its home directory by a tool that keeps its
// settings there, or by code that asks for it as the program does; "" for nothing.
func setsHomeUp(p *fixes.Pass, t *fixes.Target, m fixes.Moment) string {
	for _, c := range launch.CommandsAt(m) {
		args, _ := c.Args()
		name := path.Base(c.Name())
		if len(args) > 0 && settingTools[name][args[0]] {
			return fmt.Sprintf("sets %s up in root's home directory, where another user would not look", name)
		}
		if name != "node" {
			continue
		}
		step, asks := asksHome(p, m, args)
		if !asks {
			continue
		}
		for _, source := range shippedSources(p, t) {
			if looks, err := p.Repo.Matches(source, codeAsksHome); err == nil && looks && source != step {
				return fmt.Sprintf("runs code in the home directory of root, and %s looks for its files in that of its user", source)
			}
		}
	}
	return ""
}

// asksHome reports whether the code that node is given asks for the home directory: on the
// command line, or in a file of the repository, which it returns.
func asksHome(p *fixes.Pass, m fixes.Moment, args []string) (file string, asks bool) {
	for _, word := range args {
		if codeAsksHome.MatchString(word) {
			return "", true
		}
		if name, ok := p.Origin(m.Stage, m.Scene.Abs(word), m.Instruction); ok && project.IsJavaScript(word) {
			asks, err := p.Repo.Matches(name, codeAsksHome)
			return name, err == nil && asks
		}
	}
	return "", false
}
