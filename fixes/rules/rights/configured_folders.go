package rights

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/rules/writes"
)

// dataVariable finds names of variables that say where a program keeps data.
var dataVariable = pattern.New(`^([a-z0-9]+_)*(data|db|database|storage|uploads?|media|logs?|state|content)_?(dir|directory|path|folder|root)$`).Needs("dir", "path", "folder", "root")

// homeVariable finds the variables by which programs find their own folders in place of those in the home
// directory (specifications.freedesktop.org/basedir-spec).
var homeVariable = pattern.New(`^XDG_(CONFIG|DATA|STATE|CACHE)_HOME$`).Needs("XDG_")

// A setting is a variable with the value that something here gives it.
type setting struct{ name, value string }

// startSetting finds where what runs at the start gives a variable a path, or one for want
// of another value.
var startSetting = pattern.New(`(?:^|[\s;&|("'])([A-Z][A-Z0-9_]*)=["']?(?:\$\{\w+:?[-=])?((?:file:|sqlite:)?/[^\s"';&|)}$]*)`).Needs("=")

// settingsOf returns what an ENV of the image, a service or what runs at the start sets.
func settingsOf(p *fixes.Pass, t *fixes.Target) (out []setting) {
	for _, name := range project.SortedNames(t.Chain.End.Env) {
		if v := t.Chain.End.Env[name]; (v.At != nil || t.Chain.Lower != nil) && v.Known {
			out = append(out, setting{name, v.Value})
		}
	}
	for _, b := range t.Builds {
		for _, name := range project.SortedNames(b.Environment) {
			out = append(out, setting{name, b.Environment[name]})
		}
	}
	for _, s := range launch.StartTexts(p, t) {
		for _, m := range startSetting.FindAllStringSubmatch(s.Text, -1) {
			out = append(out, setting{m[1], m[2]})
		}
	}
	return out
}

// addConfigured takes in the folders that settings name for data by their own names.
func (o *Ownership) addConfigured(p *fixes.Pass, t *fixes.Target) {
	for _, s := range settingsOf(p, t) {
		if _, isFile := databaseFile(s.value); isFile || dataVariable.MatchString(strings.ToLower(s.name)) || homeVariable.MatchString(s.name) && !deploy.InFolder(s.value, "/tmp") && !deploy.InFolder(s.value, "/home/node") {
			o.addSetting(t, s)
		}
	}
}

// readSetting finds names of what a program reads, runs or is reached by.
var readSetting = pattern.New(`(^|_)(KEY|CERTS?|CERTIFICATE|CA|CREDENTIALS?|TOKEN|SECRET|CONFIG|TEMPLATES?|SCHEMA|ENV|SEED|IMPORT|BIN|BINARY|EXEC|EXECUTABLE|CHROME|CHROMIUM|SOCKET|SOCK|URL|URI|ROUTE|PREFIX|ENDPOINT)(_|$)|^(NODE|NPM|LD|XDG)_`)

// addSettings takes in, for a program that writes, the other folders of data that a setting
// names of which its code asks.
func (o *Ownership) addSettings(p *fixes.Pass, t *fixes.Target) {
	_, dir := deploy.ProgramManifest(p, t)
	for _, s := range settingsOf(p, t) {
		if !writes.DataPlace(s.value) || readSetting.MatchString(s.name) || deploy.InFolder(s.value, t.Chain.End.Workdir) || o.covers(s.value) {
			continue
		}
		if name, ok := p.Origin(t.Stage, s.value, nil); ok && p.Repo.Exists(name) {
			continue
		}
		if slices.ContainsFunc(launch.SourcesIn(p, dir), func(name string) bool {
			data, _, err := p.Repo.Read(name)
			return err == nil && deploy.HasWord(string(data), s.name)
		}) {
			o.addSetting(t, s)
		}
	}
}

// addSetting takes in the folder that a setting names, or that of its file.
func (o *Ownership) addSetting(t *fixes.Target, s setting) {
	value, _ := databaseFile(s.value)
	if !path.IsAbs(value) {
		return
	}
	dir := path.Clean(value)
	if path.Ext(dir) != "" {
		dir = path.Dir(dir)
	}
	if programFolder(dir, t.Chain) {
		o.add(t, ownedFolder{path: dir, make: true})
	}
}

// databaseFile returns the path in the URL of a database that is a file.
func databaseFile(value string) (name string, ok bool) {
	for _, scheme := range []string{"file:", "sqlite:"} {
		if name, ok := strings.CutPrefix(value, scheme); ok {
			return strings.TrimPrefix(name, "//"), true
		}
	}
	return value, false
}
