package node

import (
	"bytes"
	"crypto/md5" //nolint:gosec // what pnpm 9 writes
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A checksum of pnpm is one of what its settings say: earlier releases write the first, pnpm 10 and later the
// other one.
type pnpmChecksum struct{ nine, ten string }

// is reports whether a lockfile has it. Which release will look is not known where major is 0.
func (c pnpmChecksum) is(written string, major int) bool {
	return written == c.nine && major < 10 || written == c.ten && (major == 0 || major >= 10)
}

// hashedFile returns the checksum of a file, as pnpm writes it for hooks.
func hashedFile(data []byte) pnpmChecksum {
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	nine, ten := md5.Sum(data), sha256.Sum256(data)
	return pnpmChecksum{strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(nine[:])), hex.EncodeToString(ten[:])}
}

// hashedExtensions returns the checksum of packageExtensions; it is false where these hold what no setting does.
func hashedExtensions(extensions map[string]any) (pnpmChecksum, bool) {
	var text, hashed bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(extensions) != nil || !hashedValue(&hashed, extensions) {
		return pnpmChecksum{}, false
	}
	nine, ten := md5.Sum(bytes.TrimSuffix(text.Bytes(), []byte("\n"))), sha256.Sum256(hashed.Bytes())
	return pnpmChecksum{hex.EncodeToString(nine[:]), "sha256-" + base64.StdEncoding.EncodeToString(ten[:])}, true
}

// hashedValue writes a value as the library object-hash does before it hashes it: with sorted keys and lists.
func hashedValue(out *bytes.Buffer, value any) bool {
	switch v := value.(type) {
	case string:
		fmt.Fprintf(out, "string:%d:%s", len([]rune(v)), v)
	case bool:
		fmt.Fprintf(out, "bool:%t", v)
	case nil:
		out.WriteString("Null")
	case map[string]any:
		fmt.Fprintf(out, "object:%d:", len(v))
		for _, key := range slices.Sorted(maps.Keys(v)) {
			hashedValue(out, key)
			out.WriteByte(':')
			if !hashedValue(out, v[key]) {
				return false
			}
			out.WriteByte(',')
		}
	default:
		return false
	}
	return true
}
