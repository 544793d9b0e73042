package rules

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
)

// A leanSystem is a small image that a stage could be built on, and what may
// run in it. Whatever is not known to be there counts as missing.
type leanSystem struct {
	name     string // "the slim image"
	programs map[string]bool
	// libc is the C library of files that other stages may hand over.
	libc string
	// full reports that it is not lean at all: it has the tools that packages
	// compile with, and those that programs call.
	full bool
}

var (
	slimSystem = &leanSystem{name: "the slim image", libc: "glibc", programs: wordsIn(leanPrograms +
		` apt apt-get dpkg bash useradd groupadd usermod groupmod userdel groupdel perl update-ca-certificates`)}
	alpineSystem = &leanSystem{name: "the Alpine image", libc: "musl", programs: wordsIn(leanPrograms +
		` apk addgroup adduser deluser delgroup wget`)}
	fullSystem = &leanSystem{name: "the full Debian image", libc: "glibc", full: true, programs: wordsIn(leanPrograms +
		` apt apt-get dpkg bash useradd groupadd usermod groupmod userdel groupdel perl update-ca-certificates git python3 make gcc g++ cc curl wget ssh unzip openssl`)}
)

// leanPrograms are in the slim and in the Alpine image, and take the options
// that Dockerfiles use alike.
const leanPrograms = `node nodejs npm npx corepack yarn yarnpkg sh cd mkdir rmdir rm cp mv chmod chown chgrp echo printf true false : test [ ls touch ln cat export unset set
	exec exit sleep date env id pwd dirname basename head tail sort uniq cut tr wc tee sed grep find xargs tar gzip gunzip mktemp command type which umask docker-entrypoint.sh`

func wordsIn(list string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(list) {
		out[w] = true
	}
	return out
}

// lacks returns what the stage needs and the system may not have, "" when
// everything it does is known to work there.
func (s *leanSystem) lacks(p *fixes.Pass, stage *dockerfile.Stage) string {
	c := p.Chain(stage)
	if len(c.Ambiguous) > 0 {
		return fmt.Sprintf("the stage is built from %s or another one, by the choice of whoever builds it", stage.Base.Text)
	}
	installed := map[string]bool{}
	for _, m := range c.Steps {
		if m.Stage != stage {
			continue // the parent is looked at for itself
		}
		for _, pkg := range systemPackages(m) {
			installed[pkg] = true
		}
		if reason := s.lacksFor(p, m, installed); reason != "" {
			return reason
		}
	}
	for _, i := range p.Installs(stage) {
		if reason := s.lacksForInstall(p, i, installed); reason != "" {
			return reason
		}
	}
	return s.lacksForProgram(p, stage, installed)
}

// lacksFor looks at one instruction.
func (s *leanSystem) lacksFor(p *fixes.Pass, m fixes.Moment, installed map[string]bool) string {
	switch m.Keyword {
	case "ONBUILD":
		return fmt.Sprintf("what ONBUILD at line %d runs is not known", m.StartLine)
	case "SHELL":
		if len(m.Args) > 0 && !s.has(m.Args[0].Text, installed) {
			return fmt.Sprintf("SHELL at line %d uses %s, which %s may not have", m.StartLine, m.Args[0].Text, s.name)
		}
	case "ENV", "ARG":
		if strings.Contains(m.Text, "/etc/ssl/") || strings.Contains(m.Text, "use-openssl-ca") {
			return fmt.Sprintf("line %d uses the system's certificates, which %s does not have", m.StartLine, s.name)
		}
	case "COPY", "ADD":
		return s.lacksForCopy(p, m)
	case "RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK":
		return s.lacksForCommand(p, m, installed)
	}
	return ""
}

// lacksForCopy: files that were made on another C library.
func (s *leanSystem) lacksForCopy(p *fixes.Pass, m fixes.Moment) string {
	c, ok := p.ReadCopy(m)
	if !ok || c.From == nil && !c.Outside {
		return ""
	}
	if c.Outside {
		return fmt.Sprintf("whether what line %d copies from another image runs on %s is not known", m.StartLine, s.name)
	}
	from := p.Chain(c.From)
	if from.Root == p.Chain(m.Stage).Root {
		return "" // it moves too
	}
	if s.libc != from.Base.Libc() && carriesNative(c) {
		return fmt.Sprintf("line %d copies files that were made on %s, and %s has another C library", m.StartLine, from.Ref.Familiar(), s.name)
	}
	for _, i := range p.Installs(c.From) {
		if reason := s.lacksForInstall(p, i, map[string]bool{}); reason != "" && carriesNative(c) {
			return reason
		}
	}
	return ""
}

func (s *leanSystem) has(program string, installed map[string]bool) bool {
	name := path.Base(program)
	return s.programs[name] || installed[name]
}

// misses reports whether a program of the full image is not there.
func (s *leanSystem) misses(program string, installed map[string]bool) bool {
	return !s.full && toolOfFull[program] && !s.has(program, installed)
}

// lacksForCommand looks at every program that an instruction starts.
func (s *leanSystem) lacksForCommand(p *fixes.Pass, m fixes.Moment, installed map[string]bool) string {
	commands := leanCommands(m)
	if m.Is("HEALTHCHECK") && len(commands) == 0 && strings.EqualFold(strings.TrimSpace(m.Text[len("HEALTHCHECK"):]), "NONE") {
		return ""
	}
	if len(commands) == 0 {
		return fmt.Sprintf("what %s at line %d runs could not be read", m.Keyword, m.StartLine)
	}
	for _, c := range commands {
		words := literalWords(c)
		if len(words) == 0 {
			return fmt.Sprintf("what %s at line %d runs is not certain", m.Keyword, m.StartLine)
		}
		dir := m.Scene.Abs(c.Dir)
		if reason := s.lacksProgram(p, m, dir, words, installed, 0); reason != "" {
			return reason
		}
	}
	return ""
}

