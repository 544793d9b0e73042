package launch

import (
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/source"
)

// followedProgram returns what a target's program loads, from its first file on; nil where
// that file is not known or not of this repository.
func followedProgram(p *fixes.Pass, t *fixes.Target) (*source.Program, error) {
	f := programFollowed.Of(p, t)
	return f.program, f.err
}

type followed struct {
	program *source.Program
	err     error
}

var programFollowed = &fixes.TargetFact[followed]{From: func(p *fixes.Pass, t *fixes.Target) followed {
	entries, err := ProgramEntries(p, t)
	if err != nil || len(entries) == 0 {
		return followed{err: err}
	}
	program, err := project.FollowBy(p, entries, source.FollowFar)
	if err != nil || !slices.Contains(program.Files, entries[0]) {
		return followed{err: err}
	}
	return followed{program: program}
}}

// ProgramFiles are the files that the target's program is certain to load, from its first file on; none
// where that file is not known.
func ProgramFiles(p *fixes.Pass, t *fixes.Target) []string {
	if program, err := followedProgram(p, t); err == nil && program != nil {
		return program.Files
	}
	return nil
}

// Loaded is what a target's program loads, from its first file on; nil where that file is not
// known or not of this repository.
func Loaded(p *fixes.Pass, t *fixes.Target) *source.Program {
	program, err := followedProgram(p, t)
	if err != nil {
		return nil
	}
	return program
}
