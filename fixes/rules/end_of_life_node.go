package rules

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/lean"
	"github.com/nodedock/nodedock/fixes/text"
)

// endOfLifeNode reports images with a Node release that gets no fixes any more,
// or never gets long-term support.
var endOfLifeNode = &fixes.Rule{
	ID: "end-of-life-node", Practice: 1,
	Doc: doc("end_of_life_node.md"), Severity: fixes.Warning, Offers: fixes.OnRequest,
	Check: checkEndOfLifeNode,
}

func checkEndOfLifeNode(p *fixes.Pass) error {
	var old []*fixes.ImageRef
	for _, ref := range p.ImageRefs() {
		if ref.Err == nil && lean.NodeIsOld(p, image.Classify(ref.Ref)) != "" {
			old = append(old, ref)
		}
	}
	if len(old) == 0 {
		return nil
	}
	// Stages hand files to each other, so all of them move or none does.
	fix, reasons := moveToMaintained(p, old)
	for n, ref := range old {
		name, _, _ := strings.Cut(ref.Text, "@") // the same finding before and after a pin
		p.Report(fixes.Finding{
			Span: ref.Span, Key: name, Fix: fix, Withheld: reasons[n],
			Message: fmt.Sprintf("%s: %s", ref.Ref.Familiar(), lean.NodeIsOld(p, image.Classify(ref.Ref))),
		})
	}
	return nil
}

// moveToMaintained returns one fix for all references, or for each of them why
// there is none.
func moveToMaintained(p *fixes.Pass, old []*fixes.ImageRef) (*fixes.Fix, []string) {
	reasons := make([]string, len(old))
	major, withheld := maintainedMajor(p)
	var edits []text.Edit
	var to string
	blocked := -1
	for n, ref := range old {
		reasons[n] = withheld
		if withheld == "" {
			var edit text.Edit
			if edit, to, reasons[n] = moveReference(p, ref, major); reasons[n] == "" {
				edits = append(edits, edit)
			}
		}
		if reasons[n] != "" {
			blocked = n
		}
	}
	if blocked < 0 {
		return &fixes.Fix{
			Title:         fmt.Sprintf("Move to Node %d", major),
			Applicability: fixes.OnRequest,
			Changes:       []fixes.Change{p.Edit(edits...)},
			Notes:         lean.UpgradeNotes(p, old, major, to),
		}, reasons
	}
	for n := range reasons {
		if reasons[n] == "" {
			reasons[n] = fmt.Sprintf("%s at line %d has to move with it, and cannot: %s", old[blocked].Text, old[blocked].At.StartLine, reasons[blocked])
		}
	}
	return nil, reasons
}

// maintainedMajor returns the oldest maintained long-term-support major that
// every file of the repository allows.
func maintainedMajor(p *fixes.Pass) (major int, withheld string) {
	claims, err := lean.NodeClaims(p)
	if err != nil {
		return 0, lean.UnreadVersion(err)
	}
	for _, r := range node.Releases() {
		if r.MaintainedLTS(p.Now) && claimsAllow(claims, r.Major) {
			return r.Major, ""
		}
	}
	oldest, ok := node.OldestMaintainedLTS(p.Now)
	if !ok {
		return 0, "nodedock's table of Node releases is too old to know a maintained one"
	}
	return 0, claimAgainst(claims, oldest.Major)
}

// claimAgainst shows what the repository says that leaves a major out, "" when
// everything allows it.
func claimAgainst(claims []lean.NodeClaim, major int) string {
	for _, c := range claims {
		if !claimsAllow([]lean.NodeClaim{c}, major) {
			return fmt.Sprintf("%s says %s, which leaves out Node %d. Change it first", c.Where, c.Said, major)
		}
	}
	return ""
}

func claimsAllow(claims []lean.NodeClaim, major int) bool {
	for _, c := range claims {
		if c.Major != 0 && c.Major != major || len(c.Allowed) > 0 && !c.Allows(major) {
			return false
		}
	}
	return true
}

// moveReference returns the edit that names the new major in one reference, and
// the image that is meant then.
func moveReference(p *fixes.Pass, ref *fixes.ImageRef, major int) (edit text.Edit, to, withheld string) {
	base := image.Classify(ref.Ref)
	if base.Kind != image.OfficialNode || base.Guess {
		return edit, "", fmt.Sprintf("the tags of %s are not known to nodedock. Name a maintained version", ref.Ref.FamiliarName())
	}
	tag, withheld := tagAt(p, ref.Ref, base, major)
	if withheld != "" {
		return edit, "", withheld
	}
	if withheld = lean.UpgradeBlocked(p, ref, base, image.Classify(ref.Ref.WithTag(tag))); withheld != "" {
		return edit, "", withheld
	}
	edit, withheld = lean.Retag(p, ref, tag)
	return edit, ref.Ref.WithTag(tag).Familiar(), withheld
}

// tagAt returns the tag for another major at the same precision and with the
// same variant.
func tagAt(p *fixes.Pass, ref image.Ref, base image.Base, major int) (tag, withheld string) {
	if name := image.Codename(major); base.Tag.Precision() == image.Major && launch.NumbersOf(base.Tag.Version) == nil && name != "" {
		return image.Tag{Version: name, Suffix: base.Tag.Suffix}.String(), ""
	}
	if base.Tag.Precision() == image.Major {
		return image.Tag{Version: strconv.Itoa(major), Suffix: base.Tag.Suffix}.String(), ""
	}
	tags, err := p.ImageTags(ref)
	if err != nil {
		return "", launch.LookupReason(ref, err)
	}
	if version := lean.NewestVersion(tags, base.Tag, major); version != "" {
		return image.Tag{Version: version, Suffix: base.Tag.Suffix}.String(), ""
	}
	return "", fmt.Sprintf("the registry has no tag of Node %d as precise as %s and of the same variant", major, ref.Tag)
}
