package fixestest

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/text"
)

// A transform writes a Dockerfile in another form that means the same. ok is
// false when the file cannot be written that way.
type transform struct {
	name  string
	apply func(path string, src []byte) (out []byte, ok bool)
}

var transforms = []transform{
	{"crlf", func(_ string, src []byte) ([]byte, bool) {
		return bytes.ReplaceAll(src, []byte("\n"), []byte("\r\n")), !bytes.Contains(src, []byte("\r"))
	}},
	{"bom", func(_ string, src []byte) ([]byte, bool) {
		return append([]byte("\xef\xbb\xbf"), src...), !bytes.HasPrefix(src, []byte("\xef\xbb\xbf"))
	}},
	{"nofinal", func(_ string, src []byte) ([]byte, bool) {
		out := bytes.TrimSuffix(src, []byte("\n"))
		return out, len(out) == len(src)-1 && !bytes.HasSuffix(out, []byte("\n"))
	}},
	{"lower", lower},
}

// lower writes every keyword in lower case, the AS of a FROM included.
func lower(path string, src []byte) ([]byte, bool) {
	f, err := dockerfile.Parse(path, src)
	if err != nil {
		return nil, false
	}
	var edits []text.Edit
	for _, i := range f.Instructions {
		word := string(src[i.KeywordSpan.Start:i.KeywordSpan.End])
		edits = append(edits, text.Replace(i.KeywordSpan, strings.ToLower(word)))
		if n := len(i.Args); i.Is("FROM") && n > 1 && i.Args[n-2].Text == "AS" && i.Args[n-2].Located {
			edits = append(edits, text.Replace(i.Args[n-2].Span, "as"))
		}
		if i.Trigger != nil {
			return nil, false
		}
	}
	out, err := text.Apply(src, edits)
	return out, err == nil
}

// commutes: the plan of a transformed Dockerfile is the transformed plan.
func commutes(t *testing.T, c *Case, plan *fixes.Plan) {
	for _, tr := range transforms {
		if !c.exempt(tr.name) {
			c.commutes(t, plan, tr)
		}
	}
}

func (c *Case) commutes(t *testing.T, plan *fixes.Plan, tr transform) {
	files, ok := transformed(c.Files, plan.Dockerfiles, tr)
	if !ok {
		return
	}
	want, ok := transformed(applied(c.Files, plan), plan.Dockerfiles, tr)
	if !ok {
		return
	}
	other := c.plan(t, files)
	got := applied(files, other)
	for name, f := range want {
		g := got[name]
		if g == nil {
			t.Errorf("commutes with %s: %s is not written", tr.name, name)
			continue
		}
		a, b := f.Data, g.Data
		if c.Files[name] == nil { // a new file may follow the Dockerfile's line ending
			a, b = bytes.ReplaceAll(a, []byte("\r"), nil), bytes.ReplaceAll(b, []byte("\r"), nil)
		}
		if !bytes.Equal(a, b) {
			t.Errorf("commutes with %s: %s differs (-want +got):\n%s", tr.name, name, cmp.Diff(strings.SplitAfter(string(a), "\n"), strings.SplitAfter(string(b), "\n")))
		}
	}
	if d := cmp.Diff(places(plan), places(other)); d != "" {
		t.Errorf("commutes with %s: the findings differ (-want +got):\n%s", tr.name, d)
	}
}

// transformed writes the Dockerfiles in another form; ok is false when one of
// them cannot be.
func transformed(files fstest.MapFS, dockerfiles []string, tr transform) (fstest.MapFS, bool) {
	out := fstest.MapFS{}
	for name, f := range files {
		out[name] = f
	}
	for _, name := range dockerfiles {
		f := files[name]
		data, ok := tr.apply(name, f.Data)
		if !ok {
			return nil, false
		}
		out[name] = &fstest.MapFile{Data: data, Mode: f.Mode}
	}
	return out, true
}

// places lists where what was found and what became of it, without the words.
func places(plan *fixes.Plan) []string {
	var list []string
	for _, o := range plan.Findings {
		list = append(list, fmt.Sprintf("%s:%d %s fixed=%t withheld=%t", o.Path, o.Start.Line, o.Rule, o.Fixed, o.Withheld != ""))
	}
	return list
}
