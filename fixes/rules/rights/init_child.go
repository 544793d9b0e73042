package rights

import (
	"fmt"
	"path"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/rules/startscript"
)

// SingleChild returns the init in front of the target's command that signals
// its child alone, and not the programs that the child starts: tini and
// catatonit without -g, dumb-init with -c. It is "" where there is none.
// Source: the manuals of these programs.
func SingleChild(t *fixes.Target) string {
	words := t.Process.Entrypoint.Words
	if t.Process.Entrypoint.Shell || t.Process.Cmd.Shell {
		return ""
	}
	if len(words) == 0 || !project.IsInitWord(words[0]) {
		words = append(words[:len(words):len(words)], t.Process.Cmd.Words...)
	}
	if len(words) == 0 {
		return ""
	}
	flags := map[string]bool{}
	for _, w := range words[1:] {
		if w == "--" || w == "" || w[0] != '-' {
			break
		}
		flags[w] = true
	}
	_, group := t.Chain.End.Env["TINI_KILL_PROCESS_GROUP"]
	switch base := path.Base(words[0]); base {
	case "tini", "tini-static", "catatonit":
		if !group && !flags["-g"] {
			return base
		}
	case "dumb-init":
		if flags["-c"] || flags["--single-child"] {
			return base
		}
	}
	return ""
}

// StaysInFront says what keeps the signal from the program of a script.
func StaysInFront(t *fixes.Target, s *startscript.Script) string {
	if init := SingleChild(t); init != "" {
		return fmt.Sprintf("%s does not end in exec: %s signals the shell alone, which may not pass SIGTERM on to the program.", s.Path, init)
	}
	return fmt.Sprintf("%s does not end in exec: the shell stays PID 1 and may not pass SIGTERM on to the program.", s.Path)
}
