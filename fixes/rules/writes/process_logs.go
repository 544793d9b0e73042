package writes

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// processLog finds the files that pm2 is told to write, by its process file:
// https://pm2.keymetrics.io/docs/usage/application-declaration/.
var processLog = pattern.New(`["']?\b(?:error_file|err_file|out_file|log_file|pid_file|error|output|log|pid)["']?\s*:\s*["'`+"`"+`]?([./~\w][^"'`+"`"+`,\s]*)`).Needs("_file", "error", "output", "log", "pid")

// processLogFlags are the flags of pm2 that name such a file.
var processLogFlags = map[string]bool{"--log": true, "-l": true, "--output": true, "-o": true, "--error": true, "-e": true, "--pid": true, "-p": true}

// lookAtProcessFiles takes in the logs that pm2 writes for the program.
func (w *Writes) lookAtProcessFiles(p *fixes.Pass, t *fixes.Target) error {
	words, dir := deploy.ProgramWords(p, t)
	if len(words) == 0 || !strings.HasPrefix(path.Base(words[0]), "pm2") {
		return nil
	}
	note := func(file, by string) {
		switch {
		case file == "" || temporary.MatchString(file) || strings.HasPrefix(file, "~"):
		case !path.IsAbs(file) || deploy.InFolder(path.Clean(file), t.Chain.End.Workdir):
			w.Beside, w.Why = true, by+" names a log file"
		default:
			w.place(Place{Path: path.Clean(file), File: by})
		}
	}
	for n, word := range words[1:] {
		flag, value, joined := strings.Cut(word, "=")
		if processLogFlags[flag] && !joined && n+2 < len(words) {
			value = words[n+2]
		}
		if processLogFlags[flag] {
			note(value, "the command line of pm2")
		}
		if !project.ProcessFile.MatchString(word) {
			continue
		}
		name, ok := p.Origin(t.Stage, path.Join(dir, word), nil)
		if !ok {
			continue
		}
		found, err := p.Repo.FindAll(name, processLog)
		if err != nil {
			return err
		}
		for _, m := range found {
			note(m[1], name)
		}
	}
	return nil
}
