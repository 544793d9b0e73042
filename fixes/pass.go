package fixes

import (
	"context"
	"slices"
	"time"

	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/secret"
	"github.com/nodedock/nodedock/fixes/text"
)

// A Pass is one rule's look at one Dockerfile, and the rule's only door to the
// world.
type Pass struct {
	Rule   *Rule
	File   *dockerfile.File
	Repo   *Repo
	Policy Policy
	// Now is when the plan is made.
	Now time.Time

	ctx      context.Context
	resolver *lookups
	facts    *facts
	findings []Finding
	aside    []unjudged
}

// Report adds a finding. Rule and Path are filled in; a finding without a
// place stands at the file's first FROM. Tokens in its words are masked, and a
// fix that would write one is withheld.
func (p *Pass) Report(f Finding) {
	f.Rule, f.Path = p.Rule.ID, p.File.Path
	if f.Span == (text.Span{}) && len(p.File.Stages) > 0 {
		f.Span = p.File.Stages[0].From.Span
	}
	f = discreet(f)
	p.findings = append(p.findings, f)
}

// discreet masks tokens in the words of a finding. A fix that would write one
// again is withheld: its text is shown in reports and reviews.
func discreet(f Finding) Finding {
	f.Message, f.Withheld = secret.MaskTokens(f.Message), secret.MaskTokens(f.Withheld)
	if f.Fix == nil {
		return f
	}
	for _, c := range f.Fix.Changes {
		for _, e := range c.Edits {
			if _, _, _, found := secret.Token(e.New); found {
				f.Fix, f.Withheld = nil, "a credential is written out in this place: it has to be replaced first"
				return f
			}
		}
	}
	fix := *f.Fix
	fix.Title, fix.Notes = secret.MaskTokens(fix.Title), slices.Clone(fix.Notes)
	for n := range fix.Notes {
		fix.Notes[n] = secret.MaskTokens(fix.Notes[n])
	}
	f.Fix = &fix
	return f
}

// Image returns what the reference points to today.
func (p *Pass) Image(ref image.Ref) (image.Info, error) { return p.resolver.resolve(p.ctx, ref) }

// ImageConfig returns the image's configuration too.
func (p *Pass) ImageConfig(ref image.Ref) (image.Info, error) { return p.resolver.config(p.ctx, ref) }

// ImageTags lists the tags of the reference's repository.
func (p *Pass) ImageTags(ref image.Ref) ([]string, error) { return p.resolver.tags(p.ctx, ref) }

// Edit returns a change of this Dockerfile.
func (p *Pass) Edit(edits ...text.Edit) Change { return Change{Path: p.File.Path, Edits: edits} }
