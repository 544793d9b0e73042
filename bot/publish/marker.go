package publish

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// A Marker is what nodedock remembers about a pull request. It stands in an
// HTML comment at the end of the body.
type Marker struct {
	// Plan and Content identify what is shown and the files of the branch.
	Plan    string `json:"plan,omitempty"`
	Content string `json:"content,omitempty"`
	// Head is the commit that we wrote last, Base the base's head then.
	Head string `json:"head,omitempty"`
	Base string `json:"base,omitempty"`
	// Written is when Head was written, in seconds since 1970.
	Written int64 `json:"written,omitempty"`
	// Title is a hash of the title that we wrote: another one is a person's.
	Title string `json:"title,omitempty"`
	// Files maps each changed path to its blob on the base, "" for none.
	Files map[string]string `json:"files,omitempty"`
	// Offered are ids of fixed findings, Declined those that people said no
	// to before. Cut reports that there were too many to write down.
	Offered  []string `json:"offered,omitempty"`
	Declined []string `json:"declined,omitempty"`
	Cut      bool     `json:"cut,omitempty"`
	// Applied and Skipped are rules that people asked for or turned off.
	Applied []string `json:"applied,omitempty"`
	Skipped []string `json:"skipped,omitempty"`
	// Answered are the images that a registry told about when this was written.
	Answered []string `json:"answered,omitempty"`
	// Comments are ids of the review comments that were placed.
	Comments []string `json:"comments,omitempty"`
	// Notes are the kinds of notes that were left.
	Notes []string `json:"notes,omitempty"`
	// Closed reports that nodedock closed the pull request itself.
	Closed bool `json:"closed,omitempty"`
}

// ErrNoMarker is returned for a body that holds no marker.
var ErrNoMarker = errors.New("no marker")

// MaxMarker is the length of the longest marker, in bytes. A body of 60,000
// characters and a marker fit GitHub's limit of 65,536.
const MaxMarker = 5200

var markerPattern = pattern.New(`<!-- nodedock:v1 ([A-Za-z0-9+/]*) -->`)

// maxBody is how many characters GitHub takes in a body.
const maxBody = 65536

// Append returns the body with the marker at its end. A marker that would be
// too long forgets ids, and says so; a body that would be is cut.
func (m Marker) Append(body string) string {
	text := m.encode()
	for len(text) > MaxMarker && m.shrink() {
		text = m.encode()
	}
	body = Strip(body)
	if room := maxBody - len(text) - 3; utf8.RuneCountInString(body) > room {
		body = string([]rune(body)[:room])
	}
	return body + "\n\n" + text + "\n"
}

// shrink leaves out the part of the marker that is missed least.
func (m *Marker) shrink() bool {
	half := func(ids *[]string) bool {
		*ids = (*ids)[:len(*ids)/2]
		return true
	}
	switch {
	case len(m.Comments) > 60:
		return half(&m.Comments)
	case len(m.Answered) > 0:
		return half(&m.Answered)
	case len(m.Declined) > 0:
		m.Cut = true
		return half(&m.Declined)
	case len(m.Offered) > 0:
		m.Cut = true
		return half(&m.Offered)
	case len(m.Comments) > 0:
		return half(&m.Comments)
	case len(m.Files) > 0: // too many paths: any move of the base counts
		m.Files = nil
		return true
	}
	return false
}

// encode packs the marker. The alphabet has no "-" and no ">", so that nothing
// in it can end the comment.
func (m Marker) encode() string {
	data, err := json.Marshal(m)
	if err != nil {
		panic(err) // strings, lists and maps of strings always marshal
	}
	var packed bytes.Buffer
	sum := sha256.Sum256(data)
	packed.Write(sum[:4])
	w, _ := flate.NewWriter(&packed, flate.BestCompression)
	_, _ = w.Write(data)
	_ = w.Close()
	return "<!-- nodedock:v1 " + base64.RawStdEncoding.EncodeToString(packed.Bytes()) + " -->"
}

// ParseMarker returns the marker of a body. It returns ErrNoMarker when there
// is none, and another error when it is not as we wrote it.
func ParseMarker(body string) (*Marker, error) {
	found := markerPattern.FindAllStringSubmatch(body, -1)
	if len(found) == 0 {
		return nil, ErrNoMarker
	}
	packed, err := base64.RawStdEncoding.DecodeString(found[len(found)-1][1])
	if err != nil {
		return nil, fmt.Errorf("read marker: %w", err)
	}
	if len(packed) < 4 {
		return nil, errors.New("read marker: too short")
	}
	data, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed[4:])), 1<<20))
	if err != nil {
		return nil, fmt.Errorf("read marker: %w", err)
	}
	if sum := sha256.Sum256(data); !bytes.Equal(sum[:4], packed[:4]) {
		return nil, errors.New("read marker: it was changed")
	}
	m := new(Marker)
	if err := json.Unmarshal(data, m); err != nil {
		return nil, fmt.Errorf("read marker: %w", err)
	}
	return m, nil
}

// Strip returns a body without its markers.
func Strip(body string) string {
	return strings.TrimRight(markerPattern.ReplaceAllString(body, ""), " \r\n")
}

// Marker returns the pull request's marker, nil when it has none that can be
// trusted.
func (p *Pull) Marker() *Marker {
	m, err := ParseMarker(p.Body)
	if err != nil {
		return nil
	}
	return m
}

// titleHash identifies a title in a marker.
func titleHash(title string) string {
	sum := sha256.Sum256([]byte(title))
	return base64.RawStdEncoding.EncodeToString(sum[:6])
}
