package source_test

import (
	"strings"
	"testing"

	"github.com/nodedock/nodedock/fixes/source"
)

func TestSpelledHasOneSpelling(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ src, want string }{
		"single quotes":               {`a('x')`, `a("x")`},
		"a template of plain text":    {"a(`x`)", `a("x")`},
		"a template with a value":     {"a(`x${b}`)", "a(`x${b}`)"},
		"quotes in a text":            {`a('say "x"')`, `a('say "x"')`},
		"a member by its text":        {`a['b'] = c["d-e"]`, `a.b = c["d-e"]`},
		"a list behind a keyword":     {`return ['b']`, `return ["b"]`},
		"a comment in between":        {`a /* b */ === 'c' // d`, `a === "c"`},
		"an asserted type":            {`f(a.b as string, c as Map<string, D[]>)`, `f(a.b, c)`},
		"a name of an import":         {`import { a as b } from 'c'`, `import { a as b } from "c"`},
		"a name of an export":         {`export { a as b }; export * as c from 'd'`, `export { a as b }; export * as c from "d"`},
		"what is surely there":        {`a.b! === c!.d`, `a.b === c.d`},
		"what is turned around":       {`if (a && !b) !c`, `if (a && !b) !c`},
		"brackets around a member":    {`(a.b) === 1`, `a.b === 1`},
		"brackets of a call":          {`f(a.b)`, `f(a.b)`},
		"brackets of a statement":     {`if (a.b) c()`, `if (a.b) c()`},
		"brackets of a function":      {`x = (a) => a.b`, `x = (a) => a.b`},
		"the variables":               {`process?.env?.['A']`, `process.env.A`},
		"the variables of the global": {`globalThis.process.env.A`, `process.env.A`},
		"the variables by an import":  {"import { env } from 'node:process'\nenv.A", "import { env } from \"node:process\"\nprocess.env.A"},
		"the variables by a name":     {"const e = process.env\ne.A; x.e.A; { e: 1 }", "const e = process.env\nprocess.env.A; x.e.A; { e: 1 }"},
		"the variables by a type":     {"const e: NodeJS.ProcessEnv = process.env\ne.A", "const e: NodeJS.ProcessEnv = process.env\nprocess.env.A"},
		"the process by an import":    {"import p from 'process'\np.env.A", "import p from \"process\"\nprocess.env.A"},
		"the process by a call":       {`require('process').env.A`, `process.env.A`},
		"the env of a pattern":        {"const { env: e } = process\ne.A", "const { env: e } = process\nprocess.env.A"},
		"another env":                 {"import env from './env'\nenv.A + process.env.B", "import env from \"./env\"\nenv.A + process.env.B"},
		"a pattern of variables":      {"const { A, B: b = 'c' } = process.env", "const A = process.env.A;\nconst b = process.env.B || \"c\""},
		"a pattern in a pattern":      {"const { env: { A } } = process", "const A = process.env.A"},
		"an exported pattern":         {"export const { A, B } = process.env", "export const A = process.env.A;\nexport const B = process.env.B"},
		"the rest of a pattern":       {"const { A, ...rest } = process.env;", "const A = process.env.A;\nconst rest = process.env;"},
		"a constant that is compared": {"const P = 'p'; a.b === P; P === a.b; P.c === 1", `const P = "p"; a.b === "p"; "p" === a.b; P.c === 1`},
		"a key that is compared":      {"const E = { P: 'p' }; a === E.P", `const E = { P: "p" }; a === "p"`},
		"an enumeration":              {"enum E { P = 'p' } a === E.P", `enum E { P = "p" } a === "p"`},
		"a name that is given twice":  {"const P = 'p'; { const P = 'q'; a === P }", `const P = "p"; { const P = "q"; a === P }`},
		"a constant of the variables": {"const K = 'A'; process.env[K]", `const K = "A"; process.env.A`},
		"a list that is asked":        {"const L = ['a', 'b']; L.includes(c)", `const L = ["a", "b"]; ["a", "b"].includes(c)`},
		"a set that is asked":         {"const S = new Set(['a']); S.has(c)\nnew Set(['b']).has(c)", `const S = new Set(["a"]); ["a"].includes(c) ["b"].includes(c)`},
		"the kind of nothing":         {`typeof a.b === 'undefined'`, `a.b === undefined`},
		"a variable that is there":    {`!("A" in process.env)`, `!(process.env.A !== undefined)`},
		"a path by its name":          {"const F = '/a/b'; save(F, F.x); f(F + 'c')", `const F = "/a/b"; save("/a/b", F.x); f("/a/b" + "c")`},
		"a path by a key":             {"const c = { f: '/a' }; save(c.f, c.g)", `const c = { f: "/a" }; save("/a", c.g)`},
		"a path that is joined":       {"const D = path.join('/a', 'b'); const F = D + '/c'; save(F)", `const D = path.join("/a", "b"); const F = "/a/b" + "/c"; save("/a/b/c")`},
		"a path that is put together": {"const D = '/a'\nconst F = `${D}/c`\nsave(F, `${D}/${x}`)", "const D = \"/a\" const F = `/a/c` save(\"/a/c\", `/a/${x}`)"},
		"a path that may be another":  {"let F = '/a'\nF = g()\nsave(F)", "let F = \"/a\" F = g() save(F)"},
		"a usual path":                {"function save(f = '/a') { write(f); f === 'b' }", `function save(f = "/a") { write("/a"); f === "b" }`},
		"a text that is no path":      {"const F = 'a/b'; save(F)", `const F = "a/b"; save(F)`},
		"what is no code":             {"\x00", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := strings.Join(strings.Fields(string(source.Spelled([]byte(c.src)))), " ")
			if want := strings.Join(strings.Fields(c.want), " "); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

// BenchmarkHostileSpelled spells files of 200 kB that repeat one shape: each takes a time that
// grows with the file, and not with its square.
func BenchmarkHostileSpelled(b *testing.B) {
	for name, shape := range map[string]string{
		"rows":           "{ code: 'a', name: 'b' },\n",
		"paths":          "save('/a/b', c);\n",
		"open types":     "a as B<",
		"open brackets":  "f({a: [",
		"constants":      "const a = '/b', c = { d: '/e' };\n",
		"variables":      "const { A, B = 'c' } = process.env;\n",
		"texts in a sum": "+ '/a' + `/b${c}`",
	} {
		src := []byte("const a = process.env.A, p = '/b', x = " + strings.Repeat(shape, 200_000/len(shape)))
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				source.Spelled(src)
			}
		})
	}
}
