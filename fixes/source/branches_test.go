package source

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// asks is a question that has the answer yes where Q is true.
func asks(condition string) Answer {
	switch strings.ReplaceAll(condition, " ", "") {
	case "Q", `E==="q"`:
		return Yes
	case "N":
		return No
	}
	return Unknown
}

func TestBranches(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, src, no, yes string }{
		{"nothing is asked", "a(); if (x) { b(); }", "", ""},
		{"an if", "if (Q) { a({ b: 1 }); } c();", "", "{ a({ b: 1 }); }"},
		{"an if without braces", "if (Q) a({ b: 1 })\nc();", "", "a({ b: 1 })"},
		{"an else", "if (Q) a(); else { b(); } c();", "{ b(); }", "a();"},
		{"an else if", "if (Q) a(); else if (x) b();", "", "a();"},
		{"not", "if (!Q) { a(); }", "{ a(); }", ""},
		{"not a comparison", "if (!Q === x) { a(); }", "", ""},
		{"and", "if (x && Q) { a(); } else { b(); }", "", "{ a(); }"},
		{"or", "if (x || Q) { a(); } else { b(); }", "{ b(); }", "{ a(); }"},
		{"or the opposite", "if (N || Q) { a(); }", "", ""},
		{"in brackets", "if (!(N || x)) { a(); }", "", "{ a(); }"},
		{"one that returns", "function f() { if (Q) return; a(); } b();", "a();", "return;"},
		{"one that returns in a block", "function f() { if (Q) { c({}); return d(); } a(); b(); }", "a(); b();", "{ c({}); return d(); }"},
		{"one that may return", "function f() { if (Q) { if (x) { return; } c(); } a(); }", "", "{ if (x) { return; } c(); }"},
		{"a choice", "f(Q ? a() : b(), c());", "b()", "a()"},
		{"a choice in a choice", "const v = x ? y : Q ? a : b;\nc();", "b", "a"},
		{"an optional type", "function f(Q?: string) { a(); }", "", ""},
		{"an operand", "Q && a({ b });\nc();", "", "a({ b })"},
		{"an operand at a line's end", "x && Q && a()\nb()", "", "a()"},
		{"a switch", `switch (E) { case "q": a(); break; case "r": b(); break; default: c(); }`, "c();", "a(); break;"},
		{"a function", "function start() { a(); }\nif (N) start();", "{ a(); }|start();", ""},
		{"an arrow", "const start = async () => { a(); };\nif (N) { start(); }", "{ a(); }|{ start(); }", ""},
		{"a function that others call", "function start() { a(); }\nif (N) start();\nstart();", "start();", ""},
		{"a function that is handed on", "function start() { a(); }\nif (N) start();\nmodule.exports = { start };", "start();", ""},
		{"a function of a function", "function s() { t(); }\nfunction t() { a(); }\nif (N) s();", "{ t(); }|{ a(); }|s();", ""},
		{"comments and texts", "// if (Q) { a(); }\nconst s = 'if (Q) { a(); }';", "", ""},
		{"a template", "if (Q) { a(`x${y}{`); } b();", "", "{ a(`x${y}{`); }"},
		{"what is no code", "if (Q) { a(); ", "", "{ a();"},
		{"a switch without an end", "switch (E) { case 'q': ( } default:", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			no, yes := Take([]byte(c.src)).Branches(asks)
			if diff := cmp.Diff(c.no+"\n"+c.yes, texts(no)+"\n"+texts(yes)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestBranchesSayWhatDecides(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, src, condition, other, what string }{
		{"an if", "if (Q && !x) { a(); } else { b(); }", "Q && !x", "{ b(); }", ""},
		{"a variable", "const port: number = Q ? 80 : x || 3000\nc()", "Q", "x || 3000", "port"},
		{"a key", "f({ 'origin': (Q) ? 'a' : 'b' })", "(Q)", "'b'", "origin"},
		{"an argument", "app.listen(Q ? 80 : 3000)", "Q", "3000", "listen"},
		{"an operand", "const ssl = Q && { a }", "Q", "", "ssl"},
		{"a method", "x.static(Q ? 'a' : 'b')", "Q", "'b'", "static"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, yes := Take([]byte(c.src)).Branches(asks)
			last := yes[len(yes)-1]
			want := Branch{Text: last.Text, Condition: c.condition, Instead: c.other != "", Other: c.other, Name: c.what}
			if diff := cmp.Diff(want, last); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, src, want string }{
		{"a variable", "const a = Q; let b = N", "+a -b"},
		{"a type", "const a: boolean = Q", "+a"},
		{"a key", "x({ a: Q, 'b': !N })", "+a +b"},
		{"an assignment", "app.locals.a = Q", "+a"},
		{"an operator", "const a = Q && x, b = Q || x, d = N || x", "+a +b"},
		{"an arrow", "const a = () => Q; x({ b: () => { return N } })", "+a -b"},
		{"a function", "function a(): boolean { return Q }", "+a"},
		{"a method and a getter", "class X { a() { return Q } get b() { return N } }", "+a -b"},
		{"a function as a value", "exports.a = function () { return Q }", "+a"},
		{"a choice", "const a = Q ? x : y, b = x ? y : Q", ""},
		{"an answer that is spelled out", "const a = Q ? true : false, b = Boolean(N)", "+a -b"},
		{"what returns behind more", "function a() { x(); return Q }", "+a"},
		{"what returns in a block", "function a() { if (x) { y(); return Q } }", ""},
		{"what does not return", "if (a) { return Q }", ""},
		{"a switch", "switch (x) { case a: Q }", "+a"},
		{"no end", "const a = (Q; function (", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for name, answer := range Take([]byte(c.src)).Settings(asks) {
				got = append(got, map[Answer]string{Yes: "+", No: "-"}[answer]+name)
			}
			if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPairs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, src, want string }{
		{"objects", "module.exports = { a: { x: 1 }, b: { y: { z: `}` } } }", "exports{ x: 1 }|{ y: { z: `}` } }"},
		{"texts", `x({ "a": 'one', "b": 'two' })`, "x'one'|'two'"},
		{"among others", "x = { c, ...d, e() { f(); }, a: 1 + 2, g: [1, 2], b: () => { h(); } }", "x1 + 2|() => { h(); }"},
		{"on lines of their own", "exports.a = { x: 1 }\nexports.b = { y: 2 }", "{ x: 1 }|{ y: 2 }"},
		{"only one", "x({ a: true })", ""},
		{"in two objects", "x({ a: 1 }, { b: 2 })", ""},
		{"two of them", "one = { a: 1, b: 2 }; two = { b: 4, a: 3 }", "one1|2 two3|4"},
		{"a comment", "// { a: 1, b: 2 }", ""},
		{"no end", "x({ a: { b: 1", ""},
	} {
		var got []string
		for p := range Take([]byte(c.src)).Pairs("a", "b") {
			got = append(got, p.Name+p.One+"|"+p.Other)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	want := map[string]string{"a": "1", "b": "{ c: 2 }"}
	if diff := cmp.Diff(want, Keys("{ a: 1, b: { c: 2 }, d() { } }")); diff != "" {
		t.Error(diff)
	}
	if got := Keys("f({ a: 1 })"); got != nil {
		t.Errorf("a call has no keys, got %v", got)
	}
}

func TestAssigned(t *testing.T) {
	t.Parallel()
	var got []string
	for name, value := range Take([]byte("const a = f(1), { b: c = 2 } = d\nx.y = 'z'; function g() { return h }")).Assigned() {
		got = append(got, name+"="+value)
	}
	if diff := cmp.Diff([]string{"a=f(1)", "b=c = 2", "b=2", "y='z'", "g=h"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestVariables(t *testing.T) {
	t.Parallel()
	var got []string
	for name, value := range Take([]byte("const a = f(1); b = { c: 2 }\nx.y = 'z'; let d: T = null")).Variables() {
		got = append(got, name+"="+value)
	}
	if diff := cmp.Diff([]string{"a=f(1)", "b={ c: 2 }", "d=null"}, got); diff != "" {
		t.Error(diff)
	}
}

func texts(branches []Branch) string {
	var out []string
	for _, b := range branches {
		out = append(out, b.Text)
	}
	return strings.Join(out, "|")
}

// FuzzBranches holds that any text can be taken apart, into pieces of itself.
func FuzzBranches(f *testing.F) {
	f.Add("if (Q) { a(); } else b()\nswitch (E) { case 'q': a(`${x}`) }")
	f.Add("Q ? a : (b")
	f.Add("const a: b = () => { return Q }, c = { a: 1, b: { a: 2 } }")
	f.Fuzz(func(t *testing.T, src string) {
		code := Take([]byte(src))
		var texts []string
		for _, b := range slicesOf(code.Branches(asks)) {
			texts = append(texts, b.Text, b.Condition, b.Other, b.Name)
		}
		for name := range code.Settings(asks) {
			texts = append(texts, name)
		}
		for name, value := range code.Assigned() {
			texts = append(texts, name, value)
		}
		for p := range code.Pairs("a", "b") {
			texts = append(texts, p.Name, p.One, p.Other)
		}
		for _, text := range texts {
			if !strings.Contains(src, text) {
				t.Errorf("%q is not in %q", text, src)
			}
		}
		Keys(src)
	})
}

func slicesOf(no, yes []Branch) []Branch { return append(no, yes...) }

// BenchmarkHostileBranches shows that no shape of a file takes time by the square of its length.
func BenchmarkHostileBranches(b *testing.B) {
	for _, shape := range []string{"if (Q) return;\n", "if (Q) ", "Q && ", "Q ? a : ", "a = ", "a:", "{a:1,b:"} {
		b.Run(shape, func(b *testing.B) {
			code := Take([]byte(strings.Repeat(shape, 20_000)))
			for b.Loop() {
				code.Branches(asks)
				for range code.Settings(asks) {
				}
				for range code.Pairs("a", "b") {
				}
			}
		})
	}
}

func TestSets(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, src string
		want      bool
	}{
		{"a key", "x({ a: 1 })", true},
		{"a key in quotes", "x({ 'a': 1 })", true},
		{"a name alone", "x({ a })", true},
		{"an assignment", "x.a = 1", true},
		{"a comment", "x({ /* a: 1 */ b: 2 }) // a: 1", false},
		{"what is read", "x(y.a.b)", false},
		{"a text", "x('a')", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := Take([]byte(c.src)).Sets("z", "a"); got != c.want {
				t.Errorf("Sets = %v", got)
			}
		})
	}
}
