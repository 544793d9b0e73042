package image

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// A Table is a Resolver that answers from memory, for tests. The key is the
// familiar spelling of a reference with its tag or digest: "node:20-alpine",
// "ghcr.example.com/acme/api:1". A key whose Info has no Digest stands for a
// registry that does not answer.
type Table map[string]Info

// Resolve implements Resolver.
func (t Table) Resolve(_ context.Context, ref Ref) (Info, error) {
	info, ok := t[ref.Familiar()]
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
	slices.Sort(tags)
	return tags, nil
}

// ParseTable reads a Table from lines "REF DIGEST [index] [NAME=value …]", the
// form of the registry section of a test case. "REF unavailable" stands for a
// registry that does not answer. Empty lines and lines that begin with "#" are
// skipped. NAME=value words become the config's environment, except "user=…",
// "entrypoint=…" and "cmd=…" (words joined by commas), and "created=RFC3339".
func ParseTable(s string) (Table, error) {
	t := Table{}
	for n, line := range strings.Split(s, "\n") {
		fields := strings.Fields(line)
		if len(fields) == 0 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		if len(fields) < 2 {
			return nil, fmt.Errorf("registry line %d: want REF DIGEST", n+1)
		}
		info, err := parseInfo(fields[1:])
		if err != nil {
			return nil, fmt.Errorf("registry line %d: %w", n+1, err)
		}
		ref, err := Parse(fields[0])
		if err != nil {
			return nil, fmt.Errorf("registry line %d: %w", n+1, err)
		}
		t[ref.Familiar()] = info
		if info.Digest != "" { // a digest can be asked for by itself
			byDigest := ref
			byDigest.Tag, byDigest.Digest = "", info.Digest
			t[byDigest.Familiar()] = info
		}
	}
	return t, nil
}
