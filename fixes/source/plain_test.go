package source

import "testing"

func TestPlain(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		"a = 1 // b\nc":          "a = 1     \nc",
		"x(/* y */ 'z // z')":    "x(        'z // z')",
		"// ssr: { noExternal }": "                      ",
		"const a = '":            "",
	} {
		if got := string(Plain([]byte(src))); got != want {
			t.Errorf("Plain(%q) = %q, want %q", src, got, want)
		}
	}
}
