package rules

import (
	"fmt"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/text"
)

// digestWithoutTag reports images that are named by a digest alone.
var digestWithoutTag = &fixes.Rule{
	ID: "digest-without-tag", Practice: 1,
	Doc: doc("digest_without_tag.md"), Severity: fixes.Info, Offers: fixes.Review,
	Check: checkDigestWithoutTag,
}

func checkDigestWithoutTag(p *fixes.Pass) error {
	for _, ref := range p.ImageRefs() {
		if ref.Err != nil || ref.Ref.Digest == "" || ref.Ref.Tag != "" {
			continue
		}
		f := fixes.Finding{
			Span: ref.Span, Key: ref.Text,
			Message: fmt.Sprintf("%s has no tag: nobody can read which version it is, and no newer digest can be proposed.", shortRef(ref.Ref)),
		}
		tag, withheld := recoveredTag(p, ref.Ref)
		switch {
		case withheld != "":
			f.Withheld = withheld
		case !ref.Literal() || !ref.Located:
			f.Withheld = fmt.Sprintf("it is %s, but the reference is made of build arguments", tag)
		default:
			f.Fix = &fixes.Fix{
				Title:         fmt.Sprintf("Name the tag %s", tag),
				Applicability: fixes.Review,
				Changes:       []fixes.Change{p.Edit(text.Insert(ref.Part(ref.Ref.TagSpan).Start, ":"+tag))},
			}
		}
		p.Report(f)
	}
	return nil
}

// shortRef spells a reference with the beginning of its digest.
func shortRef(ref image.Ref) string { return ref.FamiliarName() + "@" + ref.Digest.Short() }

// recoveredTag returns the one tag of the image's own Node version that has
// this digest today.
func recoveredTag(p *fixes.Pass, ref image.Ref) (tag, withheld string) {
	if base := image.Classify(ref); base.Kind != image.OfficialNode {
		return "", "which tag it was made from can only be told for the official Node image"
	}
	info, err := p.ImageConfig(ref)
	if err != nil {
		return "", launch.LookupReason(ref, err)
	}
	version := ""
	if info.Config != nil {
		version = info.Config.Getenv("NODE_VERSION")
	}
	if version == "" {
		return "", "the image does not say which Node version it holds"
	}
	var found []string
	for _, candidate := range []string{version, version + "-slim", version + "-alpine"} {
		if at, err := p.Image(ref.WithoutDigest().WithTag(candidate)); err == nil && at.Digest == ref.Digest {
			found = append(found, candidate)
		}
	}
	if len(found) != 1 {
		return "", fmt.Sprintf("it holds Node %s, but no tag of that version has this digest today", version)
	}
	return found[0], ""
}
