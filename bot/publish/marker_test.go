package publish

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMarkerSurvivesAnythingInIt(t *testing.T) {
	t.Parallel()
	m := Marker{Plan: "p", Content: "c", Head: "h", Files: map[string]string{"a --> b/<!-- Dockerfile\n": "", "ünï": "blob"}, Offered: []string{"-->", "--"}, Closed: true}
	body := m.Append("Text of a person, with a <!-- comment -->.")
	if n := strings.Count(body, "-->"); n != 2 {
		t.Errorf("the body holds %d comment ends, want 2:\n%s", n, body)
	}
	got, err := ParseMarker(strings.ReplaceAll(body, "\n", "\r\n") + "\r\nand more below")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&m, got); diff != "" {
		t.Errorf("marker (-want +got):\n%s", diff)
	}
	if again := m.Append(body); again != body {
		t.Errorf("appended again it is %q, want %q", again, body)
	}
}

func TestMarkerThatWasChangedIsNotBelieved(t *testing.T) {
	t.Parallel()
	body := Marker{Plan: "p", Offered: []string{"one", "two"}}.Append("")
	at := strings.Index(body, "v1 ") + 12
	changed := body[:at] + string(rune('A'+('B'-body[at])&1)) + body[at+1:]
	for _, text := range []string{changed, body[:at] + " -->", "<!-- nodedock:v1  -->", "<!-- nodedock:v1 AAAA -->"} {
		if m, err := ParseMarker(text); err == nil {
			t.Errorf("%q was read as %+v", text, m)
		}
	}
	if _, err := ParseMarker("nothing here"); !errors.Is(err, ErrNoMarker) {
		t.Errorf("error is %v, want ErrNoMarker", err)
	}
}

func TestMarkerStaysShortAndSaysWhatItForgot(t *testing.T) {
	t.Parallel()
	m := Marker{Files: map[string]string{}}
	for n := range 2000 {
		m.Offered = append(m.Offered, blob(fmt.Sprint(n))[:16])
		m.Files[fmt.Sprintf("services/%d/Dockerfile", n)] = blob(fmt.Sprint(n))
	}
	body := m.Append("")
	if len(body) > MaxMarker+4 {
		t.Errorf("the marker has %d bytes", len(body))
	}
	got, err := ParseMarker(body)
	if err != nil {
		t.Fatal(err)
	}
	if !got.Cut {
		t.Error("the marker does not say that ids are missing")
	}
}

func FuzzParseMarker(f *testing.F) {
	f.Add(Marker{Plan: "p"}.Append("body"))
	f.Add("<!-- nodedock:v1 AAAA -->")
	f.Fuzz(func(t *testing.T, body string) {
		m, err := ParseMarker(body)
		if (m == nil) == (err == nil) {
			t.Fatalf("marker %v with error %v", m, err)
		}
	})
}

func TestABodyThatAPersonMadeTooLongIsCut(t *testing.T) {
	t.Parallel()
	body := Marker{Plan: "p"}.Append(strings.Repeat("ü", 65536))
	if n := len([]rune(body)); n > 65536 {
		t.Errorf("%d characters, at most 65536 are taken", n)
	}
	if _, err := ParseMarker(body); err != nil {
		t.Error(err)
	}
}
