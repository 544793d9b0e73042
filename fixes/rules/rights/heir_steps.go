package rights

import (
	"cmp"
	"fmt"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// HeirRuns holds back: a stage that is built from this one runs a step as the user that this
// one leaves, to install packages or to write among files of root.
func HeirRuns(p *fixes.Pass, t *fixes.Target) string {
	for _, heir := range p.File.Stages {
		if heir == t.Stage || !launch.Inherits(p, heir, t.Stage) {
			continue
		}
		if at := runAsLeft(p, heir, t.Stage); at != nil {
			return fmt.Sprintf("the stage %s is built from this one, and its RUN at line %d needs the user that this one leaves. Write USER root before it, and this user behind it", cmp.Or(heir.Name, fmt.Sprint(heir.Index)), at.StartLine)
		}
	}
	return ""
}

// runAsLeft returns the first RUN behind the steps of a stage, in one that is built
// from it, when no USER stands between.
func runAsLeft(p *fixes.Pass, heir, stage *dockerfile.Stage) *dockerfile.Instruction {
	for _, m := range p.Chain(heir).Steps {
		switch {
		case m.Stage.Index <= stage.Index:
		case m.Is("USER"):
			return nil
		case m.Is("RUN"):
			return m.Instruction
		}
	}
	return nil
}
