package nodeenv

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/source"
)

// This file is about settings that stand under the names of environments, of which NODE_ENV chooses one.

// indexesEnv finds what a table is asked for.
var indexesEnv = pattern.New(`\[\s*([\w.]*\w)\s*(?:(?:\|\||\?\?)[^\]\n]*)?\]`).Needs("[")

// keyed returns the settings that NODE_ENV chooses: those of the program's sources, where something is
// indexed by it, and those of tools for databases.
func (r *envReader) keyed(t *fixes.Target) (out []envFile, err error) {
	manifest, dir := deploy.ProgramManifest(r.p, t)
	if manifest == nil || !r.answer.indexed && !slices.ContainsFunc([]string{"sequelize", "knex"}, manifest.Depends) {
		return nil, nil
	}
	files := slices.Clone(r.files)
	for _, name := range r.p.Repo.Under(dir) {
		if base := path.Base(name); strings.HasPrefix(base, "knexfile.") || path.Ext(name) == ".json" && fixes.IsSettings(base) {
			files = append(files, name)
		}
	}
	for _, name := range files {
		data, ok, err := r.p.Repo.Spelled(name)
		if err != nil {
			return nil, err
		}
		if !ok || !production.Match(data) {
			continue
		}
		code := r.taken[name]
		if code == nil {
			code = source.Take(data)
		}
		f := envFile{name: name, in: keyedBranches(code)}
		for _, b := range f.in {
			f.outside = append(f.outside, source.Branch{Text: b.Other, Other: b.Text, Instead: true, Name: b.Name})
		}
		if len(f.in) > 0 {
			out = append(out, f)
		}
	}
	return out, nil
}

// keyedBranches returns what code has for production in place of what it has for development, from the
// whole down to single settings.
func keyedBranches(code *source.Code) (out []source.Branch) {
	for pair := range code.Pairs("development", "production") {
		out = append(out, settingBranches(pair, maxSettings)...)
	}
	return out
}

// maxSettings bounds how deep settings are looked into.
const maxSettings = 3

func settingBranches(pair source.Pair, depth int) []source.Branch {
	out := []source.Branch{{Text: pair.Other, Other: pair.One, Instead: true, Name: pair.Name}}
	if depth == 0 {
		return out
	}
	development, production := source.Keys(pair.One), source.Keys(pair.Other)
	for _, key := range project.SortedNames(production) {
		if one := development[key]; one != "" && one != production[key] {
			out = append(out, settingBranches(source.Pair{Name: key, One: one, Other: production[key]}, depth-1)...)
		}
	}
	return out
}

// otherDatabase: the settings for production name another database than the one that is used so far, of a
// server that containers can reach.
func otherDatabase(_ *fixes.Pass, _ *fixes.Target, b source.Branch) string {
	if !strings.Contains(b.Text, "database") {
		return ""
	}
	here, there := source.Keys(b.Text), source.Keys(b.Other)
	name, other := here["database"], there["database"]
	if !givenText(name) || other == "" || name == other || !reachesHost(here["host"], there["host"]) {
		return ""
	}
	return fmt.Sprintf("names the database %s for production, in place of one that it reaches so far. Set NODE_ENV where that is", unquoted(name))
}

// reachesHost reports whether containers may reach the host that a database has so far: one that is not
// their own, or that a variable names for production too.
func reachesHost(here, so string) bool {
	if host := quotedText.FindStringSubmatch(so); host != nil && !variableRead.MatchString(so) {
		return !loopback[host[1]]
	}
	return so != "" && here == so
}

// variableNamed: the settings for production name the variable that holds an address, as those of Sequelize
// do, and nothing here sets that.
func variableNamed(p *fixes.Pass, t *fixes.Target, b source.Branch) string {
	if !strings.Contains(b.Text, "use_env_variable") {
		return ""
	}
	m := quotedText.FindStringSubmatch(source.Keys(b.Text)["use_env_variable"])
	if m == nil || source.Keys(b.Other)["use_env_variable"] != "" || givenVariable(p, t, m[1]) {
		return ""
	}
	return fmt.Sprintf("takes a value from %s in production, and nothing here sets that. Set both where the image is run", m[1])
}
