package node

import (
	"fmt"
	"slices"
	"strings"
)

// A Run is what a package.json script comes down to, with the scripts it calls
// followed.
type Run struct {
	// Scripts are the names followed, the first one asked for.
	Scripts []string
	// Argv and Env are what is executed in the end.
	Argv []string
	Env  []Assign
	// Simple reports whether running Argv under Env does what the package
	// manager would do, but for its own npm_ variables and node_modules/.bin
	// in PATH.
	Simple bool
	// Why says why not, in words that follow "because".
	Why string
	// Hooks are the pre and post scripts that the package manager would run
	// too; a Run with hooks is not Simple.
	Hooks []string
}

// maxRuns bounds a chain of scripts, which may be a circle.
const maxRuns = 16

// Resolve follows a script of the manifest. ok is false when there is no such
// script; "start" without one is npm's default, "node server.js".
func (m *Manifest) Resolve(name string) (run Run, ok bool) {
	if m == nil {
		return Run{}, false
	}
	if _, in := m.Scripts[name]; !in {
		if name == "start" {
			return Run{Scripts: []string{name}, Argv: []string{"node", "server.js"}, Simple: true, Hooks: nil}.hooked(m), true
		}
		return Run{}, false
	}
	m.follow(&run, name, nil)
	run = run.hooked(m)
	run.Simple = run.Why == ""
	return run, true
}

// follow adds one script, and what it calls when that is all it does.
func (m *Manifest) follow(run *Run, name string, args []string) {
	if len(run.Scripts) >= maxRuns || slices.Contains(run.Scripts, name) {
		run.Why = fmt.Sprintf("the scripts call each other (%s)", strings.Join(append(run.Scripts, name), ", "))
		return
	}
	run.Scripts = append(run.Scripts, name)
	script, err := ParseScript(m.Scripts[name])
	if err != nil {
		run.Why = "its text is no shell command"
		return
	}
	run.Env = append(run.Env, script.Env...)
	run.Argv, run.Why = append(slices.Clone(script.Argv), args...), script.Why
	if !script.Simple {
		return
	}
	// The shell that npm starts gives its place to what follows exec.
	if len(run.Argv) > 1 && run.Argv[0] == "exec" && !strings.HasPrefix(run.Argv[1], "-") {
		run.Argv = run.Argv[1:]
	}
	if next, rest, calls := ScriptOf(run.Argv); calls {
		if _, in := m.Scripts[next]; in {
			m.follow(run, next, rest)
			return
		}
		if run.Argv[0] != "yarn" && run.Argv[0] != "pnpm" && run.Argv[0] != "bun" {
			run.Why = fmt.Sprintf("there is no script %s", next)
			return
		}
	}
	run.Argv = Unwrap(run.Argv)
}

// hooked adds the pre and post scripts of what was followed.
func (r Run) hooked(m *Manifest) Run {
	for _, name := range r.Scripts {
		for _, hook := range []string{"pre" + name, "post" + name} {
			if _, in := m.Scripts[hook]; in {
				r.Hooks = append(r.Hooks, hook)
			}
		}
	}
	if len(r.Hooks) > 0 {
		r.Simple = false
		if r.Why == "" {
			r.Why = fmt.Sprintf("the script %s runs with it", r.Hooks[0])
		}
	}
	return r
}

// Runs returns the script that a command runs ("npm start", "yarn dev") and
// the words it comes down to. script is "" when the command runs none of the
// manifest's scripts. The words are those of the last command when the script
// is more than one; Resolve tells.
func (m *Manifest) Runs(words []string) (script string, argv []string) {
	name, args, ok := ScriptOf(words)
	if !ok {
		return "", nil
	}
	run, ok := m.Resolve(name)
	if !ok {
		return "", nil
	}
	return name, append(slices.Clone(run.Argv), args...)
}
