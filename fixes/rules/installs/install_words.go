package installs

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/rules/devneeds"
	"github.com/nodedock/nodedock/fixes/text"
)

// InstallKey tells the install commands of a file apart, also after an edit.
func InstallKey(p *fixes.Pass, i *fixes.Install) string {
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
		return "it stands in " + NeverEdited(i.At)
	case !i.Command.Words[index].Located:
		return "the place of the words in the file is not certain"
	}
	return ""
}

// ReplaceVerb returns the edit that writes another verb. In exec form a word is
// a string with its quotes.
func ReplaceVerb(i *fixes.Install, verb string) text.Edit {
	if i.At.Exec {
		verb = `"` + verb + `"`
	}
	return text.Replace(i.Command.Words[i.VerbIndex].Span, verb)
}

// AddFlag returns the edit that puts flags behind the command's verb.
func AddFlag(i *fixes.Install, flags ...string) text.Edit {
	end, written := i.Command.Words[devneeds.VerbIndex(i)].Span.End, ""
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

// Mounted reports whether a RUN mounts a file of this base name.
func Mounted(i *fixes.Install, name string) bool {
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

// Folder names a repository folder in a sentence.
func Folder(dir string) string {
	if dir == "." {
		return "the repository root"
	}
	return dir
}

// NeverEdited names the text that a command of an instruction stands in.
func NeverEdited(at *dockerfile.Instruction) string {
	if len(at.Heredocs) == 0 {
		return "the text that another shell is given"
	}
	return "a heredoc, which nodedock never edits"
}
