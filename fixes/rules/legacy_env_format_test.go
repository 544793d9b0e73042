package rules

import "testing"

func TestQuotedValueKeepsTheValue(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"production": "production", "$MODE": "$MODE", "two words": `"two words"`, `"two words"`: `"two words"`,
		`the "two" words`: "", `it's`: "", `a\ b`: "", "": "",
	} {
		got, ok := quotedValue(raw, '\\')
		if ok != (want != "") || ok && got != want {
			t.Errorf("quotedValue(%q) = %q, %v; want %q", raw, got, ok, want)
		}
	}
}