// leanCommands returns the commands of an instruction in either form. HEALTHCHECK
// NONE has none, and is harmless.
func leanCommands(m fixes.Moment) []*dockerfile.Command {
	if c := m.ExecCommand(); c != nil {
		return []*dockerfile.Command{c}
	}
	var out []*dockerfile.Command
	for _, script := range m.Scripts(m.Scene.Shell) {
		out = append(out, script.Commands...)
	}
	return out
}

func literalWords(c *dockerfile.Command) []string {
	var out []string
	for _, w := range c.Words {
		if !w.Literal {
			break
		}
		out = append(out, w.Text)
	}
	return out
}

// lacksProgram follows a command through package.json.
func (s *leanSystem) lacksProgram(p *fixes.Pass, m fixes.Moment, dir string, words []string, installed map[string]bool, depth int) string {
	missing := fmt.Sprintf("line %d runs %s, which %s may not have", m.StartLine, words[0], s.name)
	manifest := manifestIn(p, m, dir)
	if name, _, ok := node.ScriptOf(words); ok && manifest != nil && manifest.Scripts[name] != "" && depth < 8 {
		return s.lacksScript(p, m, dir, manifest, name, installed, depth)
	}
	inner := node.Unwrap(words)
	switch {
	case s.has(inner[0], installed), isJavaScript(inner[0]) || strings.HasPrefix(inner[0], "-"):
		return "" // words behind an ENTRYPOINT are arguments
	case len(inner) < len(words), strings.Contains(inner[0], "node_modules/.bin/"):
		return "" // a package of the project, which the lockfile answers for
	case manifest != nil && manifest.HasBinary(inner[0]):
		return ""
	case globallyInstalled(p, m.Stage, inner[0]):
		return ""
	case path.IsAbs(inner[0]) || strings.HasPrefix(inner[0], "./") || strings.Contains(inner[0], "/") || strings.HasSuffix(inner[0], ".sh"):
		return s.lacksForScriptFile(p, m, dir, inner[0], installed)
	}
	return missing
}

// lacksScript looks at every command of a script of package.json.
func (s *leanSystem) lacksScript(p *fixes.Pass, m fixes.Moment, dir string, manifest *node.Manifest, name string, installed map[string]bool, depth int) string {
	for _, script := range []string{"pre" + name, name, "post" + name} {
		text := manifest.Scripts[script]
		if text == "" {
			continue
		}
		run, err := node.ParseScript(text)
		if err != nil || !run.Simple || len(run.Argv) == 0 {
			for _, program := range scriptWord.FindAllString(text, -1) {
				if s.misses(program, installed) {
					return fmt.Sprintf("the script %s runs %s, which %s may not have", script, program, s.name)
				}
			}
			continue
		}
		if reason := s.lacksProgram(p, m, dir, run.Argv, installed, depth+1); reason != "" {
			return reason
		}
	}
	return ""
}

var (
	scriptWord = regexp.MustCompile(`[\w./+-]+`)
	// toolOfFull are programs of the full image that scripts call.
	toolOfFull = wordsIn(`git python python3 python2 make gcc g++ cc curl wget ssh scp unzip zip file hg svn openssl convert psql mysql pg_config jq rsync patch ps`)
)

// lacksForScriptFile reads a shell script of the repository.
func (s *leanSystem) lacksForScriptFile(p *fixes.Pass, m fixes.Moment, dir, word string, installed map[string]bool) string {
	abs := word
	if !path.IsAbs(word) {
		abs = path.Join(dir, word)
	}
	var until *dockerfile.Instruction
	if m.Is("RUN") {
		until = m.Instruction
	}
	name, ok := p.Origin(m.Stage, abs, until)
	if !ok {
		return fmt.Sprintf("what %s at line %d needs is not known", word, m.StartLine)
	}
	data, ok, err := p.Repo.Read(name)
	if err != nil || !ok {
		return fmt.Sprintf("%s could not be read", name)
	}
	first, _, _ := strings.Cut(string(data), "\n")
	if strings.HasPrefix(first, "#!") && !strings.HasSuffix(strings.TrimSpace(first), "sh") && !strings.Contains(first, "node") ||
		strings.Contains(first, "bash") && !s.has("bash", installed) {
		return fmt.Sprintf("%s begins with %s, which %s may not have", name, strings.TrimSpace(first), s.name)
	}
	for _, program := range scriptWord.FindAllString(string(data), -1) {
		if s.misses(program, installed) {
			return fmt.Sprintf("%s names %s, which %s may not have", name, program, s.name)
		}
	}
	return ""
}

// manifestIn returns the package.json of a folder of the stage's image, nil when
// it is not certain which one that is.
func manifestIn(p *fixes.Pass, m fixes.Moment, dir string) *node.Manifest {
	var until *dockerfile.Instruction
	if m.Is("RUN") {
		until = m.Instruction
	}
	name, ok := p.Origin(m.Stage, path.Join(dir, "package.json"), until)
	if !ok {
		return nil
	}
	manifest, err := p.Repo.Manifest(path.Dir(name))
	if err != nil {
		return nil
	}
	return manifest
}

// globallyInstalled reports whether a stage installs a package of that name
// with -g.
func globallyInstalled(p *fixes.Pass, stage *dockerfile.Stage, name string) bool {
	return slices.ContainsFunc(p.Inherited(stage), func(i *fixes.Install) bool {
		return i.Global && slices.ContainsFunc(i.Packages, func(pkg string) bool { return pkg == name || strings.HasPrefix(pkg, name+"@") })
	})
}
