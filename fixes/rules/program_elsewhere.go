package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// runsElsewhere returns the words of the script that a package manager command
// runs in another folder or workspace of the image, and that folder; nil when
// they are not certain.
func runsElsewhere(p *fixes.Pass, t *fixes.Target, words []string) (dir string, argv []string) {
	place := node.Elsewhere(words)
	name, _, ok := node.ScriptName(words)
	if place == "" || !ok {
		return "", nil
	}
	workdir := t.Chain.End.Workdir
	at := t.Chain.End.Abs(place)
	if m := p.Repo.Packages()[place]; m != nil && t.Manifest != nil {
		own := path.Dir(m.Path)
		if t.Dir != "." && !strings.HasPrefix(own, t.Dir+"/") {
			return "", nil
		}
		at = path.Join(workdir, strings.TrimPrefix(own, t.Dir+"/"))
	}
	manifest := manifestBefore(p, t.Stage, at, nil)
	if run, ok := manifest.Resolve(name); manifest != nil && ok && manifest.Scripts[name] != "" {
		return at, run.Argv
	}
	return "", nil
}

var (
	processFile   = pattern.New(`(^|/)(ecosystem|pm2|process)[^/]*\.(c?js|json|ya?ml)$`)
	processScript = pattern.New(`\bscript["']?\s*:\s*["'` + "`" + `]?([\w./@-]+)`)
)

// runFiles is runnerFiles, also for pm2 with a file that names the program.
func runFiles(p *fixes.Pass, t *fixes.Target, words []string, dir string) ([]string, error) {
	files := runnerFiles(words)
	if len(files) == 0 || path.Base(words[0]) != "pm2-runtime" || !processFile.MatchString(files[0]) {
		return files, nil
	}
	name, ok := p.Origin(t.Stage, path.Join(dir, files[0]), nil)
	if !ok {
		return nil, nil
	}
	data, _, err := p.Repo.Read(name)
	if err != nil {
		return nil, err
	}
	if m := processScript.FindAllStringSubmatch(string(data), -1); len(m) == 1 {
		return []string{m[0][1]}, nil
	}
	return nil, nil
}

// maxBuiltFrom is of how many files a program may be made to be read as a whole.
const maxBuiltFrom = 40

var startsServer = pattern.New(`\.listen\(|\bserve\(|\.start\(|\.bindAsync\(`)

// builtFrom returns the sources of a program that a step of the file builds,
// where what it starts from is not certain: all of them, those that start a
// server first. It is empty when nothing is built, or when there are too many.
func builtFrom(p *fixes.Pass, t *fixes.Target) ([]string, error) {
	manifest, dir := programManifest(p, t)
	if !buildsProject(p) || manifest == nil {
		return nil, nil
	}
	var first, rest []string
	ours := append(workspacesOf(p, dir, manifest), dir)
	for _, name := range sourcesIn(p, dir) {
		if !slices.Contains(ours, projectOf(p, name)) {
			continue // a project of its own, which has another image
		}
		starts, err := p.Repo.Matches(name, startsServer)
		if err != nil {
			return nil, err
		}
		if starts {
			first = append(first, name)
		} else {
			rest = append(rest, name)
		}
	}
	if len(first) == 0 || len(first)+len(rest) > maxBuiltFrom {
		return nil, nil
	}
	return append(first, rest...), nil
}
