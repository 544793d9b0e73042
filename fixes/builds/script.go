package builds

import (
	"bytes"
	"encoding/json"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// readScript adds the builds of a shell script. Scripts are run from the root
// or from their own folder: the one where the Dockerfile is wins.
func readScript(f *finder, name string, data []byte) error {
	if !builds(data) {
		return nil
	}
	source := func(line int) Source { return Source{Path: name, Line: line, Kind: Script} }
	commands := shellCommands(string(data), nil)
	if commands == nil { // another shell's syntax: line by line
		for at, line := range logicalLines(string(data)) {
			for _, c := range shellCommands(line, nil) {
				c.line = at
				commands = append(commands, c)
			}
		}
	}
	f.addCommands(commands, source, "", ".", path.Dir(name))
	return nil
}

// builds reports whether a text may hold a command that builds an image, starts
// one or scans one.
func builds(data []byte) bool {
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return bytes.Contains(data, []byte(w)) })
	}
	for name := range builders {
		if has(name) && has("build", "bud", " run", " exec", " scout", " scan") {
			return true
		}
	}
	for name := range scannerCommands {
		if has(name) {
			return true
		}
	}
	return false
}

// logicalLines yields lines with continuations joined, and their numbers.
func logicalLines(src string) func(yield func(int, string) bool) {
	return func(yield func(int, string) bool) {
		pending, start, number := "", 0, 0
		for line := range strings.Lines(src) {
			number++
			if pending == "" {
				start = number
			}
			line = strings.TrimRight(line, "\r\n")
			if head, more := strings.CutSuffix(line, `\`); more {
				pending += head + " "
				continue
			}
			if !yield(start, pending+line) {
				return
			}
			pending = ""
		}
		if pending != "" {
			yield(start, pending)
		}
	}
}

var (
	makeVariable = pattern.New(`^(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*[:?]?:?=\s*(.*)$`)
	// targetVariable finds a value that a variable has for one target and those that it asks for.
	targetVariable = pattern.New(`^[\w./-]+(?:\s+[\w./-]+)*\s*:\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*[:?]?=\s*(.*)$`).Needs("=")
	plainDefault   = pattern.New(`^[\w./-]+$`)
	makeName       = pattern.New(`^[A-Za-z_][A-Za-z0-9_]*$`)
	makeUse        = pattern.New(`\$\(([^()]*)\)|\$\{([^{}]*)\}`)
)

// readMakefile adds the builds of recipe lines. Variables with one plain value
// are replaced; everything else make computes is unknown.
func readMakefile(f *finder, name string, data []byte) error {
	if !builds(data) {
		return nil
	}
	variables, given := map[string]string{}, map[string][]string{}
	for _, line := range logicalLines(string(data)) {
		if m := targetVariable.FindStringSubmatch(line); m != nil && len(given[m[1]]) < maxGiven {
			given[m[1]] = append(given[m[1]], strings.TrimSpace(m[2]))
		}
		if m := makeVariable.FindStringSubmatch(line); m != nil {
			variables[m[1]] = strings.TrimSpace(m[2])
			if strings.Contains(line[:len(line)-len(m[2])], "?") && plainDefault.MatchString(variables[m[1]]) {
				variables[m[1]] = "${" + m[1] + ":-" + variables[m[1]] + "}" // whoever calls make may choose
			}
		}
	}
	for number, line := range logicalLines(string(data)) {
		recipe, ok := strings.CutPrefix(line, "\t")
		if !ok {
			continue
		}
		source := func(int) Source { return Source{Path: name, Line: number, Kind: Script} }
		for _, chosen := range chosenByMake(recipe, variables, given) {
			f.addCommands(shellCommands(fromMake(recipe, chosen), nil), source, "", path.Dir(name), ".")
		}
	}
	return nil
}

// maxGiven is how many values of a variable are looked at that the targets of a Makefile give it.
const maxGiven = 8

// chosenByMake returns the variables for a recipe: once, or for each value that targets give one that it uses
// ("prod: STAGE = production").
func chosenByMake(recipe string, variables map[string]string, given map[string][]string) (out []map[string]string) {
	for _, name := range slices.Sorted(maps.Keys(given)) {
		values := given[name]
		if !strings.Contains(recipe, "$("+name+")") && !strings.Contains(recipe, "${"+name+"}") {
			continue
		}
		for _, value := range values {
			out = append(out, both(variables, map[string]string{name: value}))
		}
		if _, has := variables[name]; has {
			out = append(out, variables)
		}
		return out
	}
	return []map[string]string{variables}
}

// fromMake turns a recipe line into shell text.
func fromMake(recipe string, variables map[string]string) string {
	recipe = strings.TrimLeft(recipe, "@-+ \t")
	for range 4 { // variables may use variables
		recipe = makeUse.ReplaceAllStringFunc(recipe, func(use string) string {
			name := use[2 : len(use)-1]
			switch text, known := variables[name]; {
			case known:
				return text
			case strings.Contains(name, ":-"):
				return use
			case name == "CURDIR" || name == "PWD":
				return "."
			case name == "DOCKER":
				return "docker"
			case makeName.MatchString(name):
				return "${" + name + "}"
			}
			return "`unknown`"
		})
	}
	return strings.ReplaceAll(recipe, "$$", "$")
}

// readPackageScripts adds the builds of package.json scripts, and of the tasks that it has for Nx. A file that is
// malformed is reported by those who need its content.
func readPackageScripts(f *finder, name string, data []byte) error {
	if !buildsByNx(data) && !runsCode.Match(data) {
		return nil
	}
	var manifest struct {
		Scripts map[string]json.RawMessage `json:"scripts"`
		Nx      json.RawMessage            `json:"nx"`
	}
	if json.Unmarshal(data, &manifest) != nil {
		return nil
	}
	var nx struct {
		Targets map[string]nxTarget `json:"targets"`
	}
	if len(manifest.Nx) > 0 && json.Unmarshal(manifest.Nx, &nx) == nil {
		f.addNx(name, "", data, nx.Targets)
	}
	for key, raw := range manifest.Scripts {
		var script string
		if json.Unmarshal(raw, &script) != nil {
			continue
		}
		line := lineOfKey(data, key)
		source := func(int) Source { return Source{Path: name, Line: line, Kind: Script} }
		commands := shellCommands(script, nil)
		f.addCommands(commands, source, key, path.Dir(name), ".")
		for _, c := range commands {
			if err := f.addNodeScript(path.Dir(name), key, c.words); err != nil {
				return err
			}
		}
	}
	return nil
}

// runsCode finds scripts that run a file of code.
var runsCode = pattern.New(`\b(?:node|zx|tsx|ts-node|bun)\b[^"]*\.[cm]?[jt]s\b`)

// lineOfKey returns the line of a script's name in a package.json.
func lineOfKey(data []byte, key string) int {
	from := max(0, bytes.Index(data, []byte(`"scripts"`)))
	quoted, err := json.Marshal(key)
	if err != nil {
		return 0
	}
	at := bytes.Index(data[from:], quoted)
	if at < 0 {
		return 0
	}
	return bytes.Count(data[:from+at], []byte("\n")) + 1
}
