package rights

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/rules/startscript"
)

// startsBuild reports whether the process is what the script build of
// package.json runs, under its own name or without the package manager.
func startsBuild(t *fixes.Target) bool {
	run, ok := t.Manifest.Resolve("build")
	words := t.Program()
	if name, _, is := node.ScriptOf(words); is && name == "build" {
		return true
	}
	return ok && len(run.Argv) > 1 && slices.Equal(run.Argv, words)
}

// unknownProgram returns why a process that is neither Node nor a script may
// need root.
func unknownProgram(p *fixes.Pass, t *fixes.Target) string {
	argv, ok := t.Process.Argv()
	if !ok {
		argv = project.BareProgram(t.Program()) // of a shell
	}
	if argv = fixes.Unwrap(project.WithoutInits(argv)); len(argv) == 0 {
		return ""
	}
	word := argv[0]
	if run := foreignScript(p, t, argv); run != "" {
		return fmt.Sprintf("%s runs %s, which does not come with this project, so whether it needs root is not known", strings.Join(argv, " "), run)
	}
	switch base := path.Base(word); {
	case base == "node" || base == "nodejs" || deploy.Managers[base] || project.IsPM2Runtime(base) || base == "env" || project.IsShell(word) || project.IsJavaScript(word) || project.LooksLikeScript(word) || strings.HasPrefix(word, "-"),
		t.Manifest != nil && t.Manifest.HasBinary(base), launch.InstalledGlobally(p, t, base), len(deploy.StartScripts(p, t)) > 0, startscript.NamedNodeFile(p, t, argv, t.Chain.End.Workdir) != "",
		t.Process.Entrypoint.At == nil && strings.Contains(word, "/"):
		return ""
	}
	return fmt.Sprintf("%s does not come from the files of this project, so whether it needs root is not known", word)
}

// foreignScript returns the program that a script of package.json runs and no
// dependency there can have brought, "" for none: a step of the build installed it
// by its name.
func foreignScript(p *fixes.Pass, t *fixes.Target, argv []string) string {
	name, _, ok := node.ScriptOf(argv)
	if !ok || t.Manifest == nil {
		return ""
	}
	run, ok := t.Manifest.Resolve(name)
	if !ok || !run.Simple || len(run.Argv) == 0 {
		return ""
	}
	word := run.Argv[0]
	if path.Base(word) != word || deploy.Managers[word] || word == "node" || word == "bun" || project.IsShell(word) || t.Manifest.HasBinary(word) || project.SystemProgram([]string{word}) {
		return ""
	}
	for dependency := range t.Manifest.All() {
		if strings.Contains(dependency, word) {
			return ""
		}
	}
	if len(t.Manifest.All()) > 0 && !slices.ContainsFunc(p.Inherited(t.Stage), func(i *fixes.Install) bool { return !i.Global && len(i.Packages) > 0 }) {
		return ""
	}
	return word
}
