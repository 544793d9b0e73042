package nodeenv

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// indexedTable finds the table that is asked for NODE_ENV, with what asks, and what stands
// in for an entry that is not there.
var indexedTable = pattern.New(`(\w+)\s*\[\s*([\w.]*\w)\s*(?:(?:\|\||\?\?)[^\]\n]*)?\]\s*(\|\||\?\?|\?\.)?`).Needs("[")

// otherEnvironments are names that people give to environments beside production.
var otherEnvironments = project.WordSet(`development dev local staging stage test testing qa uat preview sandbox`)

// lackingTable returns the file in which NODE_ENV chooses from a table of settings for
// several environments that has none for production.
func (r *envReader) lackingTable() string {
	for _, name := range r.files {
		code := r.taken[name]
		if code == nil {
			continue
		}
		data, ok, err := r.p.Repo.Spelled(name)
		if err != nil || !ok {
			continue
		}
		for _, m := range indexedTable.FindAllStringSubmatch(string(data), -1) {
			if m[3] != "" || !r.in(name).isEnv(m[2]) {
				continue
			}
			for table := range code.Objects(m[1]) {
				if lacksEnvironment(table) || r.answer.development && lacksText(m[1], table) {
					return name
				}
			}
		}
	}
	return ""
}

// lacksEnvironment reports whether a table has settings for other environments, and
// none for production.
func lacksEnvironment(table map[string]string) bool {
	others := 0
	for key, value := range table {
		if production.MatchString(key) {
			return false
		}
		if otherEnvironments[strings.ToLower(key)] && strings.HasPrefix(value, "{") {
			others++
		}
	}
	return others > 0
}

// namesWhere finds names of what says where something is, or what opens it.
var namesWhere = pattern.New(`(?i)(url|uri|host|endpoint|address|bucket|database|queue|topic|key|secret|token)(s|_?names?)?$`)

// lacksText reports whether a table has a plain text for development and none for
// production, and the program cannot do without: an address, or what opens something.
func lacksText(name string, table map[string]string) bool {
	return lacksValue(table) && (namesWhere.MatchString(name) || strings.Contains(table["development"], "://"))
}

// lacksValue reports whether a table has texts for environments, development among
// them, and no value at all for production.
func lacksValue(table map[string]string) bool {
	for key := range table {
		if production.MatchString(key) || key == "default" {
			return false
		}
	}
	return quotedText.MatchString(table["development"]) && !strings.HasPrefix(table["development"], "{")
}

// tableByEnv: the program chooses among settings of its own by NODE_ENV, and has none for
// production.
func tableByEnv(p *fixes.Pass, t *fixes.Target) (string, error) {
	branches := branchesByEnv.Of(p, t)
	if branches.err != nil || branches.lacks == "" {
		return "", branches.err
	}
	return fmt.Sprintf("%s chooses among settings by NODE_ENV and has none for production. Add those first", branches.lacks), nil
}
