package fixes

import (
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes/dockerfile"
)

// A Process is what a container of a stage's image starts.
type Process struct {
	Entrypoint, Cmd Command
}

// A Command is an effective ENTRYPOINT or CMD.
type Command struct {
	// At is the instruction that set it, nil when the base image did.
	At *dockerfile.Instruction
	// Words are the words in exec form, or the whole line in shell form.
	Words []string
	Shell bool
	// Known is false when only the base image sets it and nothing is known
	// of that image.
	Known bool
}

// Set reports whether there is a command.
func (c Command) Set() bool { return len(c.Words) > 0 }

// ProcessOf returns what a container of the stage starts. The base image's own
// ENTRYPOINT and CMD count; an ENTRYPOINT clears a CMD that was not set in its
// own stage before it, as BuildKit does.
func (p *Pass) ProcessOf(stage *dockerfile.Stage) Process { return p.Chain(stage).process() }

// process is ProcessOf for a chain that is known.
func (c *Chain) process() Process {
	proc := Process{
		Entrypoint: Command{Words: c.Base.Entrypoint, Known: c.Base.ProcessKnown},
		Cmd:        Command{Words: c.Base.Cmd, Known: c.Base.ProcessKnown},
	}
	var cmdStage *dockerfile.Stage
	for _, m := range c.Steps {
		switch m.Keyword {
		case "CMD":
			proc.Cmd, cmdStage = commandOf(m), m.Stage
		case "ENTRYPOINT":
			proc.Entrypoint = commandOf(m)
			if cmdStage != m.Stage {
				proc.Cmd = Command{Known: true}
			}
		}
	}
	return proc
}

func commandOf(m Moment) Command {
	c := Command{At: m.Instruction, Shell: !m.Exec, Known: true}
	for _, w := range m.Args {
		c.Words = append(c.Words, w.Text)
	}
	return c
}

// Argv returns the words that the container starts, ENTRYPOINT before CMD; ok
// is false when a shell is between, or when the base image is not known.
func (p Process) Argv() (argv []string, ok bool) {
	if p.Entrypoint.Shell || p.Cmd.Shell || !p.Entrypoint.Known || !p.Cmd.Known && !p.Cmd.Set() {
		return nil, false
	}
	return slices.Concat(p.Entrypoint.Words, p.Cmd.Words), true
}

// Last returns the instruction that a fix of the process would change: CMD
// where there is one, else ENTRYPOINT. An ENTRYPOINT in shell form takes nothing
// from the CMD of its stage.
func (p Process) Last() *dockerfile.Instruction {
	if p.Cmd.At == nil || p.Entrypoint.Shell && p.Entrypoint.At != nil && p.Entrypoint.At.Stage == p.Cmd.At.Stage {
		return p.Entrypoint.At
	}
	return p.Cmd.At
}

// inits are programs that are made to be PID 1, and how many words each takes
// before the program it starts is not fixed: flags are skipped.
var inits = map[string]bool{"dumb-init": true, "tini": true, "tini-static": true, "catatonit": true, "docker-init": true, "s6-svscan": true, "s6-overlay": true, "my_init": true, "supervisord": true, "runsvdir": true}

// IsInit reports whether a word of a command is an init process.
func IsInit(word string) bool {
	return inits[path.Base(word)] || word == "/init"
}

// initValues are the flags of dumb-init and tini that the next word belongs to.
var initValues = map[string]bool{"-r": true, "--rewrite": true, "-e": true, "-p": true}

// Unwrap returns the program behind entrypoint scripts of the base image and
// init processes: ["docker-entrypoint.sh","tini","--","node","x"] is
// ["node","x"].
func Unwrap(argv []string) []string {
	for len(argv) > 0 {
		switch {
		case path.Base(argv[0]) == "docker-entrypoint.sh" && argv[0] == "docker-entrypoint.sh":
			argv = argv[1:]
		case IsInit(argv[0]):
			argv = argv[1:]
			for len(argv) > 0 && len(argv[0]) > 0 && argv[0][0] == '-' {
				if initValues[argv[0]] && len(argv) > 1 {
					argv = argv[1:]
				}
				argv = argv[1:]
			}
		default:
			return argv
		}
	}
	return argv
}
