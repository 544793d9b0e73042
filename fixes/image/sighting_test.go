package image

import (
	"testing"
	"time"
)

func TestSettled(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	seen := func(days ...any) (list []Sighting) {
		for n := 0; n < len(days); n += 2 {
			list = append(list, Sighting{Digest(days[n+1].(string)), start.AddDate(0, 0, days[n].(int))})
		}
		return list
	}
	for _, c := range []struct {
		name   string
		seen   []Sighting
		pinned Digest
		day    int
		want   Digest
	}{
		{"nothing was seen", nil, "a", 9, ""},
		{"the tag still is what is pinned", seen(0, "a"), "a", 9, ""},
		{"a new digest is too young", seen(0, "a", 5, "b"), "a", 7, ""},
		{"a new digest has settled", seen(0, "a", 5, "b"), "a", 8, "b"},
		{"a pin from before the first sighting", seen(0, "b"), "a", 3, "b"},
		{"a settled digest stays on offer while a newer one is young", seen(0, "a", 5, "b", 8, "c"), "a", 9, "b"},
		{"the newer one takes over when it has settled", seen(0, "a", 5, "b", 8, "c"), "a", 11, "c"},
		{"a digest that did not last is never offered", seen(0, "a", 5, "b", 6, "c"), "a", 8, ""},
		{"the tag went back to what is pinned", seen(0, "a", 5, "b", 9, "a"), "a", 20, ""},
		{"nothing older than the pin", seen(0, "a", 5, "b", 9, "c", 10, "d"), "c", 11, ""},
		{"what was seen later does not count", seen(0, "a", 5, "b", 8, "c"), "a", 8, "b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, ok := Settled(c.seen, c.pinned, 72*time.Hour, start.AddDate(0, 0, c.day))
			if got != c.want || ok != (c.want != "") {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
