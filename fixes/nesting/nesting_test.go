package nesting_test

import (
	"strings"
	"testing"

	"github.com/nodedock/nodedock/fixes/nesting"
)

func TestTooDeep(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, src string
		want      bool
	}{
		{"plain text", "a: [b, {c: d}]\n- - x\n", false},
		{"closed brackets", strings.Repeat("[]", 10_000), false},
		{"open brackets", strings.Repeat("[", 10_000), true},
		{"open brackets over many lines", strings.Repeat("{\n", 10_000), true},
		{"dashes", strings.Repeat("- ", 10_000), true},
		{"mapping marks", strings.Repeat("? ", 10_000), true},
		{"a rule of dashes", "# " + strings.Repeat("- ", 10_000), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := nesting.TooDeep(tt.src); got != tt.want {
				t.Errorf("got %v", got)
			}
		})
	}
}
