package page

import (
	"strings"
	"testing"
)

func TestMarkdown(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"a table", "| a | b |\n| --- | :-: |\n| *x* | y |\n", "<table><tr><th>a</th>\n<th>b</th>\n</tr>\n<tr><td><em>x</em></td>\n<td>y</td>\n</tr>\n</table>\n"},
		{"bars in a cell", "| a |\n| --- |\n| x \\| `y \\| z` |\n", "<table><tr><th>a</th>\n</tr>\n<tr><td>x | <code>y | z</code></td>\n</tr>\n</table>\n"},
		{"rows of other widths", "a | b\n--- | ---\n1\n1 | 2 | 3\n", "<table><tr><th>a</th>\n<th>b</th>\n</tr>\n<tr><td>1</td>\n<td></td>\n</tr>\n<tr><td>1</td>\n<td>2</td>\n</tr>\n</table>\n"},
		{"too few dividers", "a | b\n---|\n", "<p>a | b<br>\n---|</p>\n"},
		{"a heading under a line", "a\n---\n", "<h2>a</h2>\n"},
		{"a table in a list", "- x\n\n  | a |\n  |---|\n  | b |\n", "<ul>\n<li>\n<p>x</p>\n<table><tr><th>a</th>\n</tr>\n<tr><td>b</td>\n</tr>\n</table>\n</li>\n</ul>\n"},
		{"tasks", "- [ ] a\n- [x] **b**\n", "<ul>\n<li><input disabled=\"\" type=\"checkbox\"> a</li>\n<li><input checked=\"\" disabled=\"\" type=\"checkbox\"> <strong>b</strong></li>\n</ul>\n"},
		{"loose tasks", "- [ ] a\n\n- [X] b\n", "<ul>\n<li>\n<p><input disabled=\"\" type=\"checkbox\"> a</p>\n</li>\n<li>\n<p><input checked=\"\" disabled=\"\" type=\"checkbox\"> b</p>\n</li>\n</ul>\n"},
		{"details", "<details><summary>Why &amp; how</summary>\n\n**x**\n\n</details>\n", "<details><summary>Why &amp; how</summary>\n<p><strong>x</strong></p>\n</details>\n"},
		{"comments", "a <!-- x --> b\n\n<!--\n<b>y\n-->\nc\n", "<p>a  b</p>\n\n<p>c</p>\n"},
		{"other HTML", "<details onclick=x><img src=a> <b>c</b>\n", "&lt;details onclick=x&gt;&lt;img src=a&gt; <b>c</b>\n"},
		{"a comment without an end", "<!-- <script>\nx\n", "&lt;!-- &lt;script&gt;\nx\n"},
		{"a script", "x <script>alert(1)</script>\n\n<script>\nalert(2)\n</script>\n", "<p>x &lt;script&gt;alert(1)&lt;/script&gt;</p>\n&lt;script&gt;\nalert(2)\n&lt;/script&gt;\n"},
		{"a link that runs code", "[x](javascript:a) [y](https://example.com/?a&b)\n", "<p><a href=\"\">x</a> <a href=\"https://example.com/?a&amp;b\">y</a></p>\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := markdown(tt.in)
			if err != nil || string(got) != tt.want {
				t.Errorf("got  %q\nwant %q (%v)", got, tt.want, err)
			}
		})
	}
}

// No text, however it is cut, brings in a tag or an attribute of its own.
func FuzzMarkdown(f *testing.F) {
	for _, seed := range []string{"<script>alert(1)</script><img src=x onerror=\"a\"> **b**", "<b <script>x", "| <img> |\n|-|\n| <!-- | -->", "<details open><details open=x>", "&lt;script&gt;<b>&#60;script>"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		out, err := markdown(in)
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{"<script", "<iframe", "<style", "onerror=\"", "<!--"} {
			if strings.Contains(strings.ToLower(string(out)), bad) {
				t.Errorf("%q became %q", in, out)
			}
		}
	})
}
