package report

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSentencesEndOutsideCode(t *testing.T) {
	t.Parallel()
	got := sentences("Without a file, `COPY . .` takes all. It may hold `.env` e.g. Keys. The end.")
	want := []string{"Without a file, `COPY . .` takes all.", "It may hold `.env` e.g. Keys.", "The end."}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
