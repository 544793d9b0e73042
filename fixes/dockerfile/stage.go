package dockerfile

import (
	"sort"
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
	f.defaults = f.globalDefaults()
	f.byName = map[string][]*Stage{}
	for _, s := range f.Stages {
		if base, _, complete := f.Expand(s.Base.Text); complete {
			s.Parent = f.named(base, s.Index)
		}
		s.inheritShell()
		if s.Name != "" {
			key := strings.ToLower(s.Name)
			f.byName[key] = append(f.byName[key], s)
		}
	}
}

// named returns the last of the first n stages with that name, nil when there
// is none. Names compare without regard to case, as BuildKit's do.
func (f *File) named(name string, n int) *Stage {
	same := f.byName[strings.ToLower(name)]
	at := sort.Search(len(same), func(k int) bool { return same[k].Index >= n })
	if at == 0 {
		return nil
	}
	return same[at-1]
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

// inheritShell takes over the SHELL that the parent ends with.
func (s *Stage) inheritShell() {
	if s.Parent != nil {
		s.inherited = s.Parent.last
	}
	s.last = s.inherited
	for _, i := range s.Instructions {
		s.last = shellOf(i, s.last)
	}
}

// ShellAt returns the SHELL that is active at an instruction of the stage, nil
// for the image's default. Parent stages hand theirs down.
func (s *Stage) ShellAt(i *Instruction) []string {
	shell := s.inherited
	for _, other := range s.Instructions {
		if other.Index >= i.Index {
			break
		}
		shell = shellOf(other, shell)
	}
	return shell
}

// shellOf returns the SHELL behind an instruction; before is the one before it.
func shellOf(i *Instruction, before []string) []string {
	if c, ok := i.Command.(*instructions.ShellCommand); ok {
		return c.Shell
	}
	return before
}

// File returns the file that the stage stands in.
func (s *Stage) File() *File { return s.file }
