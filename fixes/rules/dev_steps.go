package rules

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
)

// This file decides which steps need dev dependencies. It is sure of the steps
// that do not: a step that may need them counts as one that does, because a
// build that loses its tools is worse than an image that keeps some.

// A devNeed is why a step needs dev dependencies, or may.
type devNeed struct {
	// Command is what the step runs: "tsc -p .", "npm run build".
	Command string
	// Package is the dev dependency that is needed, "" when that is a
	// suspicion only.
	Package string
}

// Certain reports whether the need is known by name.
func (n *devNeed) Certain() bool { return n.Package != "" }

func (n *devNeed) String() string {
	switch program, _, _ := strings.Cut(n.Command, " "); {
	case n.Package == "":
		return n.Command + ", which may need dev dependencies"
	case program == n.Package:
		return n.Command + ", and " + n.Package + " is a dev dependency"
	default:
		return n.Command + ", which needs the dev dependency " + n.Package
	}
}

// A project is the package.json that lies in a folder of an image.
type project struct {
	p        *fixes.Pass
	dir      string // in the repository
	manifest *node.Manifest
	lock     *node.Lockfile
}

// projectAt returns the project in a folder of the stage's image just before an
// instruction (nil: at the end); its manifest is nil when it is not certain.
func projectAt(p *fixes.Pass, stage *dockerfile.Stage, dir string, until *dockerfile.Instruction) *project {
	pr := &project{p: p}
	name, ok := p.Origin(stage, path.Join(dir, "package.json"), until)
	if !ok {
		return pr
	}
	pr.dir = path.Dir(name)
	if m, err := p.Repo.Manifest(pr.dir); err == nil {
		pr.manifest = m
	}
	pr.lock = lockBeside(p, pr.dir)
	return pr
}

// projectOfInstall returns the project that an install works on.
func projectOfInstall(p *fixes.Pass, i *fixes.Install) *project {
	return &project{p: p, dir: i.Dir, manifest: i.Manifest, lock: lockBeside(p, i.Dir)}
}

// lockBeside returns the lockfile of a repository folder, nil when there is
// none.
func lockBeside(p *fixes.Pass, dir string) *node.Lockfile {
	for _, name := range []string{"package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock"} {
		if at := path.Join(dir, name); p.Repo.Exists(at) {
			l, err := p.Repo.Lockfile(at)
			if err == nil {
				return l
			}
		}
	}
	return nil
}

// hasDev reports whether there are dev dependencies, in the project or in one
// of its workspaces; a project that is not known may have some.
func (pr *project) hasDev() bool {
	if pr.manifest == nil || len(pr.manifest.Dev) > 0 {
		return true
	}
	for _, dir := range workspacesOf(pr.p, pr.dir, pr.manifest) {
		if m, err := pr.p.Repo.Manifest(dir); err == nil && m != nil && len(m.Dev) > 0 {
			return true
		}
	}
	return false
}

// stepNeedsDev returns why a RUN needs dev dependencies, nil when it does not.
// Installs do not count. With from, only the commands behind that one are
// looked at.
func stepNeedsDev(p *fixes.Pass, m fixes.Moment, from *dockerfile.Command) *devNeed {
	if !m.Is("RUN") {
		return nil
	}
	scripts := m.Scripts(m.Scene.Shell)
	if len(scripts) == 0 {
		return execNeedsDev(p, m)
	}
	skip := from != nil
	for _, script := range scripts {
		for _, c := range script.Commands {
			if skip {
				skip = c != from
				continue
			}
			if len(c.Words) == 0 {
				continue
			}
			pr := &project{p: p}
			if c.DirKnown && m.Scene.WorkdirKnown {
				pr = projectAt(p, m.Stage, m.Scene.Abs(c.Dir), m.Instruction)
			}
			if need := pr.needs(wordsOf(c), 0); need != nil {
				return need
			}
		}
	}
	return nil
}

