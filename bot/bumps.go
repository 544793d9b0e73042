package bot

import (
	"context"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/report"
)

// An ImageDescriber tells what a person compares when an image moves.
type ImageDescriber interface {
	DescribeImage(ctx context.Context, ref image.Ref) (report.ImageFacts, error)
}

// bumps describes the images that a plan moves, each once. What no registry
// tells is left out.
func (b *Bot) bumps(ctx context.Context, plan *fixes.Plan) []report.BumpFacts {
	var list []report.BumpFacts
	known := map[[3]string]bool{}
	for _, s := range plan.Steps {
		if s.Bump == nil {
			continue
		}
		key := [3]string{tagName(s.Bump.Ref), string(s.Bump.Ref.Digest), string(s.Bump.To)}
		if known[key] {
			continue
		}
		known[key] = true
		one := report.BumpFacts{Bump: *s.Bump}
		if b.Images != nil {
			one.Old, _ = b.Images.DescribeImage(ctx, s.Bump.Ref.WithoutTag())
			one.New, _ = b.Images.DescribeImage(ctx, s.Bump.Ref.WithDigest(s.Bump.To).WithoutTag())
		}
		list = append(list, one)
	}
	return list
}
