package ignores

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// besideBuild are the names of package scripts that people and pipelines run
// beside the build of an image: releases, checks, tests, builds of what a change affects, the setup of a clone's hooks.
var besideBuild = pattern.New(`^(pre|post)?(release|version|publish|changelog|changeset|commit|lint|format|test|e2e|deploy|bump|tag|affected)([:._-].*)?$|[:._-]affected$|^([\w.:-]+[:._-])?(git-?)?hooks?([:._-].*)?$`)

// huskyCall finds what sets the hooks of husky up, and huskyMajor the release that a range
// asks for.
var (
	huskyCall  = pattern.New(`(^|&&|\|\||;|\s)(npx\s+)?husky(\s+install)?(\s+[./]\S+)?\s*(\|\||&&|;|$)`).Needs("husky")
	huskyMajor = pattern.New(`^[\^~>=v\s]*(\d+)`)
)

// withoutHusky returns a package script without the call of husky, which from 8 on goes on
// where there is no repository (github.com/typicode/husky, index).
func withoutHusky(m *node.Manifest, line string) string {
	asked := m.All()["husky"]
	found := huskyMajor.FindStringSubmatch(asked)
	if found == nil || len(found[1]) == 1 && found[1] < "8" {
		return line
	}
	return huskyCall.ReplaceAllString(line, " ")
}

// toleratedConfig finds where git is told something that it may not be able to keep.
var toleratedConfig = pattern.New(`\bgit\s+config\s[^|&;]*\|\|\s*(?:true|:|exit\s+0|echo\b[^&|;]*)\s*(?:$|[;&])`).Needs("git")

// runsScript reports whether the build of an image may run a package script.
func (v *View) runsScript(name string) bool {
	switch {
	case besideBuild.MatchString(name):
		bare := strings.TrimPrefix(strings.TrimPrefix(name, "pre"), "post")
		return v.mentions(name) != "" || v.mentions(bare) != "" || v.scripts(func(other, line string) bool {
			return other != name && other != bare && (NamesScript(line, name) || NamesScript(line, bare))
		})
	case installHook[name]:
		return !v.installsFirst() || v.scripts(func(other, line string) bool { return installCall.MatchString(line) && v.named(other) })
	}
	return true
}

// named reports whether a Dockerfile, or another package script, names a script.
func (v *View) named(name string) bool {
	return v.mentions(name) != "" || v.scripts(func(other, line string) bool { return other != name && NamesScript(line, name) })
}

// scripts reports whether a script of one of the context's manifests is such.
func (v *View) scripts(such func(name, line string) bool) bool {
	for _, file := range v.tree {
		dir := path.Join(v.Context.Dir, path.Dir(file))
		if path.Base(file) != "package.json" || fixes.Foreign(dir) {
			continue
		}
		m, err := v.p.Repo.Manifest(dir)
		if err != nil || m == nil {
			continue
		}
		for name, line := range m.Scripts {
			if such(name, line) {
				return true
			}
		}
	}
	return false
}

// NamesScript reports whether a command line has the name of a script as a word.
func NamesScript(line, name string) bool {
	return slices.Contains(strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(" \t;&|\"'`()", r) }), name)
}

// installHook are the scripts that an install of the project runs.
var installHook = map[string]bool{
	"preinstall": true, "install": true, "postinstall": true, "prepublish": true, "preprepare": true, "prepare": true, "postprepare": true,
}

// installsFirst reports whether every install of the builds runs before the
// context is copied, so that its hooks see no repository, ignored or not.
func (v *View) installsFirst() bool {
	for _, file := range v.files {
		whole := WholeContext(file)
		for _, i := range file.Instructions {
			if i.Is("RUN") && (boundContext(i) || whole != nil && i.StartLine > whole.StartLine && mayInstall(i)) {
				return false
			}
		}
	}
	return true
}

