package image

import (
	"errors"
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes/text"
)

// A Ref is an image reference as written, with the byte range of each part
// within the written text. Whoever knows where the text lies in a file adds
// its offset.
type Ref struct {
	Raw    string // as written
	Domain string // "docker.io" when none is written
	Path   string // "library/node" for "node"
	Tag    string // "" when none is written
	Digest Digest // "" when none is written

	// NameSpan, TagSpan and DigestSpan are the parts within Raw. TagSpan and
	// DigestSpan exclude ":" and "@" and are empty, at the place where the
	// part would be written, when there is none.
	NameSpan, TagSpan, DigestSpan text.Span
}

// IsScratch reports whether a FROM or --from names the empty image, which is
// no image of any registry: it is never pinned or tagged.
func IsScratch(s string) bool { return s == "scratch" }

// Parse reads a reference as a Dockerfile's FROM would: "node" is Docker Hub's
// library/node, and "localhost:5000/node" has a host and no tag. It returns an
// error when s is not a reference, which variables ("$BASE") are not either,
// and for "scratch", which is no image.
func Parse(s string) (Ref, error) {
	if IsScratch(s) {
		return Ref{}, fmt.Errorf("parse image reference %q: the empty image has no reference", s)
	}
	ref := Ref{Raw: s}
	ref.NameSpan, ref.TagSpan, ref.DigestSpan = spans(s)
	if err := ref.read(); err != nil {
		return Ref{}, fmt.Errorf("parse image reference %q: %w", s, err)
	}
	return ref, nil
}

// read fills in the parts of what is written.
func (r *Ref) read() (err error) {
	if isIdentifier(r.Raw) {
		return errors.New("it is the id of an image")
	}
	if r.Domain, r.Path, err = normalize(r.Written()); err != nil {
		return err
	}
	if at := r.NameSpan.End; at < len(r.Raw) && r.Raw[at] == ':' {
		if r.Tag = r.Raw[r.TagSpan.Start:r.TagSpan.End]; !isTag(r.Tag) {
			return fmt.Errorf("%q is no tag", r.Tag)
		}
	}
	if strings.Contains(r.Raw, "@") {
		r.Digest, err = ParseDigest(r.Raw[r.DigestSpan.Start:])
	}
	return err
}

// spans finds the parts of a reference: the digest follows the "@", the tag
// the last ":" after the last "/".
func spans(s string) (name, tag, digest text.Span) {
	end := len(s)
	digest = text.Span{Start: end, End: end}
	if at := strings.IndexByte(s, '@'); at >= 0 {
		digest.Start, end = at+1, at
	}
	name = text.Span{Start: 0, End: end}
	tag = text.Span{Start: end, End: end}
	slash := strings.LastIndexByte(s[:end], '/')
	if colon := strings.LastIndexByte(s[:end], ':'); colon > slash {
		tag.Start, name.End = colon+1, colon
	}
	return name, tag, digest
}

// String returns the reference as written; the familiar spelling when it was
// put together from parts.
func (r Ref) String() string {
	if r.Raw != "" {
		return r.Raw
	}
	return r.Familiar()
}

// Familiar returns the short spelling: "node:20", "node@sha256:…",
// "ghcr.example.com/acme/api:1". A reference with a tag and a digest is spelled
// with its tag.
func (r Ref) Familiar() string {
	switch {
	case r.Tag != "":
		return r.FamiliarName() + ":" + r.Tag
	case r.Digest != "":
		return r.FamiliarName() + "@" + string(r.Digest)
	}
	return r.FamiliarName()
}

// FamiliarName returns the short name without tag and digest.
func (r Ref) FamiliarName() string {
	path, isHub := strings.CutPrefix(r.Name(), hub+"/")
	if short := strings.TrimPrefix(path, official); isHub && !strings.Contains(short, "/") {
		return short
	}
	return path
}

// Name returns the whole name, "docker.io/library/node" for "node".
func (r Ref) Name() string { return r.Domain + "/" + r.Path }

// Written returns the name as it is written, without tag and digest.
func (r Ref) Written() string { return r.Raw[r.NameSpan.Start:r.NameSpan.End] }

// Bare reports whether the reference has neither tag nor digest. It means
// ":latest" then.
func (r Ref) Bare() bool { return r.Tag == "" && r.Digest == "" }
