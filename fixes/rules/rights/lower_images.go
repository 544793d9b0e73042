package rights

import (
	"fmt"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/writes"
)

// LowersKeepRoot holds back: a step of an image that the repository makes, and this one is built on,
// stands against another user.
func LowersKeepRoot(p *fixes.Pass, t *fixes.Target) string {
	if by := unknownEntrypoint(t); by != "" {
		return fmt.Sprintf("what the ENTRYPOINT of %s does is not certain", by)
	}
	switches := earlierUser(p, t.Chain) != "" || findGivenUser(t.Chain) != nil
	for _, l := range t.Chain.Lowers() {
		own := l.Starting(t)
		reasons := []func(*fixes.Pass, *fixes.Target) string{installsDropper, installsRootTool, NeedsRootHome, ClosedFiles, keepsVolume}
		if !switches {
			reasons = append(reasons, hasUserOfItsOwn, lostNodeUser)
		}
		for _, why := range reasons {
			if said := why(l.Pass, own); said != "" {
				if own := launch.OtherLines(l.File.Path, said); own != said {
					return own
				}
				return fmt.Sprintf("%s, which this image is built on: %s", l.File.Path, said)
			}
		}
	}
	return ""
}

// unknownEntrypoint returns the Dockerfile of an image below whose ENTRYPOINT the target
// starts with, and of which it is not certain what it does; "" for none.
func unknownEntrypoint(t *fixes.Target) string {
	if t.Process.Entrypoint.At != nil || t.Process.Entrypoint.Known {
		return ""
	}
	for _, l := range t.Chain.Lowers() {
		if l.ProcessOf(l.Chain.Stage).Entrypoint.At != nil {
			return l.File.Path
		}
	}
	return ""
}

// keepsVolume: what a VOLUME holds belongs to root, and stays so for later steps with
// some builders.
func keepsVolume(_ *fixes.Pass, t *fixes.Target) string {
	for _, m := range t.Chain.Steps {
		if m.Is("VOLUME") && len(m.Args) > 0 {
			return fmt.Sprintf("the VOLUME %s belongs to root, and must be given away before that line", m.Args[0].Text)
		}
	}
	return ""
}

// addLower takes in the folders that an image below makes for the program.
func (o *Ownership) addLower(t *fixes.Target) {
	for _, l := range t.Chain.Lowers() {
		made := &Ownership{}
		made.addMade(l.Pass, l.Starting(t))
		for _, f := range made.folders {
			if programFolder(f.path, t.Chain) {
				o.add(t, ownedFolder{path: f.path, make: true, all: true})
			}
		}
	}
}

// lowerLeftToRoot reports whether an image below leaves files among the program's to root.
func lowerLeftToRoot(t *fixes.Target, owners []string) bool {
	all := t.Chain.End.Workdir + "/*"
	return !writes.ChownedTo(t.Chain, all, owners...) && slices.ContainsFunc(t.Chain.Lowers(), func(l *fixes.Lower) bool {
		own := l.Starting(t)
		return !writes.ChownedTo(own.Chain, all, owners...) && leavesFiles(l.Pass, own, nil, owners)
	})
}