// execNeedsDev is stepNeedsDev for a RUN that no shell reads.
func execNeedsDev(p *fixes.Pass, m fixes.Moment) *devNeed {
	c := m.ExecCommand()
	if c == nil || len(c.Words) == 0 {
		return &devNeed{Command: firstLine(m.Text)}
	}
	return projectAt(p, m.Stage, m.Scene.Workdir, m.Instruction).needs(wordsOf(c), 0)
}

// wordsOf returns the words of a command; what the shell expands stays as it is
// written.
func wordsOf(c *dockerfile.Command) []string {
	words := make([]string, len(c.Words))
	for n, w := range c.Words {
		words[n] = w.Text
	}
	return words
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	if len(line) > 60 {
		line = line[:60] + "…"
	}
	return line
}

// maxScripts bounds how deep scripts that call scripts are followed.
const maxScripts = 8

// needs returns why a command needs dev dependencies.
func (pr *project) needs(words []string, depth int) *devNeed {
	words = behindWrappers(words)
	if len(words) == 0 || systemProgram(words) || pr.manifest != nil && !pr.hasDev() {
		return nil
	}
	shown := strings.Join(words[:min(len(words), 4)], " ")
	if depth > maxScripts {
		return &devNeed{Command: shown}
	}
	if _, ok := node.ParseInstall(words); ok || managerChore(words) {
		return nil
	}
	if name, _, ok := node.ScriptOf(words); ok {
		if pr.manifest != nil && pr.manifest.Scripts[name] != "" {
			return pr.scriptNeeds(name, shown, depth)
		}
	}
	inner := node.Unwrap(words)
	if pr.manifest == nil {
		return &devNeed{Command: shown}
	}
	switch found := pr.manifest.Find(pr.lock, inner[0]); {
	case found.Node:
		return pr.nodeNeeds(inner, shown)
	case found.Dev:
		return &devNeed{Command: strings.Join(inner[:min(len(inner), 4)], " "), Package: found.Package}
	case found.Known && selfContained[found.Package]:
		return nil
	}
	return &devNeed{Command: shown}
}

// scriptNeeds looks at every command of a script, and at those that run before
// and after it.
func (pr *project) scriptNeeds(name, shown string, depth int) *devNeed {
	for _, script := range []string{"pre" + name, name, "post" + name} {
		text := pr.manifest.Scripts[script]
		if text == "" {
			continue
		}
		commands, ok := scriptCommands(text)
		if !ok {
			return &devNeed{Command: shown}
		}
		for _, c := range commands {
			if c.tolerated {
				continue
			}
			if need := pr.needs(c.words, depth+1); need != nil {
				return need
			}
		}
	}
	return nil
}

// nodeNeeds looks at the program that node runs.
func (pr *project) nodeNeeds(words []string, shown string) *devNeed {
	for _, word := range words[1:] {
		if word == "-v" || word == "--version" {
			return nil
		}
		for _, dev := range sortedNames(pr.manifest.Dev) {
			if namesPackage(word, dev) {
				return &devNeed{Command: shown, Package: dev}
			}
		}
	}
	if slices.Contains(words, "-e") || slices.Contains(words, "-p") || slices.Contains(words, "--eval") {
		return nil // the text names no dev dependency
	}
	file := scriptFile(words[1:])
	if file == "" {
		return nil
	}
	name := path.Join(pr.dir, file)
	if !pr.p.Repo.Exists(name) || path.IsAbs(file) {
		return &devNeed{Command: shown}
	}
	program, err := followProgram(pr.p, []string{name})
	if err != nil || program.Broken() || len(program.Missing) > 0 {
		return &devNeed{Command: shown}
	}
	for _, pkg := range program.Packages {
		switch base := packageName(pkg); {
		case pr.manifest.DevOnly(base):
			return &devNeed{Command: shown, Package: base}
		case base == "child_process" || base == "node:child_process":
			return &devNeed{Command: shown}
		}
	}
	return nil
}

// scriptFile returns the first word that is no flag.
func scriptFile(words []string) string {
	for _, w := range words {
		if !strings.HasPrefix(w, "-") {
			return w
		}
	}
	return ""
}

