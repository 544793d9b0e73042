package dockerfile

import (
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
)

// newStage makes the stage that a FROM begins.
func newStage(f *File, from *Instruction, stage *instructions.Stage) *Stage {
	s := &Stage{Index: len(f.Stages), From: from, Platform: stage.Platform, file: f}
	if len(from.Args) > 0 {
		s.Base = from.Args[0]
	}
	if len(from.Args) == 3 {
		s.Name = from.Args[2].Text
	}
	return s
}

// link finds the parent of every stage. A FROM with variables is followed with
// the defaults of the global ARGs.
func (f *File) link() {
	for _, s := range f.Stages {
		base, _, complete := f.Expand(s.Base.Text)
		if complete {
			s.Parent = f.named(base, s.Index)
		}
	}
}

// named returns the last of the first n stages with that name, nil when there
// is none. Names compare without regard to case, as BuildKit's do.
func (f *File) named(name string, n int) *Stage {
	for n--; n >= 0; n-- {
		if s := f.Stages[n]; s.Name != "" && strings.EqualFold(s.Name, name) {
			return s
		}
	}
	return nil
}

// StageByName returns the stage that a build's target names: by its name, in
// any case. When a name is given twice, the last stage has it.
func (f *File) StageByName(name string) *Stage { return f.named(name, len(f.Stages)) }

// StageRef returns the earlier stage that ref, the value of a --from of i,
// names: a stage name or a number from 0. It is nil when ref is an image.
func (f *File) StageRef(i *Instruction, ref string) *Stage {
	if i.Stage == nil {
		return nil
	}
	if n, err := strconv.Atoi(ref); err == nil {
		if n >= 0 && n < i.Stage.Index {
			return f.Stages[n]
		}
		return nil
	}
	return f.named(ref, i.Stage.Index)
}

// ShellAt returns the SHELL that is active at an instruction of the stage, nil
// for the image's default. Parent stages hand theirs down.
func (s *Stage) ShellAt(i *Instruction) []string {
	var shell []string
	if s.Parent != nil {
		shell = s.Parent.ShellAt(nil)
	}
	for _, other := range s.Instructions {
		if i != nil && other.Index >= i.Index {
			break
		}
		if c, ok := other.Command.(*instructions.ShellCommand); ok {
			shell = c.Shell
		}
	}
	return shell
}

// File returns the file that the stage stands in.
func (s *Stage) File() *File { return s.file }
