package launch

import (
	"fmt"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// Archived reports whether the image is on a Debian release whose packages were
// moved to the archive. Official images up to Node 16 that name no release are
// on buster or older (github.com/nodejs/docker-node, versions.json).
func Archived(b image.Base) bool {
	switch b.Release {
	case "wheezy", "jessie", "stretch", "buster":
		return true
	case "":
		return b.Kind == image.OfficialNode && b.OS == image.Debian && (b.Major > 0 && b.Major <= 16)
	}
	return false
}

// changesUsers finds what a step does that makes its user, or the rights of one, a
// question.
var changesUsers = pattern.New(`\b(user|group)(add|del|mod)\b|\b(add|del)(user|group)\b|\bch(own|mod|grp)\b|\b(gosu|su-exec|setpriv|fixuid|sudo|iptables|fuse3?|s6-\w+|supervisord?)\b|/root\b|/etc/passwd`)

// VariantsAgree reports whether the stages that a FROM with a variable may mean, such as
// one for each architecture, are the same for who runs the program: official images of
// Node, as root, in one folder, with steps that change no users. What is installed asks
// for one system as well.
func VariantsAgree(p *fixes.Pass, c *fixes.Chain, system bool) bool {
	dir := ""
	for _, s := range p.File.Stages {
		if s.Name == "" || !slices.Contains(c.Ambiguous, s.Name) {
			continue
		}
		v := p.Chain(s)
		if len(v.Ambiguous) > 0 || !v.Known || v.Base.Kind != image.OfficialNode || v.Base.Guess || !c.Known || system && (v.Base.OS != c.Base.OS || v.Base.PackageManager != c.Base.PackageManager || Archived(v.Base) != Archived(c.Base)) {
			return false
		}
		if v.End.UserAt != nil || !v.End.WorkdirKnown || dir != "" && v.End.Workdir != dir {
			return false
		}
		dir = v.End.Workdir
		for _, m := range v.Steps {
			if !m.Is("RUN", "ENV", "ARG", "LABEL", "WORKDIR", "SHELL") || m.Is("RUN") && changesUsers.MatchString(m.Spoken()) {
				return false
			}
		}
	}
	return dir != ""
}

// ChosenStage says which FROM below a stage names another stage from build to build: its
// own, or that of one it is built from.
func ChosenStage(p *fixes.Pass, stage *dockerfile.Stage) string {
	at := stage
	for s := stage; s != nil; s = s.Parent {
		if len(p.Chain(s).Ambiguous) > 0 {
			at = s
		}
	}
	return fmt.Sprintf("which stage %s is (line %d) depends on the build", at.Base.Text, at.From.StartLine)
}
