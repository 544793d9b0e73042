package installs

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/text"
)

// NeedsSource says what of the source the install reads.
func NeedsSource(p *fixes.Pass, i *fixes.Install) string {
	for _, hook := range []string{"preinstall", "install", "postinstall", "prepublish", "prepare"} {
		if i.Manifest.Scripts[hook] != "" && !i.IgnoreScripts {
			return fmt.Sprintf("the install runs the script %s, which may read the source", hook)
		}
	}
	if len(project.WorkspacePatterns(p, i.Dir, i.Manifest)) > 0 {
		return "the project has workspaces, whose package.json files would all have to be copied first"
	}
	if root, ok := launch.WorkspaceRoot(p, i.Dir); ok {
		return fmt.Sprintf("the project is a workspace of %s", Folder(root))
	}
	all := i.Manifest.All()
	for _, name := range project.SortedNames(all) {
		if v := all[name]; strings.HasPrefix(v, "file:") || strings.HasPrefix(v, "link:") || strings.HasPrefix(v, ".") || strings.HasPrefix(v, "portal:") || strings.HasPrefix(v, "patch:") || strings.HasPrefix(v, "workspace:") {
			return fmt.Sprintf("the dependency %s comes from a folder of the source (%s)", name, v)
		}
	}
	for _, name := range []string{"patches", ".pnpmfile.cjs", ".yarnrc", "binding.gyp"} {
		if at := path.Join(i.Dir, name); p.Repo.Exists(at) || p.Repo.IsDir(at) {
			return fmt.Sprintf("the install reads %s too", at)
		}
	}
	if i.Manifest.Prisma {
		return "Prisma generates its client when it is installed, from a schema in the source"
	}
	return ""
}

// InstallFirst moves the install in front of the COPY, behind one of the files
// that it needs.
func InstallFirst(p *fixes.Pass, i *fixes.Install, copied fixes.Moment, c *fixes.Copy) *fixes.Fix {
	prefix := path.Clean(strings.TrimPrefix(c.Sources[0], "/"))
	files := []string{"package.json", path.Base(i.Lockfile)}
	if npmrc := path.Join(i.Dir, ".npmrc"); p.Repo.Exists(npmrc) && !p.Ignored(npmrc) {
		files = append(files, ".npmrc")
	}
	var words []string
	for _, flag := range copied.Flags {
		words = append(words, flag.Word.Raw)
	}
	for _, name := range files {
		words = append(words, path.Join(prefix, name))
	}
	dest := copied.Args[len(copied.Args)-1].Raw
	if dest == "." {
		dest = "./"
	} else if !strings.HasSuffix(dest, "/") {
		dest += "/"
	}
	line := p.File.Style.Keyword(copied.Keyword) + " " + strings.Join(append(words, dest), " ")
	install := text.Span{Start: lineStart(p.File.Src, i.At.Span.Start), End: i.At.Span.End}
	if len(i.At.Above) > 0 {
		install.Start = i.At.Above[0].Span.Start
	}
	rest := install
	if blankBefore(p.File.Src, rest.Start) {
		rest.End = blankAfter(p.File.Src, rest.End)
	}
	moved := strings.TrimSuffix(strings.TrimSuffix(string(p.File.Src[install.Start:install.End]), "\n"), "\r")
	return &fixes.Fix{
		Title: "Copy package.json and the lockfile first, and install before the rest", Applicability: fixes.OnRequest,
		Changes: []fixes.Change{p.Edit(p.File.InsertBefore(copied.Instruction, line, moved), text.Delete(rest))},
	}
}

// blankBefore reports whether the line in front of an offset is blank.
func blankBefore(src []byte, at int) bool {
	before := strings.TrimSuffix(strings.TrimSuffix(string(src[:at]), "\n"), "\r")
	return strings.TrimSpace(before[strings.LastIndexByte(before, '\n')+1:]) == ""
}

// blankAfter returns the offset behind a blank line that begins at one; the
// offset itself when that line is not blank.
func blankAfter(src []byte, at int) int {
	line, _, ended := strings.Cut(string(src[at:]), "\n")
	if !ended || strings.TrimSpace(line) != "" {
		return at
	}
	return at + len(line) + 1
}

// lineStart returns where the line of an offset begins.
func lineStart(src []byte, at int) int {
	for at > 0 && src[at-1] != '\n' {
		at--
	}
	return at
}

// StartInstallOf returns the install of the project that an image itself runs when
// it starts, and where that stands.
func StartInstallOf(p *fixes.Pass, t *fixes.Target) (command, where string) {
	if awaitsWords(t) {
		return "", ""
	}
	for _, s := range launch.StartTexts(p, t) {
		if strings.HasPrefix(s.Where, "the command in ") {
			continue // of a service
		}
		commands, _ := project.ScriptCommands(s.Text)
		for _, c := range commands {
			i, ok := node.ParseInstall(c.Words)
			if ok && i.Project() && !i.Clean && i.Verb == node.VerbInstall {
				return strings.Join(c.Words, " "), s.Where
			}
		}
	}
	return "", ""
}

// awaitsWords reports whether the image starts Yarn alone, and whoever runs it says what to do by
// the words behind the image: without any Yarn would install, and end.
func awaitsWords(t *fixes.Target) bool {
	entry := t.Process.Entrypoint
	return entry.At != nil && !entry.Shell && len(entry.Words) > 0 && path.Base(entry.Words[len(entry.Words)-1]) == "yarn" && !t.Process.Cmd.Set()
}
