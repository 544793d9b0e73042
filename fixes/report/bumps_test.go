package report

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
)

func TestTheTableOfBumpsComparesBothImages(t *testing.T) {
	t.Parallel()
	ref, err := image.Parse("docker.io/library/node:lts@sha256:" + strings.Repeat("1", 64))
	if err != nil {
		t.Fatal(err)
	}
	bump := fixes.Bump{Ref: ref, To: image.Digest("sha256:" + strings.Repeat("2", 64))}
	date := func(day int) time.Time { return time.Date(2026, 3, day, 0, 0, 0, 0, time.UTC) }
	old := ImageFacts{date(1), "22.20.0", []string{"linux/amd64", "linux/arm/v7"}, 51_200_000, []image.Digest{"a", "b"}}
	for _, c := range []struct {
		name string
		b    BumpFacts
		want string
	}{
		{"both are known", BumpFacts{bump, old, ImageFacts{date(9), "24.11.1", []string{"linux/amd64", "linux/s390x"}, 52_300_000, []image.Digest{"a", "c", "d"}}},
			"| `node` | `lts` | `111111111111` → `222222222222` | 2026-03-01 → 2026-03-09 | 22.20.0 → 24.11.1 (**major upgrade**) | linux/amd64, +linux/s390x, −linux/arm/v7 | 51.2 MB → 52.3 MB | 2 of 3 changed |"},
		{"the old one is gone", BumpFacts{bump, ImageFacts{}, ImageFacts{NodeVersion: "24.11.1"}},
			"| `node` | `lts` | `111111111111` → `222222222222` | – | – → 24.11.1 | – | – | – |"},
		{"a version is not one", BumpFacts{bump, ImageFacts{}, ImageFacts{NodeVersion: "@octo <b>"}},
			"| `node` | `lts` | `111111111111` → `222222222222` | – | – → `@octo <b>` | – | – | – |"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			lines := strings.Split(bumpsTable([]BumpFacts{c.b}), "\n")
			if diff := cmp.Diff(c.want, lines[len(lines)-1]); diff != "" {
				t.Error(diff)
			}
		})
	}
}
