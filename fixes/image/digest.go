package image

import (
	// The algorithms that a digest may name have to be linked in.
	_ "crypto/sha256"
	_ "crypto/sha512"
	"fmt"
	"strings"

	"github.com/opencontainers/go-digest"
)

// ParseDigest returns s as a Digest. It returns an error when s is not
// "sha256:" (or "sha384:", "sha512:") followed by as many lower-case hex
// digits as the algorithm has.
func ParseDigest(s string) (Digest, error) {
	if _, err := digest.Parse(s); err != nil {
		return "", fmt.Errorf("digest %q: %w", s, err)
	}
	return Digest(s), nil
}

// Valid reports whether d is a well-formed digest.
func (d Digest) Valid() bool {
	_, err := digest.Parse(string(d))
	return err == nil
}

// Short returns the first twelve hex digits, for texts where the whole digest
// is written elsewhere. It returns d itself when d is not a digest.
func (d Digest) Short() string {
	_, hex, ok := strings.Cut(string(d), ":")
	if !ok || len(hex) < 12 {
		return string(d)
	}
	return hex[:12]
}
