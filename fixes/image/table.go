package image

import (
	"context"
	"fmt"
	"slices"
)

// A Table is a Resolver that answers from memory, for tests. The key is the
// familiar spelling of a reference with its tag or digest: "node:20-alpine",
// "ghcr.example.com/acme/api:1". A key whose Info has no Digest stands for a
// registry that does not answer.
type Table map[string]Info

// Resolve implements Resolver.
func (t Table) Resolve(_ context.Context, ref Ref) (Info, error) {
	info, ok := t[ref.Familiar()]
	if !ok && ref.Bare() {
		info, ok = t[ref.Familiar()+":latest"]
	}
	switch {
	case !ok:
		return Info{}, fmt.Errorf("%s: %w", ref.Familiar(), ErrNotFound)
	case info.Digest == "":
		return Info{}, fmt.Errorf("%s: %w", ref.Familiar(), ErrUnavailable)
	}
	return info, nil
}

// Config implements Resolver.
func (t Table) Config(ctx context.Context, ref Ref) (Info, error) {
	info, err := t.Resolve(ctx, ref)
	if err == nil && info.Config == nil {
		info.Config = &Config{}
	}
	return info, err
}

// Tags implements Resolver.
func (t Table) Tags(_ context.Context, ref Ref) ([]string, error) {
	var tags []string
	for key := range t {
		if r, err := Parse(key); err == nil && r.Tag != "" && r.FamiliarName() == ref.FamiliarName() {
			tags = append(tags, r.Tag)
		}
	}
	if len(tags) == 0 {
		return nil, fmt.Errorf("tags of %s: %w", ref.FamiliarName(), ErrNotFound)
	}
	slices.Sort(tags)
	return tags, nil
}
