package splits

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// A Split is a plan to make two stages out of one. Everything up to the last
// step of the build stays where it is and becomes the build stage; what follows
// stays where it is too and becomes the end of the shipped stage. Between the
// two the shipped stage begins anew: with its own FROM, with what it needs of
// the steps above, and with the files that the build made.
type Split struct {
	P      *fixes.Pass
	Target *fixes.Target
	Stage  *dockerfile.Stage

	// cut is the last instruction of the build stage.
	cut *dockerfile.Instruction
	// root is the folder of the image that holds the application.
	root string
	// head are the lines of the shipped stage before its files, in order.
	head []string
	// left are instructions that leave the build stage for the head, moved
	// those that stand behind the files of the shipped stage.
	left, moved []*dockerfile.Instruction
	// carried are paths outside of root that are copied into the shipped stage.
	carried []string
	// owner is what --chown says of the application's files, "" for root.
	owner string
	// prune is the line that removes dev dependencies, "" for none.
	prune string
	// files are what the shipped stage takes from the build, below root; nil
	// for all of it.
	files []string
	// pin is the digest to add to the base, "" when it is pinned.
	pin image.Digest
	ref *fixes.ImageRef
	// BuildName and ownName are the names of the two stages.
	BuildName, ownName string
	Notes              []string
}

// MayBegin checks what concerns the stage as a whole.
func (s *Split) MayBegin() (withheld string, err error) {
	c := s.Target.Chain
	switch {
	case !c.Known || len(c.Ambiguous) > 0:
		return "the base image is chosen by whoever builds it, and both stages need the same", nil
	case launch.Purpose(s.Target) == "":
		return "nothing here says what the image runs, so what it needs is not known. Add a CMD", nil
	case c.Base.Kind != image.OfficialNode || c.Base.Guess:
		return fmt.Sprintf("what is in %s is not known to nodedock, so neither is what the shipped stage would lack", c.Ref.Familiar()), nil
	case c.Base.OnBuild:
		return fmt.Sprintf("%s has ONBUILD instructions, which would run in both stages", c.Ref.Familiar()), nil
	case !c.End.WorkdirKnown:
		return "its working directory is made of build arguments, so whoever builds it chooses where the program lives", nil
	case deploy.InFolder(c.End.Workdir, "/root"):
		return fmt.Sprintf("the program lives in %s, among what tools keep there. Give it a WORKDIR of its own", c.End.Workdir), nil
	case c.End.Workdir == "/":
		return fmt.Sprintf("the program lives in %s, so its files cannot be told from those of the system. Give it a WORKDIR of its own", c.End.Workdir), nil
	}
	for _, m := range c.Steps {
		if !c.Own(m) && m.Is("RUN") && (launch.ProjectBuild(m) != "" || leavesTools(m) || slices.ContainsFunc(deploy.InstallsAt(s.P, m), func(i *fixes.Install) bool { return !i.Global })) {
			return fmt.Sprintf("line %d belongs to the stage %s, which the shipped stage is built from. Take the files over with COPY --from instead", m.StartLine, s.Stage.Base.Text), nil
		}
	}
	if withheld = s.usedElsewhere(); withheld != "" {
		return withheld, nil
	}
	if withheld = s.keepsElsewhere(); withheld != "" {
		return withheld, nil
	}
	if _, by, ok := launch.SourcesMounted(s.Target); ok {
		return fmt.Sprintf("%s mounts the sources over %s, and works on them with this image", by, c.End.Workdir), nil
	}
	return s.samePinnedBase(), nil
}

// leavesTools reports whether a RUN installs system packages that are for a
// build: a stage that is built on it has them in any case.
func leavesTools(m fixes.Moment) bool {
	return slices.ContainsFunc(launch.SystemPackages(m), func(pkg string) bool { return buildPackages[pkg] || strings.HasSuffix(pkg, "-dev") })
}

// own returns the stage's own instructions, but for FROM, with their scenes.
func (s *Split) own() []fixes.Moment {
	var out []fixes.Moment
	for _, m := range s.Target.Chain.Steps {
		if s.Target.Chain.Own(m) {
			out = append(out, m)
		}
	}
	return out
}

// above returns the instructions up to the cut.
func (s *Split) above() []fixes.Moment {
	return slices.DeleteFunc(s.own(), func(m fixes.Moment) bool { return m.Index > s.cut.Index })
}

// below returns the instructions behind the cut.
func (s *Split) below() []fixes.Moment {
	return slices.DeleteFunc(s.own(), func(m fixes.Moment) bool { return m.Index <= s.cut.Index })
}

// FindCut looks for the last step of the build, and for what cannot be told.
func (s *Split) FindCut() (withheld string, err error) {
	for _, m := range s.own() {
		switch m.Keyword {
		case "ONBUILD":
			return s.unplaced(m, "it runs in the builds of other images"), nil
		case "RUN":
			kind, why := s.kindOfRun(m)
			if kind == unknownRun {
				return s.unplaced(m, why), nil
			}
			if kind == buildRun {
				s.cut = m.Instruction
			}
		}
	}
	if s.cut == nil {
		return "none of its steps is certain to be one of the build", nil
	}
	return s.findRoot(), nil
}

// unplaced names an instruction that may belong into either stage.
func (s *Split) unplaced(m fixes.Moment, why string) string {
	return fmt.Sprintf("%s at line %d cannot be placed in one of two stages: %s", m.Keyword, m.StartLine, why)
}
