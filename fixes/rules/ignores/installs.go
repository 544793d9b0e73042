package ignores

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// This file decides whether a stage installs packages by itself. It is sure of the
// commands that do not: where none may, they come from the build context.

var (
	mayInstallTool = pattern.New(`\b(npm|npx|yarn|pnpm|bun|bunx|corepack|pnpx|make|turbo|nx|rush|lerna|cnpm|tnpm)\b|\.sh\b`)
	modeChange     = pattern.New(`\b(chmod|chown|dos2unix|sed["',\s]+-i)[\s"'][^&|;]*`).Needs("chmod", "chown", "dos2unix", "sed")
	// systemInstall finds a command of the system's package manager.
	systemInstall = pattern.New(`^\s*(?:RUN\s+)?(?:(?:sudo|--\S+|\w+=\S*)\s+)*(?:apk|apt|apt-get|aptitude|yum|dnf|microdnf|tdnf|zypper|pacman)\s`)
	shellFile     = pattern.New(`[\w./-]+\.sh\b`).Needs(".sh")
	// listMarks turns the list of an exec form into a line.
	listMarks = strings.NewReplacer(`["`, " ", `"]`, " ", `", "`, " ", `","`, " ")
	// commandEnds are what stands between the commands of a line.
	commandEnds = strings.NewReplacer("&&", "\n", "||", "\n", ";", "\n", "|", "\n", "(", "\n", ")", "\n", "\\\n", " ", "\"", " ", "'", " ")
)

// RunsInstall reports whether a RUN of the stage may install packages, or what it
// starts certainly does.
func (v *View) RunsInstall(stage *dockerfile.Stage) bool {
	return slices.ContainsFunc(stage.Instructions, func(i *dockerfile.Instruction) bool {
		text := listMarks.Replace(modeChange.ReplaceAllString(i.Spoken(), ""))
		if i.Is("CMD", "ENTRYPOINT") {
			return installCall.MatchString(text)
		}
		return i.Is("RUN") && v.installs(text, 0)
	})
}

// installs reports whether shell text may install packages, itself, by a package
// script or by a shell script. One that is not here may.
func (v *View) installs(text string, depth int) bool {
	if !mayInstallTool.MatchString(text) {
		return false
	}
	if depth > project.MaxScripts {
		return true
	}
	for _, word := range shellFile.FindAllString(text, -1) {
		name := v.fileOf(word)
		if name == "" {
			return true
		}
		data, ok, err := v.p.Repo.Read(path.Join(v.Context.Dir, name))
		if err != nil || !ok || v.installs(string(data), depth+1) {
			return true
		}
	}
	text = shellFile.ReplaceAllString(text, "")
	for line := range strings.Lines(commandEnds.Replace(text)) {
		words := strings.Fields(line)
		if systemInstall.MatchString(line) {
			continue // make, npm and the like are packages of the system there
		}
		at := slices.IndexFunc(words, func(w string) bool { return mayInstallTool.MatchString(w) && !strings.HasPrefix(w, "-") })
		if at >= 0 && v.commandInstalls(words[at:], depth) {
			return true
		}
	}
	return false
}

var (
	// otherVerbs are what package managers do beside installing the project.
	otherVerbs = project.WordSet("prune rebuild rb config set get cache version view audit pkg ls list why outdated login whoami root bin prefix ping pack publish completion doctor explain fund help exec x dlx test t start stop restart run run-script create init plugin policies store setup env")
	// installTools are programs that npx starts and that install a project.
	installTools = project.WordSet("npm yarn pnpm cnpm tnpm lerna rush ni nci ci @antfu/ni npm-ci-if-needed bolt")
)

// commandInstalls judges one command, from the name of a tool on.
func (v *View) commandInstalls(words []string, depth int) bool {
	var bare []string
	for _, w := range words[1:] {
		if strings.Contains(w, "$") {
			return true
		}
		if !strings.HasPrefix(w, "-") {
			bare = append(bare, w)
		}
	}
	tool := path.Base(words[0])
	switch {
	case tool == "npx" || tool == "pnpx" || tool == "bunx":
		return len(bare) > 0 && installTools[strings.TrimSuffix(bare[0], "@"+afterVersion(bare[0]))]
	case tool == "corepack":
		return len(bare) > 0 && (bare[0] == "npm" || bare[0] == "yarn" || bare[0] == "pnpm") && v.commandInstalls(bare, depth)
	case tool == "turbo" || tool == "nx":
		return false
	case tool != "npm" && tool != "yarn" && tool != "pnpm" && tool != "bun":
		return true
	case len(bare) == 0:
		return tool == "yarn" && !slices.Contains(words, "-v") && !slices.Contains(words, "--version")
	}
	if i, ok := node.ParseInstall(words); ok {
		return !i.Global
	}
	if slices.ContainsFunc(bare, func(w string) bool { _, ok := node.ParseInstall([]string{tool, w}); return ok }) {
		return !slices.Contains(words, "-g") && !slices.Contains(words, "--global") // behind the value of a flag
	}
	if bare[0] == "global" {
		return false
	}
	for _, name := range bare[:min(len(bare), 3)] {
		found, installing := false, false
		v.scripts(func(other, line string) bool {
			if other == name || other == "pre"+name || other == "post"+name {
				found = true
				installing = installing || v.installs(line, depth+1)
			}
			return installing
		})
		if found {
			return installing
		}
	}
	return !otherVerbs[bare[0]] && !v.isProgram(bare[0]) || (bare[0] == "run" || bare[0] == "run-script")
}

// isProgram reports whether a word behind yarn or pnpm is a program of a dependency.
func (v *View) isProgram(word string) bool {
	m, err := v.p.Repo.Manifest(v.Context.Dir)
	return err == nil && m != nil && m.HasBinary(word)
}

// afterVersion returns what follows the last "@" of a package, "" where that begins a
// scope.
func afterVersion(pkg string) string {
	if at := strings.LastIndexByte(pkg, '@'); at > 0 {
		return pkg[at+1:]
	}
	return ""
}
