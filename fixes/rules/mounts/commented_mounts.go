package mounts

import (
	"bytes"
	"path"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// commentedMount finds a mount of a folder of the host that a compose file shows in a
// comment, for its users to take in.
var commentedMount = pattern.New(`(?m)^[ \t]*#[ \t#]*-[ \t]*["']?((?:\.{1,2}/|~/|/|\$\{?\w)[^\s:"']*):(/[^\s:"']+)`).Needs("#")

// commentedVolumes returns what comments mount into containers of the target: those of
// the compose files that build it, below its working directory, and "docker run" lines
// in the Dockerfile itself.
func commentedVolumes(p *fixes.Pass, t *fixes.Target) (out []RunVolume, err error) {
	for _, m := range runMounts(commentsOf(p.File.Src)) {
		out = append(out, RunVolume{Volume: m.Volume, By: "a comment in " + p.File.Path})
	}
	seen := map[string]bool{}
	for _, b := range t.Builds {
		name := b.Source.Path
		if b.Source.Kind != builds.Compose || seen[name] {
			continue
		}
		seen[name] = true
		found, err := p.Repo.FindAll(name, commentedMount)
		if err != nil {
			return nil, err
		}
		for _, m := range found {
			if target := path.Clean(m[2]); target != t.Chain.End.Workdir && path.Base(target) != "node_modules" && launch.HoldsFiles(t, target) {
				out = append(out, RunVolume{Volume: builds.Volume{Source: m[1], Target: target, Bind: true}, By: "a comment in " + name})
			}
		}
	}
	return out, nil
}

// commentsOf returns the comment lines of a Dockerfile.
func commentsOf(src []byte) string {
	var out []byte
	for line := range bytes.Lines(src) {
		if text, ok := bytes.CutPrefix(bytes.TrimSpace(line), []byte("#")); ok {
			out = append(append(out, text...), '\n')
		}
	}
	return string(out)
}
