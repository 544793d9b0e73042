package credentials

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/text"
)

// replaceWrittenNpmrc removes a step that does nothing but write a .npmrc, and
// mounts the file in the steps that read it.
func replaceWrittenNpmrc(p *fixes.Pass, writer *dockerfile.Instruction) (edits []text.Edit, withheld string) {
	shell := writer.Stage.ShellAt(writer)
	name, _ := npmrcWritten(writer, shell)
	if name == yarnSettings {
		return nil, fmt.Sprintf("line %d writes it into %s, which stay in the layer. Name the variable in .yarnrc.yml or .npmrc instead, such as ${NPM_TOKEN}", writer.StartLine, name)
	}
	for _, script := range writer.Scripts(shell) {
		for _, c := range script.Commands {
			switch n := c.Name(); {
			case n == "echo", n == "printf", n == "cat", n == "touch", n == "chmod", setsCredential(c):
			default:
				return nil, fmt.Sprintf("line %d writes it into %s, which stays in the layer, and does other things too. Remove the file in the same RUN", writer.StartLine, name)
			}
		}
	}
	for _, m := range redirect.FindAllStringSubmatch(writer.Text, -1) {
		if m[1] != name {
			return nil, fmt.Sprintf("line %d writes %s too", writer.StartLine, m[1])
		}
	}
	target, withheld := npmrcTarget(p, writer, name)
	if withheld != "" {
		return nil, withheld
	}
	if there, ok := p.Origin(writer.Stage, target, writer); ok {
		return nil, fmt.Sprintf("%s lies at %s already, and a mount would hide it", there, target)
	}
	edits, withheld = mountNpmrc(p, writer, target)
	return append(edits, removal(p.File, writer)), withheld
}

// npmrcTarget returns the absolute path of the .npmrc that a step writes.
func npmrcTarget(p *fixes.Pass, at *dockerfile.Instruction, name string) (target, withheld string) {
	c := p.Chain(at.Stage)
	scene := c.Before(at)
	for _, home := range []string{"~/", "$HOME/", "${HOME}/"} {
		rest, ok := strings.CutPrefix(name, home)
		if !ok {
			continue
		}
		user, known := launch.UserBefore(p, c, scene)
		switch {
		case known && launch.MeansRoot(user):
			return path.Join("/root", rest), ""
		case known && user == "node" && c.Base.HasNodeUser:
			return path.Join("/home/node", rest), ""
		}
		return "", "the home folder of the user that the step runs as is not known"
	}
	if strings.Contains(name, "$") || !scene.WorkdirKnown && !path.IsAbs(name) {
		return "", "the folder that .npmrc is written to is not known"
	}
	return scene.Abs(name), ""
}

// mountNpmrc mounts the file at target in the steps behind an instruction that
// call a package manager, until one removes the file, and takes that removal
// away: what is mounted cannot be removed.
func mountNpmrc(p *fixes.Pass, from *dockerfile.Instruction, target string) (edits []text.Edit, withheld string) {
	if name := inheritor(p, from.Stage); name != "" {
		return nil, fmt.Sprintf("the stage %s is built from this one and calls a package manager too", name)
	}
	mounted := 0
	for _, i := range runsBehind(from) {
		shell := i.Stage.ShellAt(i)
		gone := removesNpmrc(i, shell)
		alone := removesOnly(i, shell)
		if runsScript(i, shell) {
			return nil, fmt.Sprintf("line %d runs a script, and whether that reads .npmrc is not known", i.StartLine)
		}
		if usesPackages(i, shell) && !hasSecret(i, "npmrc") {
			mounted++
			edits = append(edits, mountEdit(i, fmt.Sprintf("--mount=type=secret,id=npmrc,target=%s,required=true%s", target, readableBy(p, from.Stage, i))))
		}
		for _, c := range gone {
			if alone {
				edits = append(edits, removal(p.File, i))
				break
			}
			edit, ok := cutCommand(p.File, i, shell, c)
			if !ok {
				return nil, fmt.Sprintf("line %d removes .npmrc among other things, which fails for a mounted file", i.StartLine)
			}
			edits = append(edits, edit)
		}
		if len(gone) > 0 {
			break
		}
	}
	if mounted == 0 {
		return nil, "no step behind it in the stage calls a package manager, so what reads the file is not certain"
	}
	return edits, ""
}

// removesOnly reports whether a RUN does nothing but remove a .npmrc.
func removesOnly(i *dockerfile.Instruction, shell []string) bool {
	scripts := i.Scripts(shell)
	if len(scripts) != 1 || !scripts[0].Simple || len(scripts[0].Commands) != 1 {
		return false
	}
	files := 0
	for _, w := range scripts[0].Commands[0].Words[1:] {
		if !strings.HasPrefix(w.Text, "-") {
			files++
		}
	}
	return files == 1
}

// inheritor returns a stage that is built from the stage and calls a package
// manager, "" when there is none.
func inheritor(p *fixes.Pass, stage *dockerfile.Stage) string {
	for _, s := range p.File.Stages {
		if s.Parent != stage {
			continue
		}
		for _, i := range s.Instructions {
			if i.Is("RUN") && usesPackages(i, s.ShellAt(i)) {
				if s.Name == "" {
					return fmt.Sprint(s.Index)
				}
				return s.Name
			}
		}
		if name := inheritor(p, s); name != "" {
			return name
		}
	}
	return ""
}
