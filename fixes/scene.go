package fixes

import (
	"path"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/shell"

	"github.com/nodedock/nodedock/fixes/dockerfile"
)

// A Scene is what is known of a stage just before one of its instructions.
type Scene struct {
	Workdir string // absolute
	// WorkdirKnown is false when a WORKDIR could not be expanded.
	WorkdirKnown bool
	User         string // as written, "" when only the base image says
	UserAt       *dockerfile.Instruction
	Env          map[string]Variable
	Args         map[string]Variable
	Shell        []string // nil is the default
}

// A Variable is an ENV or ARG in force.
type Variable struct {
	Value string
	// Known is false when the value comes from who builds the image.
	Known bool
	At    *dockerfile.Instruction // nil when the base image sets it
}

// clone returns a copy whose maps may be changed.
func (s Scene) clone() Scene {
	env, args := make(map[string]Variable, len(s.Env)), make(map[string]Variable, len(s.Args))
	for k, v := range s.Env {
		env[k] = v
	}
	for k, v := range s.Args {
		args[k] = v
	}
	s.Env, s.Args = env, args
	return s
}

// Expand replaces variables as BuildKit would. ok is false when one of them is
// not known.
func (s Scene) Expand(word string) (value string, ok bool) {
	if !strings.ContainsAny(word, "$\\\"'") {
		return word, true
	}
	scope := variables{s, &ok}
	ok = true
	result, err := shell.NewLex('\\').ProcessWordWithMatches(word, scope)
	if err != nil || len(result.Unmatched) > 0 {
		return word, false
	}
	return result.Result, ok
}

// lookup returns the variable that is in force under a name. ENV hides ARG, but for
// an ARG with a value that stands behind it: BuildKit sets it for the rest of the stage.
func (s Scene) lookup(name string) (v Variable, found bool) {
	env, set := s.Env[name]
	arg, given := s.Args[name]
	if !set || given && arg.Known && arg.At != nil && (env.At == nil || env.At.Index < arg.At.Index) {
		return arg, given
	}
	return env, true
}

// variables lets BuildKit's lexer look variables up.
type variables struct {
	scene Scene
	ok    *bool
}

func (s variables) Get(name string) (string, bool) {
	v, found := s.scene.lookup(name)
	if found && !v.Known {
		*s.ok = false
	}
	return v.Value, found
}

func (s variables) Keys() []string {
	var keys []string
	for _, vars := range []map[string]Variable{s.scene.Env, s.scene.Args} {
		for k := range vars {
			keys = append(keys, k)
		}
	}
	return keys
}

// Abs returns an image path relative to the working directory as an absolute one.
func (s Scene) Abs(name string) string {
	if path.IsAbs(name) {
		return path.Clean(name)
	}
	return path.Join(s.Workdir, name)
}

// after returns the scene behind an instruction.
func (s Scene) after(i *dockerfile.Instruction) Scene {
	switch i.Keyword {
	case "WORKDIR":
		if len(i.Args) > 0 {
			dir, ok := s.Expand(i.Args[0].Text)
			s.Workdir, s.WorkdirKnown = s.Abs(dir), ok && (s.WorkdirKnown || path.IsAbs(dir))
		}
	case "USER":
		if len(i.Args) > 0 {
			s.User, _ = s.Expand(i.Args[0].Text)
			s.UserAt = i
		}
	case "ENV":
		next := s.clone()
		for _, pair := range dockerfile.EnvPairs(i) {
			value, ok := s.Expand(pair.Value.Text)
			next.Env[pair.Name.Text] = Variable{value, ok, i}
		}
		return next
	case "ARG":
		next := s.clone()
		for _, pair := range dockerfile.EnvPairs(i) {
			value, ok := s.Expand(pair.Value.Text)
			next.Args[pair.Name.Text] = s.argument(pair, Variable{value, ok, i})
		}
		return next
	case "SHELL":
		s.Shell = nil
		for _, w := range i.Args {
			s.Shell = append(s.Shell, w.Text)
		}
	}
	return s
}

// argument returns an ARG's value: its default, else that of the global ARG of
// the same name. Whoever builds the image may pass another.
func (s Scene) argument(pair dockerfile.Pair, v Variable) Variable {
	if pair.Value.Text == "" && v.Value == "" {
		if global, ok := s.Args["\x00"+pair.Name.Text]; ok {
			return Variable{global.Value, global.Known, v.At}
		}
		v.Known = false
	}
	return v
}
