package launch

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// FetchedProgram holds back: the program comes from another repository or another image, so
// nothing here says what it writes, opens or needs.
func FetchedProgram(p *fixes.Pass, t *fixes.Target) string {
	if m, _ := deploy.ProgramManifest(p, t); m != nil || !t.Chain.End.WorkdirKnown {
		return ""
	}
	if name := packageProgram(p, t); name != "" {
		return fmt.Sprintf("%s comes with a package that is installed for the whole system, and nothing here brings files of the repository, so what it writes and needs is not known", name)
	}
	program := path.Join(t.Chain.End.Workdir, "package.json")
	if words := t.Program(); len(words) > 1 && path.Base(words[0]) == "node" && !strings.HasPrefix(words[1], "-") {
		program = t.Chain.End.Abs(words[1])
	}
	if _, ours := p.Origin(t.Stage, program, nil); ours {
		return ""
	}
	for _, made := range p.MadeIn(t.Stage, program) {
		chain := p.Chain(made.Stage)
		for _, m := range chain.Steps {
			if clones(m, made.Path) {
				return fmt.Sprintf("the program is fetched by git clone at line %d, so what it writes and needs is not known", m.StartLine)
			}
			if c, ok := p.ReadCopy(m); ok && c.Outside && c.Known && c.Dir && deploy.InFolder(made.Path, c.Dest) {
				return fmt.Sprintf("the program is taken from %s, so what it writes and needs is not known", m.Flag("from").Value)
			}
		}
		if made.Stage != t.Stage && chain.Known && chain.Base.Kind != image.OfficialNode && len(chain.Steps) == 0 {
			return fmt.Sprintf("the program is taken from %s, so what it writes and needs is not known", chain.Ref.Familiar())
		}
	}
	if by := ProgramBelow(p, t); by != "" {
		return fmt.Sprintf("the program comes with the image of %s, in a way that cannot be followed, so what it writes and needs is not known", by)
	}
	return ""
}

// packageProgram returns the program that the image starts where it comes with a package that is installed
// for the whole system, and no step and no service brings anything else; "" for another one.
func packageProgram(p *fixes.Pass, t *fixes.Target) string {
	words := project.BareProgram(t.Program())
	if len(words) == 0 || project.Runners[path.Base(words[0])] || !InstalledGlobally(p, t, path.Base(words[0])) {
		return ""
	}
	brings := slices.ContainsFunc(t.Chain.Steps, func(m fixes.Moment) bool {
		return m.Is("COPY", "ADD") || m.Is("RUN") && len(FromContext(m.Instruction)) > 0
	})
	mounts := slices.ContainsFunc(t.Builds, func(b builds.Build) bool { return len(b.Volumes) > 0 })
	if brings || mounts || t.Chain.Lower != nil {
		return ""
	}
	return path.Base(words[0])
}

// cloneValues are the flags of git clone that take the next word.
var cloneValues = []string{"-b", "--branch", "--depth", "-o", "--origin", "-c", "--config", "-j", "--jobs", "--reference", "--filter", "--template", "-u"}

// clones reports whether a RUN clones a repository into a folder that holds the
// path, or one whose files it copies or moves there.
func clones(m fixes.Moment, name string) bool {
	var cloned []string
	for _, cmd := range CommandsAt(m) {
		words := deploy.WordsOf(cmd)
		if len(words) < 3 || !cmd.DirKnown {
			continue
		}
		at := m.Scene
		at.Workdir = at.Abs(cmd.Dir)
		switch last := at.Abs(words[len(words)-1]); {
		case cmd.Name() == "git" && words[1] == "clone":
			folder := at.Abs(cloneFolder(m.Scene, cmd))
			if deploy.InFolder(name, folder) {
				return true
			}
			cloned = append(cloned, folder)
		case cmd.Name() == "cp" || cmd.Name() == "mv":
			from := func(word string) bool {
				return slices.ContainsFunc(cloned, func(folder string) bool { return deploy.InFolder(at.Abs(word), folder) })
			}
			if deploy.InFolder(name, last) && slices.ContainsFunc(words[1:len(words)-1], from) {
				return true
			}
		}
	}
	return false
}

// cloneFolder returns the folder that git clone makes, "." when that is not
// certain.
func cloneFolder(scene fixes.Scene, cmd *dockerfile.Command) string {
	var names []string
	for n := 2; n < len(cmd.Words); n++ {
		switch word := cmd.Words[n].Text; {
		case slices.Contains(cloneValues, word):
			n++
		case !strings.HasPrefix(word, "-"):
			name, ok := scene.Expand(strings.Trim(word, `"'`))
			if !ok {
				return "."
			}
			names = append(names, name)
		}
	}
	switch len(names) {
	case 1:
		return strings.TrimSuffix(path.Base(names[0]), ".git")
	case 2:
		return names[1]
	}
	return "."
}

// StartsUnknown holds back: a script of a package.json that is not here may be a
// development server, and what it writes is not known.
func StartsUnknown(_ *fixes.Pass, t *fixes.Target) string {
	script, _, ok := node.ScriptName(t.Program())
	if ok && (t.Scripts == nil || t.Manifest == nil && t.Scripts.Scripts[script] == "") {
		return t.Unread.Or(fmt.Sprintf("which package.json has the script %s that the image starts is not certain: it may be one for development", script))
	}
	return ""
}

// CommandsOf returns the commands of every RUN of the chain.
func CommandsOf(c *fixes.Chain) []*dockerfile.Command {
	var out []*dockerfile.Command
	for _, m := range c.Steps {
		out = append(out, CommandsAt(m)...)
	}
	return out
}

// CommandsAt returns the commands of one step, none when it is no RUN.
func CommandsAt(m fixes.Moment) (out []*dockerfile.Command) {
	for _, script := range deploy.ScriptsOf(m) {
		out = append(out, script.Commands...)
	}
	return out
}
