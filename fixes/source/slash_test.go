package source_test

import (
	"strings"
	"testing"

	"github.com/nodedock/nodedock/fixes/source"
)

// TestPlainTellsRegularExpressionsFromDivisions looks at what is taken for a comment behind a slash.
func TestPlainTellsRegularExpressionsFromDivisions(t *testing.T) {
	t.Parallel()
	for _, code := range []string{
		"if (ok) /[/*]/.test(a)\nkept() // gone",
		"while (next()) /\\/*/.exec(a)\nkept() /* gone */",
		"for await (const a of b) /[/*]/.exec(a)\nkept() /* gone */",
		"function f() {}\n/[/*]/.test(a)\nkept() /* gone */",
		"const a = (b) / c /* gone */ / d\nkept()",
		"const a = {}.b / 2 /* gone */ / d\nkept()",
		"const a = i++ / 2 // gone '\nkept()",
		"const a = it.if(b) / 2 // gone '\nkept()",
		"const a = b[0] / 2 // gone \"\nkept()",
		"else_ = () => ({ a: 1 }) / 2 // gone `\nkept()",
		"if (a) { b() } else { c() }\n/[//]/.test(d)\nkept() // gone",
	} {
		plain := string(source.Plain([]byte(code)))
		if !strings.Contains(plain, "kept()") || strings.Contains(plain, "gone") {
			t.Errorf("%q gives %q", code, plain)
		}
	}
}
