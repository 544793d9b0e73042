package nodeenv

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// This file is about programs that call their environments by names of their own,
// so that "production" is none of them.

var (
	// usualEnv finds the name that stands in for NODE_ENV where it is not set.
	usualEnv = pattern.New(`\bNODE_ENV['"\])]*\s*(?:\|\|=?|\?\?=?)\s*['"` + "`" + `](\w+)['"` + "`" + `]`).Needs("NODE_ENV")
	// allowedEnvs finds the names that a check of the variables allows, and the
	// names that a switch knows and what it does.
	allowedEnvs = pattern.New(`\bNODE_ENV['"]?\s*:\s*[^\n,]*?(?:enum|oneOf|choices|valid|allow|equal)\w*\s*[(:]\s*\[?\s*([^\])]{1,300})[\])]`).Needs("NODE_ENV")
	switchedEnv = pattern.New(`\bswitch\s*\([^{\n]*NODE_ENV[^{\n]*\)\s*\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}`).Needs("switch")
	// enumEnv finds the enumeration that a check of a class holds NODE_ENV to.
	enumEnv = pattern.New(`@IsEnum\(\s*(\w+)[^)]*\)(?:\s*@\w+\([^)]*\))*\s*(?:readonly |public )?NODE_ENV\b`).Needs("@IsEnum")
)

// lacksName: production is no name that the program knows for its environment.
func lacksName(p *fixes.Pass, t *fixes.Target) (string, error) {
	manifest, dir := deploy.ProgramManifest(p, t)
	if manifest == nil {
		return "", nil
	}
	short, knows := "", false
	for _, name := range launch.SourcesIn(p, dir) {
		for _, look := range []func(*fixes.Pass, string, string) (string, error){lacksUsual, refusesName} {
			if why, err := look(p, dir, name); why != "" || err != nil {
				return why, err
			}
		}
		if found, err := p.Repo.Matches(name, shortProduction); err != nil {
			return "", err
		} else if found && short == "" {
			short = name
		}
		if found, err := p.Repo.Matches(name, fullProduction); err != nil {
			return "", err
		} else if found {
			knows = true
		}
	}
	if short != "" && !knows {
		return short + " calls production \"prod\" and knows no other name for it. Set NODE_ENV where the image is run", nil
	}
	return "", nil
}

// shortProduction finds a program that asks whether NODE_ENV is "prod", and fullProduction one that
// has the usual name.
var (
	shortProduction = pattern.New("\\bNODE_ENV['\"\\])]*\\s*[!=]==?\\s*['\"`]prod['\"`]").Needs("NODE_ENV")
	fullProduction  = pattern.New("['\"`]production['\"`]").Needs("production")
)

// lacksUsual: there are settings under the name that stands in for NODE_ENV, and none
// under that of production beside them.
func lacksUsual(p *fixes.Pass, dir, source string) (string, error) {
	found, err := p.Repo.FindAll(source, usualEnv)
	if err != nil {
		return "", err
	}
	for _, m := range found {
		if usual := strings.ToLower(m[1]); usual == "production" || usual == "default" || usual == "base" {
			continue
		}
		key := regexp.MustCompile(`(?m)(^|[{,\s])["']?` + regexp.QuoteMeta(m[1]) + `["']?\s*:\s*\{`)
		for _, name := range p.Repo.Under(dir) {
			lacks, err := lacksBeside(p, name, m[1], key)
			if err != nil || lacks {
				return fmt.Sprintf("%s has settings for %s and none under the name production, and %s chooses them by NODE_ENV. Add those first", name, m[1], source), err
			}
		}
	}
	return "", nil
}

// lacksBeside reports whether a file is, or has, the settings of an environment, and
// production has none there.
func lacksBeside(p *fixes.Pass, name, env string, key *regexp.Regexp) (bool, error) {
	base, ext := path.Base(name), path.Ext(name)
	if strings.Contains("/"+name, "/node_modules/") {
		return false, nil
	}
	if strings.TrimSuffix(base, ext) == env && settingsEnding[ext] && settingsFolder.MatchString(path.Base(path.Dir(name))) {
		return !slices.ContainsFunc(p.Repo.Under(path.Dir(name)), func(other string) bool {
			return path.Dir(other) == path.Dir(name) && strings.HasPrefix(path.Base(other), "production")
		}), nil
	}
	if env == "development" || !fixes.IsSettings(base) {
		return false, nil
	}
	data, ok, err := p.Repo.Read(name)
	return ok && key.Match(data) && !strings.Contains(string(data), "production"), err
}

var settingsEnding = map[string]bool{".js": true, ".cjs": true, ".mjs": true, ".ts": true, ".json": true, ".json5": true, ".yml": true, ".yaml": true, ".toml": true}

// refusesName: a check lets NODE_ENV have other names only, or a switch throws at
// those that it does not know.
func refusesName(p *fixes.Pass, _, source string) (string, error) {
	allowed, err := p.Repo.FindAll(source, allowedEnvs)
	if err != nil {
		return "", err
	}
	switched, err := p.Repo.FindAll(source, switchedEnv)
	if err != nil {
		return "", err
	}
	switched = slices.DeleteFunc(slices.Clone(switched), func(m []string) bool {
		return !strings.Contains(m[1], "throw") && !strings.Contains(m[1], "process.exit")
	})
	held, err := enumerated(p, source)
	if err != nil {
		return "", err
	}
	for _, m := range slices.Concat(allowed, switched, held) {
		names := deploy.NamedText.FindAllStringSubmatch(m[1], -1)
		if len(names) > 1 && !strings.Contains(m[1], "production") && !strings.Contains(m[1], "PRODUCTION") {
			return fmt.Sprintf("%s knows environments such as %s, and none that is called production: it would not start. Set NODE_ENV where the image is run", source, names[0][1]), nil
		}
	}
	return "", nil
}

// enumerated returns the enumerations of a file that a check of a class holds NODE_ENV to, each with what
// is in it.
func enumerated(p *fixes.Pass, source string) (out [][]string, err error) {
	found, err := p.Repo.FindAll(source, enumEnv)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	data, _, err := p.Repo.Spelled(source)
	if err != nil {
		return nil, err
	}
	for _, m := range found {
		list := regexp.MustCompile(`\benum\s+` + regexp.QuoteMeta(m[1]) + `\s*\{([^}]*)\}`)
		out = append(out, list.FindAllStringSubmatch(string(data), -1)...)
	}
	return out, nil
}
