package image

// WithTag returns the reference with its name spelled as it was and the tag
// put in place of its tag. Its digest is dropped: it belonged to the old tag.
func (r Ref) WithTag(tag string) Ref { return respell(r, tag, "") }

// WithDigest returns the reference with its name and tag spelled as they were
// and the digest added or put in place of its digest.
func (r Ref) WithDigest(d Digest) Ref { return respell(r, r.Tag, d) }

// WithoutDigest returns the reference by tag only: what the tag points to
// today, whatever was pinned.
func (r Ref) WithoutDigest() Ref { return respell(r, r.Tag, "") }

// WithoutTag returns the reference by digest only: whether that image can
// still be had.
func (r Ref) WithoutTag() Ref { return respell(r, "", r.Digest) }

// respell writes a reference with the name of r.
func respell(r Ref, tag string, d Digest) Ref {
	written := r.FamiliarName()
	if r.Raw != "" {
		written = r.Written()
	}
	if tag != "" {
		written += ":" + tag
	}
	if d != "" {
		written += "@" + string(d)
	}
	out := Ref{Raw: written, Domain: r.Domain, Path: r.Path, Tag: tag, Digest: d}
	out.NameSpan, out.TagSpan, out.DigestSpan = spans(written)
	return out
}
