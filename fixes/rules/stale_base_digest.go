package rules

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/text"
)

// staleBaseDigest reports pinned images whose tag has moved on, and those that
// can no longer be pulled.
var staleBaseDigest = &fixes.Rule{
	ID: "stale-base-digest", Practice: 1,
	Doc: doc("stale_base_digest.md"), Severity: fixes.Info, Offers: fixes.Safe,
	Check: checkStaleBaseDigest,
}

func checkStaleBaseDigest(p *fixes.Pass) error {
	if p.Policy.Digests.Off {
		return nil
	}
	seen := map[string]bool{} // references through an ARG that were reported
	for _, ref := range p.ImageRefs() {
		if ref.Err != nil || ref.Ref.Tag == "" || ref.Ref.Digest == "" || !ref.Literal() && seen[strings.Join(ref.Args, " ")] {
			continue
		}
		seen[strings.Join(ref.Args, " ")] = true
		b := &bump{pass: p, at: ref}
		stale, err := b.find()
		switch {
		case err != nil && b.tagged != "":
			p.SetAside(b.finding(), err.Error())
		case err != nil:
			p.SetAside(fixes.Finding{Span: ref.Span, Key: ref.Text}, err.Error())
		case stale:
			p.Report(b.finding())
		}
	}
	return nil
}

// finding describes the move, with the fix or the reason for none.
func (b *bump) finding() fixes.Finding {
	ref := b.at.Ref
	f := fixes.Finding{
		Span: b.at.Span, Key: b.at.Text + " " + string(b.tagged),
		Message: fmt.Sprintf("%s points to a newer image than the pinned %s, which gets no updates any more.", ref.Familiar(), ref.Digest.Short()),
	}
	if b.gone {
		f.Severity = fixes.Error
		f.Message = fmt.Sprintf("The pinned image %s of %s is gone from its registry: a build that does not have it already fails.", ref.Digest.Short(), ref.Familiar())
	}
	span, located := digestPlace(b.pass, b.at)
	if located && !b.at.Literal() {
		f.Span = span
	}
	switch manager := digestManager(b.pass); {
	case manager != "":
		f.Withheld = manager
	case b.withheld != "":
		f.Withheld = b.withheld
	case !located:
		f.Withheld = "the place of the digest in the file is not certain"
	default:
		f.Fix = b.fix(span)
	}
	return f
}

// fix writes the new digest in the old one's place.
func (b *bump) fix(span text.Span) *fixes.Fix {
	ref := b.at.Ref
	fix := &fixes.Fix{
		Title:         fmt.Sprintf("Move %s to %s", ref.Familiar(), b.to.Short()),
		Applicability: b.tier(),
		Changes:       []fixes.Change{b.pass.Edit(text.Replace(span, string(b.to)))},
		Bump:          &fixes.Bump{Ref: ref, To: b.to},
	}
	if old, now := nodeVersion(b.from), nodeVersion(b.info); b.majorUpgrade() {
		fix.Notes = append(fix.Notes, fmt.Sprintf("This is a major upgrade: %s holds Node %s now, and held %s.", ref.Familiar(), now, old))
	}
	if !b.at.Literal() {
		fix.Notes = append(fix.Notes, fmt.Sprintf("A build that passes --build-arg %s= still chooses its own image.", b.at.Args[0]))
	}
	return fix
}

// tier says who decides: the tag's own publisher vouches for its next image,
// but not for another major, for one whose age nobody knows, or for builds that
// pass another argument.
func (b *bump) tier() fixes.Applicability {
	switch {
	case b.gone:
		return fixes.Review
	case !b.aged:
		return fixes.OnRequest
	case b.majorUpgrade() || !b.at.Literal():
		return fixes.Review
	}
	return fixes.Safe
}

// digestPlace returns where the digest is written: in the reference, or in the
// default of the ARG that is the whole reference.
func digestPlace(p *fixes.Pass, ref *fixes.ImageRef) (text.Span, bool) {
	if ref.Literal() {
		return ref.Part(ref.Ref.DigestSpan), ref.Located
	}
	value, ok := wholeArgument(p.File, ref)
	at := ref.Ref.DigestSpan
	return text.Span{Start: value.Span.Start + at.Start, End: value.Span.Start + at.End}, ok
}

// nodeVersion returns the Node version that an image says it holds.
func nodeVersion(info image.Info) string {
	if info.Config == nil {
		return ""
	}
	return info.Config.Getenv("NODE_VERSION")
}
