package splits

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/rights"
)

// keepsElsewhere: some packages keep what they download outside of the
// application's folder.
func (s *Split) keepsElsewhere() string {
	if reason := rights.NeedsRootHome(s.P, s.Target); reason != "" {
		return reason
	}
	dir, set := s.Target.Chain.End.Env["PUPPETEER_CACHE_DIR"]
	if m := s.Target.Manifest; m != nil && m.Dependencies["puppeteer"] != "" && set && !deploy.InFolder(dir.Value, s.Target.Chain.End.Workdir) {
		return fmt.Sprintf("puppeteer downloads its browser into %s, which a copy of the application would leave behind", dir.Value)
	}
	return ""
}

// usedElsewhere: another stage that names this one may mean its build or its
// end.
func (s *Split) usedElsewhere() string {
	for _, other := range s.P.File.Stages {
		if other == s.Stage {
			continue
		}
		if launch.IsParent(s.P, s.Stage, other) {
			return fmt.Sprintf("the stage at line %d is built from it, and which half it needs is not certain", other.From.StartLine)
		}
		for _, i := range other.Instructions {
			if f := i.Flag("from"); f != nil && s.P.File.StageRef(i, f.Value) == s.Stage || launch.MountsStage(s.P, i, s.Stage) {
				return fmt.Sprintf("line %d takes files from it, and which half it needs is not certain", i.StartLine)
			}
			if renumbers(s.P, i, s.Stage) {
				return fmt.Sprintf("line %d names a stage by its number, which would be another. Name the stage first", i.StartLine)
			}
		}
	}
	return ""
}

// renumbers reports whether an instruction names a stage by a number that a new
// stage before it would change.
func renumbers(p *fixes.Pass, i *dockerfile.Instruction, added *dockerfile.Stage) bool {
	names := []string{}
	for _, f := range i.Flags {
		switch f.Name {
		case "from":
			names = append(names, f.Value)
		case "mount":
			for _, part := range strings.Split(f.Value, ",") {
				if name, ok := strings.CutPrefix(part, "from="); ok {
					names = append(names, name)
				}
			}
		}
	}
	for _, name := range names {
		if ref := p.File.StageRef(i, name); ref != nil && strings.Trim(name, "0123456789") == "" && ref.Index > added.Index {
			return true
		}
	}
	return false
}

// samePinnedBase makes sure that both stages get the very same image, pinned unless
// the policy is against it or no registry says the digest.
func (s *Split) samePinnedBase() string {
	s.ref = launch.ReferenceAt(s.P, s.Target.Chain.Root.From)
	switch {
	case s.ref == nil || !s.ref.Literal():
		return "the base image is put together from build arguments, so it cannot be pinned, and both stages need the very same. Write the reference out"
	case !s.ref.Located:
		return "the place of the reference in the line is not certain"
	case s.ref.Ref.Digest != "":
		return ""
	case launch.Floating(s.ref.Ref):
		return fmt.Sprintf("%s names no version, and both stages need the same. Name one first", s.ref.Text)
	}
	info, withheld := launch.Pinnable(s.P, s.ref.Ref)
	s.pin = info.Digest
	if _, err := s.P.Image(s.ref.Ref); s.P.Policy.Digests.NoPins || launch.Unanswered(err) {
		return "" // one reference in both stages is one image in each build
	}
	return withheld
}
