package pid1

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// processProgram finds the programs that a process file of pm2 names: what it
// starts, and by which interpreter.
var processProgram = pattern.New(`\b(?:script|interpreter|exec_interpreter)["']?\s*:\s*["'` + "`" + `]?([\w./@-]+)`)

// startedByName: pm2 looks a program that is no file up in PATH, where only a
// package manager puts those of node_modules/.bin (pm2, lib/Common.js).
func startedByName(p *fixes.Pass, t *fixes.Target) (string, error) {
	words, dir := deploy.ProgramWords(p, t)
	if len(words) == 0 || !strings.HasPrefix(path.Base(words[0]), "pm2") {
		return "", nil
	}
	lock, err := lockOf(p, t)
	if err != nil {
		return "", err
	}
	names, err := namedToPM2(p, t, words[1:], dir)
	if err != nil {
		return "", err
	}
	for _, name := range names {
		if strings.ContainsRune(name, '/') || project.IsJavaScript(name) {
			continue
		}
		if found := t.Manifest.Find(lock, name); found.Known && !found.Node && found.Package != "pm2" && !launch.InstalledGlobally(p, t, name) {
			return fmt.Sprintf("pm2 starts %s, which it finds because the package manager puts node_modules/.bin into PATH", name), nil
		}
	}
	return "", nil
}

// namedToPM2 returns the names that pm2 may look up: the words of its command line,
// and what its process file names.
func namedToPM2(p *fixes.Pass, t *fixes.Target, words []string, dir string) (names []string, err error) {
	for n, word := range words {
		flag, value, joined := strings.Cut(word, "=")
		switch {
		case word == "--":
			return names, nil
		case flag == "--interpreter" && joined:
			names = append(names, value)
		case strings.HasPrefix(word, "-") || n > 0 && pm2Values[words[n-1]]:
		case project.ProcessFile.MatchString(word):
			name, ok := p.Origin(t.Stage, path.Join(dir, word), nil)
			if !ok {
				continue
			}
			found, err := p.Repo.FindAll(name, processProgram)
			if err != nil {
				return nil, err
			}
			for _, m := range found {
				names = append(names, m[1])
			}
		default:
			names = append(names, word)
		}
	}
	return names, nil
}

// pm2Values are flags of pm2 whose value is a word of its own and no program.
var pm2Values = project.WordSet("--name -n --only --env --instances -i --cwd --output -o --error -e --log -l --log-date-format --max-memory-restart --node-args --watch-delay --restart-delay --exp-backoff-restart-delay --web --secret --public --machine-name --namespace")
