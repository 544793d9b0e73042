package rules

import (
	"fmt"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/lean"
)

// heavyBaseImage reports shipped images on the full Debian variant.
var heavyBaseImage = &fixes.Rule{
	ID: "heavy-base-image", Practice: 1,
	Doc: doc("heavy_base_image.md"), Severity: fixes.Info, Offers: fixes.Review,
	Check: checkHeavyBaseImage,
}

func checkHeavyBaseImage(p *fixes.Pass) error {
	seen := map[*dockerfile.Instruction]bool{}
	for _, t := range p.Production() {
		root := t.Chain.Root
		if !t.Chain.Known || !t.Chain.Base.Full() || t.Chain.Base.Guess || seen[root.From] {
			continue
		}
		seen[root.From] = true
		ref := launch.ReferenceAt(p, root.From)
		if ref == nil || launch.Floating(ref.Ref) {
			continue // what it is named is another rule's
		}
		f := fixes.Finding{
			Span: ref.Span, Key: root.Name,
			Message: fmt.Sprintf("The shipped image is the full %s, with compilers, Python and git in it: more to download, and more that scanners report.", ref.Ref.Familiar()),
		}
		f.Fix, f.Withheld = leanFix(p, t, ref)
		p.Report(f)
	}
	return nil
}

// leanFix offers the variant that the policy asks for, slim without one.
func leanFix(p *fixes.Pass, t *fixes.Target, ref *fixes.ImageRef) (*fixes.Fix, string) {
	tier := fixes.OnRequest
	if p.Policy.Base.Variant != "" {
		tier = fixes.Review
	}
	tag, ok := t.Chain.Base.Tag.Slim()
	system := lean.SlimSystem
	if p.Policy.Base.Variant == "alpine" {
		tag, system = image.Tag{Version: t.Chain.Base.Tag.Version, Suffix: "alpine"}, lean.AlpineSystem
	}
	if !ok || tag.Version == "" {
		return nil, fmt.Sprintf("the smaller variant of %s is not known", ref.Ref.Familiar())
	}
	to := ref.Ref.WithTag(tag.String()).Familiar()
	for _, stage := range lean.StagesOn(p, ref) {
		if reason := system.Lacks(p, stage); reason != "" {
			return nil, reason
		}
		if reason := lean.FilesStartGit(p, stage); reason != "" {
			return nil, reason
		}
	}
	edit, withheld := lean.Retag(p, ref, tag.String())
	if withheld != "" {
		return nil, withheld
	}
	return &fixes.Fix{
		Title:         "Use " + to,
		Applicability: tier,
		Changes:       []fixes.Change{p.Edit(edit)},
		Notes:         []string{fmt.Sprintf("Check that the program starts no other programs than those of %s.", to)},
	}, ""
}
