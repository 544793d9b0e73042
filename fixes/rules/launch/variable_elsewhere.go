package launch

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/nodedock/nodedock/fixes"
)

// A Variable is a NAME=value that a command line sets for its program.
type Variable struct{ Name, Value string }

// tlsVariables are variables that turn verification off, with the values that
// do.
var tlsVariables = map[string][]string{
	"NODE_TLS_REJECT_UNAUTHORIZED": {"0"},
	"NPM_CONFIG_STRICT_SSL":        {"false", "0"},
	"YARN_ENABLE_STRICT_SSL":       {"false", "0"},
	"YARN_STRICT_SSL":              {"false", "0"},
	"GIT_SSL_NO_VERIFY":            {"1", "true"},
}

// TurnsOff reports whether a variable with this value turns verification off.
func TurnsOff(name, value string) bool {
	for _, off := range tlsVariables[strings.ToUpper(name)] {
		if strings.EqualFold(value, off) {
			return true
		}
	}
	return false
}

// SetElsewhere says what gives containers of the target another value of a
// variable ("compose.yaml sets"), "" when nothing is known to: it loses against the command's
// own value today, and would win against that of the image.
func SetElsewhere(p *fixes.Pass, t *fixes.Target, v Variable) string {
	for _, b := range t.Builds {
		if value, set := b.Environment[v.Name]; set && value != v.Value {
			return b.Source.Path + " sets"
		}
		for _, file := range b.EnvFiles {
			if other := setByFile(p, file, v); other != "" {
				return other
			}
		}
	}
	return setByRun(p, v)
}

// setByFile looks into a file of variables, or into the example of one that is
// only on people's machines: what that names is set there, to a value unknown.
func setByFile(p *fixes.Pass, file string, v Variable) string {
	line := VariableLine(v.Name)
	if p.Repo.Exists(file) {
		if differs(p, file, line, v.Value) {
			return file + " sets"
		}
		return ""
	}
	dir := path.Dir(file)
	for _, example := range []string{file + ".example", file + ".sample", file + ".template", file + ".dist", path.Join(dir, ".env.example"), path.Join(dir, "example.env")} {
		if data, ok, err := p.Repo.Read(example); err == nil && ok && line.Match(data) {
			return fmt.Sprintf("%s, of which %s is the example, may set", file, example)
		}
	}
	return ""
}

// VariableLine finds the line of a variable in an environment file, and its value.
func VariableLine(name string) *regexp.Regexp {
	return regexp.MustCompile(`(?m)^[ \t]*(?:export[ \t]+)?` + regexp.QuoteMeta(name) + `[ \t]*=[ \t]*["']?([^\s"'#]*)`)
}

// setByRun looks for the variable where Kubernetes, Fly and "docker run" set it.
func setByRun(p *fixes.Pass, v Variable) string {
	name := regexp.QuoteMeta(v.Name)
	pod := regexp.MustCompile(`\bname:\s*["']?` + name + `["']?\s*,?\s*(?:value(?:From)?:\s*["']?([^\s"'}]*))?`)
	run := regexp.MustCompile(`(?:\s-e|\s--env)[ =]["']?` + name + `(?:=["']?([^\s"']*))?`)
	fly := regexp.MustCompile(`(?m)^\s*["']?` + name + `["']?\s*=\s*["']?([^\s"'#]*)`)
	for _, file := range p.Repo.Wanted() {
		base, ext := path.Base(file), path.Ext(file)
		var set *regexp.Regexp
		switch {
		case strings.HasPrefix(base, "fly.") && ext == ".toml":
			set = fly
		case fixes.IsPipeline(file) && base != "Makefile", strings.Contains(base, "compose"):
			continue
		case ext == ".yaml", ext == ".yml":
			set = pod
		case ext == ".sh", base == "Makefile", base == "package.json", fixes.IsGuideOf(file, p.File.Path):
			set = run
		default:
			continue
		}
		if data, ok, err := p.Repo.Read(file); err != nil || !ok || !bytes.Contains(data, []byte(v.Name)) {
			continue // as in most files: a search costs more
		}
		if differs(p, file, set, v.Value) {
			return file + " sets"
		}
	}
	return ""
}

// differs reports whether a file sets something that is not the value, or not
// known.
func differs(p *fixes.Pass, file string, set *regexp.Regexp, value string) bool {
	data, ok, err := p.Repo.Read(file)
	if err != nil || !ok {
		return false
	}
	for _, m := range set.FindAllStringSubmatch(string(data), -1) {
		if m[1] != value {
			return true
		}
	}
	return false
}
