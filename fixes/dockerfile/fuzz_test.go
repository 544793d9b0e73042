package dockerfile

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nodedock/nodedock/fixes/text"
)

// corpus returns the Dockerfiles in testdata/dockerfile; "\r", a byte order
// mark and a missing final newline are kept as they are.
func corpus(t testing.TB) map[string][]byte {
	t.Helper()
	names, err := filepath.Glob("../../testdata/dockerfile/*.Dockerfile")
	if err != nil || len(names) == 0 {
		t.Fatal("no files in testdata/dockerfile", err)
	}
	files := map[string][]byte{}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(name)] = data
	}
	return files
}

// quiet fails the test when run writes to stdout or stderr.
func quiet(t *testing.T, run func()) {
	t.Helper()
	out, err := os.CreateTemp(t.TempDir(), "out")
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	stdout, stderr := os.Stdout, os.Stderr
	os.Stdout, os.Stderr = out, out
	run()
	os.Stdout, os.Stderr = stdout, stderr
	if info, err := out.Stat(); err != nil || info.Size() > 0 {
		t.Errorf("wrote %d bytes to stdout or stderr (%v)", info.Size(), err)
	}
}

func FuzzParse(f *testing.F) {
	for _, src := range corpus(f) {
		f.Add(src)
	}
	f.Add([]byte(large))
	f.Add([]byte(strings.ReplaceAll(large, "\n", "\r\n")))
	f.Add([]byte(bom + "# escape=`\nFROM node\nRUN a `\n # c\n\n b\nCOPY [\"<<\\u0000\", \"/x\"]"))
	f.Add([]byte("FROM --platform= 0\n#\nRUN [\"\",\"\",\"\"]"))
	f.Add([]byte("FROM a\nENV A=\"b c\" D=\\\n e\nLABEL x y\nARG A B=1 'C=2'\nRUN --x=\u00e0 y"))
	f.Fuzz(func(t *testing.T, src []byte) {
		var file *File
		quiet(t, func() { file, _ = Parse("Dockerfile", src) })
		if file == nil {
			return
		}
		checkLaws(t, file)
		for _, s := range file.Stages {
			file.Expand(s.Base.Raw)
			s.ShellAt(s.From)
		}
		checkInserts(t, file)
	})
}

// checkInserts tests that an inserted instruction is one, where it was put, and
// that all others are as before.
func checkInserts(t *testing.T, f *File) {
	t.Helper()
	const added = "LABEL inserted=1"
	last := len(f.Instructions) - 1
	try := func(name string, edit text.Edit, want int) {
		t.Helper()
		src, err := text.Apply(f.Src, []text.Edit{edit})
		if err != nil {
			t.Fatal(err)
		}
		if len(src) > maxSize {
			return
		}
		g, err := Parse("Dockerfile", src)
		if err != nil {
			t.Fatalf("%s: %v\n%q", name, err, src)
		}
		if len(g.Instructions) != len(f.Instructions)+1 || g.Instructions[want].Text != added {
			t.Fatalf("%s: %q is not instruction %d of\n%q", name, added, want, src)
		}
		if g.Style.FinalNewline != f.Style.FinalNewline || g.Style.BOM != f.Style.BOM || g.Style.Escape != f.Style.Escape {
			t.Fatalf("%s: the style changed from %+v to %+v", name, f.Style, g.Style)
		}
		for n, i := range f.Instructions {
			other := n
			if n >= want {
				other++
			}
			if got := g.Instructions[other].Text; strings.TrimSpace(got) != strings.TrimSpace(i.Text) {
				t.Fatalf("%s: %q became %q", name, i.Text, got)
			}
		}
	}
	try("append", f.AppendLines(added), last+1)
	for n, i := range f.Instructions {
		if i.Stage == nil {
			continue
		}
		try("after", f.InsertAfter(i, added), n+1)
		if !i.Is("FROM") {
			try("before", f.InsertBefore(i, added), n)
			try("directly before", f.InsertLineBefore(i, added), n)
		}
	}
}
