package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
)

// digestState is one image of a Dockerfile.
type digestState struct {
	Path    string       `json:"path"`
	Line    int          `json:"line"`
	Image   string       `json:"image"` // without its digest
	Tag     string       `json:"tag"`
	Pinned  image.Digest `json:"pinned"`
	Current image.Digest `json:"current"`
	// Created is when the pinned image was made, and AgeDays how long ago that
	// is; without a pin, or without its date, they are left out.
	Created *time.Time `json:"created,omitempty"`
	AgeDays *int       `json:"ageDays,omitempty"`
	State   string     `json:"state"`
}

// stateOf asks about one image.
func stateOf(ctx context.Context, images image.Resolver, use fixes.ImageUse, now time.Time) digestState {
	ref := use.Ref
	s := digestState{Path: use.Path, Line: use.Line, Image: ref.FamiliarName(), Tag: ref.Tag, Pinned: ref.Digest, State: "unknown"}
	var tagged image.Info
	var err error
	if ref.Tag != "" || ref.Digest == "" {
		s.Image = ref.WithoutDigest().Familiar()
		tagged, err = images.Resolve(ctx, ref)
		s.Current = tagged.Digest
	}
	if ref.Digest == "" {
		s.State = "unpinned"
		return s
	}
	pinned, pinErr := images.Config(ctx, ref.WithoutTag())
	if pinErr == nil && pinned.Config != nil && pinned.Config.Created.Year() > 1980 {
		created, days := pinned.Config.Created.UTC(), int(now.Sub(pinned.Config.Created).Hours()/24)
		s.Created, s.AgeDays = &created, &days
	}
	switch {
	case errors.Is(pinErr, image.ErrNotFound):
		s.State = "gone"
	case ref.Tag == "":
		s.State = "no-tag"
	case err != nil:
	case tagged.Digest == ref.Digest || !pinned.Index && partOf(ctx, images, ref):
		s.State = "fresh"
	default:
		s.State = "stale"
	}
	return s
}

// partOf reports whether the pinned image is one platform's of the index that
// the tag names.
func partOf(ctx context.Context, images image.Resolver, ref image.Ref) bool {
	index, err := images.Config(ctx, ref)
	if err != nil {
		return false
	}
	for _, d := range index.Manifests {
		if d == ref.Digest {
			return true
		}
	}
	return false
}

// writeDigests writes the list in a format.
func writeDigests(w io.Writer, list []digestState, format string) error {
	if format == "json" {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(struct {
			Version    int           `json:"version"`
			References []digestState `json:"references"`
		}{1, append([]digestState{}, list...)})
	}
	if len(list) == 0 {
		_, err := fmt.Fprintln(w, "No Dockerfile here names an image.")
		return err
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "PLACE\tIMAGE\tPINNED\tTODAY\tAGE\tSTATE")
	for _, s := range list {
		age := "–"
		if s.AgeDays != nil {
			age = fmt.Sprintf("%d days", *s.AgeDays)
		}
		fmt.Fprintf(t, "%s:%d\t%s\t%s\t%s\t%s\t%s\n", s.Path, s.Line, s.Image, orDash(s.Pinned), orDash(s.Current), age, s.State)
	}
	return t.Flush()
}

func orDash(d image.Digest) string {
	if d == "" {
		return "–"
	}
	return d.Short()
}
