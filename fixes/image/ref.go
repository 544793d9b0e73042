package image

import "github.com/nodedock/nodedock/fixes/text"

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

// Parse reads a reference as a Dockerfile's FROM would.
func Parse(s string) (Ref, error) { panic("stub") }

// Familiar returns the short spelling: "node:20", "node@sha256:…",
// "ghcr.example.com/acme/api:1". A reference with a tag and a digest is spelled
// with its tag.
func (r Ref) Familiar() string { panic("stub") }

// FamiliarName returns the short name without tag and digest.
func (r Ref) FamiliarName() string { panic("stub") }