// packageName returns the package that a module belongs to: "a/b" is "a".
func packageName(module string) string {
	parts := strings.SplitN(module, "/", 3)
	if strings.HasPrefix(module, "@") && len(parts) > 1 {
		return parts[0] + "/" + parts[1]
	}
	return parts[0]
}

// namesPackage reports whether a word loads a package: "ts-node/register",
// "node_modules/ts-node/dist/bin.js", "require('x')".
func namesPackage(word, pkg string) bool {
	return word == pkg || strings.HasPrefix(word, pkg+"/") || strings.Contains(word, "node_modules/"+pkg+"/") ||
		strings.Contains(word, `'`+pkg+`'`) || strings.Contains(word, `"`+pkg+`"`) || strings.HasSuffix(word, "="+pkg) || strings.Contains(word, "="+pkg+"/")
}

// selfContained are command lines that do their work without further packages
// of the project.
var selfContained = map[string]bool{"prisma": true, "node-gyp": true, "only-allow": true, "patch-package": true, "rimraf": true, "mkdirp": true, "shx": true, "cpx": true, "copyfiles": true, "pm2": true, "dotenv-cli": true}

var assignmentWord = regexp.MustCompile(`^[A-Za-z_]\w*=`)

// behindWrappers removes programs that run another, and variables before it.
func behindWrappers(words []string) []string {
	for len(words) > 0 {
		switch name := path.Base(words[0]); {
		case assignmentWord.MatchString(words[0]):
			words = words[1:]
		case name == "env" || name == "cross-env" && len(words) > 1 && assignmentWord.MatchString(words[1]), name == "sudo", name == "time", name == "nice", name == "exec", name == "gosu", name == "su-exec", name == "timeout":
			words = words[1:]
			for len(words) > 0 && strings.HasPrefix(words[0], "-") {
				words = words[1:]
			}
		default:
			return words
		}
	}
	return words
}

// managerChore reports whether a package manager command neither runs a
// program nor installs the project.
func managerChore(words []string) bool {
	name := path.Base(words[0])
	if name != "npm" && name != "yarn" && name != "pnpm" && name != "bun" && name != "corepack" {
		return false
	}
	verb := scriptFile(words[1:])
	return verb == "" && len(words) > 1 || chores[verb]
}

var chores = wordSet(`cache config set get prune rebuild rb audit ls list pkg version fund dedupe login logout autoclean store
	enable disable prepare use hydrate fetch help ping root prefix bin why outdated view info import policies self-update uninstall remove rm un unlink link`)

func wordSet(list string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(list) {
		out[w] = true
	}
	return out
}

// systemProgram reports whether a command is of the system and runs nothing of
// the project.
func systemProgram(words []string) bool {
	name := path.Base(words[0])
	if name == "command" || name == "which" || name == "type" {
		return true
	}
	return systemPrograms[name] && !strings.Contains(words[0], "node_modules")
}

var systemPrograms = wordSet(`apk apt apt-get apt-key apt-mark add-apt-repository aptitude dpkg dpkg-reconfigure yum dnf microdnf rpm zypper
	mkdir rm rmdir chown chmod chgrp echo cp mv ln touch cat ls find tar unzip zip gzip gunzip xz curl wget adduser addgroup useradd groupadd usermod
	groupmod deluser delgroup passwd sed awk grep egrep cut tr head tail sort uniq tee wc cd pushd popd set export unset true false : test [ printf sleep
	date id whoami uname pwd hostname git gpg sha256sum sha512sum md5sum base64 install setcap ldconfig locale-gen localedef update-ca-certificates
	update-alternatives ln stat du df ps readlink realpath basename dirname exit return read shift trap umask ulimit wait let local readonly declare
	fc-cache openssl ssh-keyscan ssh-keygen pip pip3 python python3 gem mktemp rsync jq patch diff file getent ssh nproc stty tini dumb-init c_rehash`)
