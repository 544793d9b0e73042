package main

import (
	"context"
	"time"

	"github.com/nodedock/nodedock/bot/registry"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/report"
)

// A describer tells the bot what a registry says of an image.
type describer struct{ images *registry.Resolver }

// DescribeImage implements bot.ImageDescriber.
func (d describer) DescribeImage(ctx context.Context, ref image.Ref) (report.ImageFacts, error) {
	got, err := d.images.Describe(ctx, ref)
	if err != nil {
		return report.ImageFacts{}, err
	}
	return report.ImageFacts{
		Created: got.Created, NodeVersion: got.NodeVersion, Platforms: got.Platforms, Size: got.Size, Layers: got.Layers,
	}, nil
}

// atOnce turns a minimum age as people write it, where 0 is none, into the form
// of fixes.DigestPolicy, where 0 says nothing.
func atOnce(age time.Duration) time.Duration {
	if age == 0 {
		return -1
	}
	return age
}
