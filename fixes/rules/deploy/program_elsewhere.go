package deploy

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/rules/startscript"
)

// ManifestBefore returns the package.json that lies in a folder of the stage's
// image just before an instruction (nil: at the end), nil when it is not certain
// which one that is.
func ManifestBefore(p *fixes.Pass, stage *dockerfile.Stage, dir string, until *dockerfile.Instruction) *node.Manifest {
	name, ok := p.Origin(stage, path.Join(dir, "package.json"), until)
	if !ok {
		return nil
	}
	manifest, err := p.Repo.Manifest(path.Dir(name))
	if err != nil {
		return nil
	}
	return manifest
}

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
	manifest := ManifestBefore(p, t.Stage, at, nil)
	if run, ok := manifest.Resolve(name); manifest != nil && ok && manifest.Scripts[name] != "" {
		return at, run.Argv
	}
	return "", nil
}

// RunFiles is RunnerFiles, also for pm2 with a file that names the program.
func RunFiles(p *fixes.Pass, t *fixes.Target, words []string, dir string) ([]string, error) {
	files := RunnerFiles(words)
	if len(files) == 0 && startscript.NamedNodeFile(p, t, words, dir) != "" {
		return words[:1], nil
	}
	if len(files) == 0 || !project.IsPM2Runtime(words[0]) || !project.ProcessFile.MatchString(files[0]) {
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
	if m := project.ProcessScript.FindAllStringSubmatch(string(data), -1); len(m) == 1 {
		return []string{m[0][1]}, nil
	}
	return nil, nil
}