// boundContext reports whether a RUN mounts the whole context.
func boundContext(i *dockerfile.Instruction) bool {
	for _, m := range bindMount.FindAllString(i.Text, -1) {
		if strings.Contains(m, "type=bind") && !strings.Contains(m, "from=") && !boundFile.MatchString(m) {
			return true
		}
	}
	return false
}

var (
	bindMount = pattern.New(`--mount=\S+`)
	boundFile = pattern.New(`[=,](source|src)=(\./)?[\w-]`)
)

// plainRuns are calls that run no install hook of the project; opaque is what may run anything; installCall is an install.
var (
	plainRuns   = pattern.New(`\b(npm|pnpm|yarn|bun)\s+(run(-script)?\s+\S+|build\S*|config\s|cache\s)|\bnpm\s+prune\b|\b(chmod|chown|sed|dos2unix)\s[^&;|\n]*`)
	opaque      = pattern.New(`\b(npm|pnpm|pnpx|yarn|bun|corepack|make|just|task|turbo|nx|rush|lerna)\b|\.sh\b`)
	installCall = pattern.New(`\b(npm|pnpm|yarn|bun)\s+(ci|i|install)\b`)
)

// mayInstall reports whether a RUN may install the project, which package
// scripts that it runs may do as well.
func mayInstall(i *dockerfile.Instruction) bool {
	texts := []string{i.Text}
	for _, d := range i.Heredocs {
		texts = append(texts, d.Content)
	}
	return slices.ContainsFunc(texts, func(text string) bool { return opaque.MatchString(plainRuns.ReplaceAllString(text, "")) })
}

// calls reports whether a shell script of the context may be run by a build or
// by what a build runs: a Dockerfile, a package script or another file of the
// project names it, of shell scripts one that is run itself.
func (v *View) calls(script string) bool { return v.callsBeside(script, map[string]bool{}) }

func (v *View) callsBeside(script string, seen map[string]bool) bool {
	seen[script] = true
	if v.mentions(path.Base(script)) != "" || v.mentions("*.sh") != "" {
		return true
	}
	named := regexp.MustCompile(`([\w.-]+/)?` + regexp.QuoteMeta(path.Base(script)) + `\b`)
	return slices.ContainsFunc(v.p.Repo.Wanted(), func(name string) bool {
		if seen[name] || fixes.IsDockerfile(name) || fixes.IsPipeline(name) && path.Base(name) != "Makefile" && path.Base(name) != "justfile" {
			return false
		}
		text, err := v.commandsIn(name)
		return err != nil || namesFile(named, text, script) && (path.Ext(name) != ".sh" || v.callsBeside(name, seen))
	})
}

// commandsIn returns what of a file may run a script: of a package.json that can be
// read those of its scripts that a build may run, not what it tells hooks of git, and
// of shell scripts and YAML what is not a comment.
func (v *View) commandsIn(name string) (string, error) {
	if path.Base(name) == "package.json" {
		if m, err := v.p.Repo.Manifest(path.Dir(name)); err == nil && m != nil {
			var lines []string
			for script, line := range m.Scripts {
				if v.runsScript(script) {
					lines = append(lines, line)
				}
			}
			return strings.Join(lines, "\n"), nil
		}
	}
	data, _, err := v.p.Repo.Read(name)
	text := string(data)
	switch path.Ext(name) {
	case ".sh", ".yml", ".yaml":
		text = commentLine.ReplaceAllString(text, "")
	}
	return text, err
}

// commentLine is a line that is a comment in shell scripts and in YAML.
var commentLine = pattern.New(`(?m)^[ \t]*#.*$`).Needs("#")

// namesFile reports whether a text names the script, and not one of the same name
// in another folder.
func namesFile(named *regexp.Regexp, text, script string) bool {
	if !strings.Contains(text, path.Base(script)) {
		return false
	}
	for _, m := range named.FindAllStringSubmatch(text, -1) {
		if folder := strings.TrimSuffix(m[1], "/"); folder == "" || folder == "." || folder == ".." || folder == path.Base(path.Dir(script)) {
			return true
		}
	}
	return false
}
