package dockerfile

import (
	"testing"
)

func BenchmarkParse(b *testing.B) {
	src := []byte(large)
	for b.Loop() {
		if _, err := Parse("Dockerfile", src); err != nil {
			b.Fatal(err)
		}
	}
}

func TestParseLocatesEveryWordOnOneLine(t *testing.T) {
	t.Parallel()
	f := parse(t, large)
	if len(f.Instructions) != 36 {
		t.Errorf("%d instructions, want 36", len(f.Instructions))
	}
	for _, i := range f.Instructions {
		for _, w := range words(i) {
			if !w.Located && w.Raw != "" && !i.Is("RUN") {
				t.Errorf("line %d: %q is not located", i.StartLine, w.Raw)
			}
		}
	}
}
