package rules

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/text"
)

// verbIndex returns the index of the word behind which a flag is written: the
// verb, or the manager for a bare "yarn".
func verbIndex(i *fixes.Install) int {
	if i.VerbIndex >= 0 {
		return i.VerbIndex
	}
	return i.ManagerIndex
}

// installSpan returns the place of the words that name the command.
func installSpan(i *fixes.Install) text.Span {
	first, last := i.Command.Words[i.ManagerIndex], i.Command.Words[verbIndex(i)]
	if i.Script.Heredoc && !i.At.Exec || first.Span.Len() == 0 || last.Span.Len() == 0 || last.Span.End < first.Span.Start {
		return i.At.Span
	}
	return text.Span{Start: first.Span.Start, End: last.Span.End}
}

// installName returns the command as people say it: "npm install".
func installName(i *fixes.Install) string {
	if i.VerbIndex < 0 {
		return i.Manager.Command()
	}
	return i.Manager.Command() + " " + i.Command.Words[i.VerbIndex].Text
}

// installKey tells the install commands of a file apart, also after an edit.
func installKey(p *fixes.Pass, i *fixes.Install) string {
	n := 0
	for _, other := range p.Installs(i.Stage) {
		if other == i {
			break
		}
		n++
	}
	return fmt.Sprintf("%s %d.%d", i.Manager.Command(), i.Stage.Index, n)
}

// wordEditable returns why a word of the command may not be edited.
func wordEditable(i *fixes.Install, index int) string {
	switch {
	case !i.At.Is("RUN"):
		return "it runs in the build of another image"
	case i.Script.Heredoc && !i.At.Exec:
		return "it stands in " + neverEdited(i.At)
	case !i.Command.Words[index].Located:
		return "the place of the words in the file is not certain"
	}
	return ""
}

// replaceVerb returns the edit that writes another verb. In exec form a word is
// a string with its quotes.
func replaceVerb(i *fixes.Install, verb string) text.Edit {
	if i.At.Exec {
		verb = `"` + verb + `"`
	}
	return text.Replace(i.Command.Words[i.VerbIndex].Span, verb)
}

// addFlag returns the edit that puts flags behind the command's verb.
func addFlag(i *fixes.Install, flags ...string) text.Edit {
	end, written := i.Command.Words[verbIndex(i)].Span.End, ""
	for _, flag := range flags {
		if i.At.Exec {
			flag = `, "` + flag + `"`
		} else {
			flag = " " + flag
		}
		written += flag
	}
	return text.Insert(end, written)
}

// sameManager reports whether a lockfile is one that the command reads.
func sameManager(command, lock node.Manager) bool {
	return command == lock || command.Yarn() && lock.Yarn()
}

// modulesMounted reports whether a RUN mounts something over node_modules, so
// that what it installs is not in the image.
func modulesMounted(i *fixes.Install) bool {
	for _, f := range i.At.Flags {
		if f.Name != "mount" {
			continue
		}
		for _, part := range strings.Split(f.Value, ",") {
			key, value, _ := strings.Cut(part, "=")
			if (key == "target" || key == "dst" || key == "destination") && path.Base(value) == "node_modules" {
				return true
			}
		}
	}
	return false
}

// mounted reports whether a RUN mounts a file of this base name.
func mounted(i *fixes.Install, name string) bool {
	for _, f := range i.At.Flags {
		if f.Name != "mount" {
			continue
		}
		for _, part := range strings.Split(f.Value, ",") {
			if _, value, ok := strings.Cut(part, "="); ok && path.Base(value) == name {
				return true
			}
		}
	}
	return false
}

// folder names a repository folder in a sentence.
func folder(dir string) string {
	if dir == "." {
		return "the repository root"
	}
	return dir
}

// neverEdited names the text that a command of an instruction stands in.
func neverEdited(at *dockerfile.Instruction) string {
	if len(at.Heredocs) == 0 {
		return "the text that another shell is given"
	}
	return "a heredoc, which nodedock never edits"
}
