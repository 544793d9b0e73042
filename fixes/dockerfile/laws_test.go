package dockerfile

import (
	"bytes"
	"strings"
	"testing"

	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/nodedock/nodedock/fixes/text"
)

// checkLaws tests what holds for every file that parses.
func checkLaws(t *testing.T, f *File) {
	t.Helper()
	var joined []byte
	for _, p := range f.Parts {
		joined = append(joined, f.Src[p.Span.Start:p.Span.End]...)
	}
	if !bytes.Equal(joined, f.Src) {
		t.Errorf("the parts joined are not the file:\n%q\n%q", joined, f.Src)
	}
	result, err := parser.Parse(bytes.NewReader(f.Src))
	if err != nil {
		t.Fatal(err)
	}
	if len(result.AST.Children) != len(f.Instructions) {
		t.Fatalf("%d instructions, BuildKit has %d", len(f.Instructions), len(result.AST.Children))
	}
	for n, i := range f.Instructions {
		checkInstruction(t, i, result.AST.Children[n])
	}
}

func checkInstruction(t *testing.T, i *Instruction, node *parser.Node) {
	t.Helper()
	if i.Text != node.Original {
		t.Errorf("line %d: text %q, BuildKit has %q", i.StartLine, i.Text, node.Original)
	}
	if !i.segs.ok {
		t.Errorf("line %d: %q was not rebuilt", i.StartLine, i.Text)
	}
	var rebuilt strings.Builder
	for _, s := range i.segs.list {
		rebuilt.Write(i.file.Src[s.physical : s.physical+s.length])
	}
	if rebuilt.String() != node.Original {
		t.Errorf("line %d: rebuilt %q, BuildKit has %q", i.StartLine, rebuilt.String(), node.Original)
	}
	if len(i.Heredocs) != len(node.Heredocs) {
		t.Errorf("line %d: %d heredocs, BuildKit has %d", i.StartLine, len(i.Heredocs), len(node.Heredocs))
	}
	for _, h := range i.Heredocs {
		if got := string(i.file.Src[h.Body.Start:h.Body.End]); got != h.Content || h.Terminator.Len() == 0 {
			t.Errorf("line %d: heredoc %s stands at %q, BuildKit has %q", i.StartLine, h.Name, got, h.Content)
		}
	}
	for _, w := range words(i) {
		if !w.Located {
			continue
		}
		if got := string(i.file.Src[w.Span.Start:w.Span.End]); got != w.Raw {
			t.Errorf("line %d: the word %q stands at %q", i.StartLine, w.Raw, got)
		}
	}
	checkShell(t, i)
}

// words returns all words of an instruction.
func words(i *Instruction) []Word {
	all := append([]Word(nil), i.Args...)
	for _, f := range i.Flags {
		all = append(all, f.Word)
	}
	for _, p := range EnvPairs(i) {
		all = append(all, p.Name, p.Value)
	}
	return all
}

// checkShell tests that shell words stand where they claim to.
func checkShell(t *testing.T, i *Instruction) {
	t.Helper()
	for _, shell := range [][]string{nil, {"/bin/bash", "-c"}} {
		for _, s := range i.Scripts(shell) {
			for _, c := range s.Commands {
				checkCommand(t, i, c)
				if c.Located && s.Heredoc {
					t.Errorf("line %d: a command in a heredoc may be edited", i.StartLine)
				}
			}
		}
	}
	if c := i.ExecCommand(); c != nil {
		checkCommand(t, i, c)
	}
}

func checkCommand(t *testing.T, i *Instruction, c *Command) {
	t.Helper()
	whole := i.file.whole(i.StartLine, i.EndLine)
	for _, w := range c.Words {
		if !w.Located {
			continue
		}
		got := string(i.file.Src[w.Span.Start:w.Span.End])
		if !whole.Contains(w.Span) || strings.Contains(got, "\n") || (!w.Literal && got != w.Text) {
			t.Errorf("line %d: the word %q stands at %q", i.StartLine, w.Text, got)
		}
	}
	if c.Located && !whole.Contains(c.Span) {
		t.Errorf("line %d: a command outside its instruction", i.StartLine)
	}
}

// src returns the bytes of a span.
func (f *File) src(s text.Span) string { return string(f.Src[s.Start:s.End]) }

func parse(t *testing.T, src string) *File {
	t.Helper()
	f, err := Parse("Dockerfile", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	checkLaws(t, f)
	return f
}
