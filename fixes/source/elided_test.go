package source_test

import (
	"testing"

	"github.com/nodedock/nodedock/fixes/source"
)

func TestElidedTellsTypesFromValues(t *testing.T) {
	t.Parallel()
	const named, all = "import { A } from 'a'\n", "import * as A from 'a'\n"
	for name, c := range map[string]struct {
		src  string
		want bool
	}{
		"a variable":                          {named + `let x: A = load()`, true},
		"a constant of a union":               {named + `const x: string | A[] | null = null`, true},
		"an assertion":                        {named + `const x = y as A`, true},
		"an assertion to an array":            {named + `run(y as A[], 1)`, true},
		"what satisfies it":                   {named + `export default { a: 1 } satisfies A`, true},
		"a parameter":                         {named + `function run(a: A, b: number) { return b }`, true},
		"a parameter that may be left out":    {named + `const run = (b?: string, a?: A) => b`, true},
		"a parameter behind such a one":       {named + `function run(b?: string, a: A) { return b }`, true},
		"a result":                            {named + `function run(): A { return load() }`, true},
		"the result of an arrow":              {named + `const run = (): A => load()`, true},
		"a promise":                           {named + `async function run(): Promise<A[]> { return [] }`, true},
		"the argument of a call":              {named + `const x = load<A>("x")`, true},
		"one of two arguments":                {named + `const x = new Map<string, Promise<A>>()`, true},
		"a member of a class":                 {named + "class X {\n  private readonly a: A;\n  b: number | A = null\n}", true},
		"members that lines end":              {named + "interface X {\n  b: string\n  a: A\n  c: number\n}", true},
		"another name for it":                 {named + `type X = A | undefined`, true},
		"more of it":                          {named + `type X = A & { b: string }`, true},
		"more of it, as a value of an object": {named + `const x = { a: A & { b: 1 } }`, false},
		"what a class implements":             {named + `class X implements A { }`, true},
		"a type of a namespace":               {all + `let x: A.B = load()`, true},
		"renamed":                             {"import { C as A } from 'a'\n" + `let x: A = load()`, true},
		"a default":                           {"import A, { B } from 'a'\n" + `let x: A = load(); let y = x as B`, true},
		"a property of the same name":         {named + `let x: A = y.A`, true},
		"never used":                          {named + `run()`, true},
		"in a comment and a text":             {named + "// new A()\nlog('A'); let x: A", true},
		"in a class with decorators":          {named + "@Injectable()\nclass X {\n  async run(x: string): Promise<A> { return x as A }\n}", true},
		"kept by decorators":                  {named + "@Injectable()\nclass X {\n  constructor(private a: A) {}\n}", false},
		"a property that a decorator keeps":   {named + "class X {\n  @Column()\n  a: A;\n}", false},
		"called":                              {named + `A()`, false},
		"constructed":                         {named + `let x: A = new A()`, false},
		"an argument":                         {named + `run(1, A)`, false},
		"compared":                            {named + `for (let i = 0; i < A; i++) { if (i > 2) run() }`, false},
		"compared twice":                      {named + `run(i < A, b > c)`, false},
		"extended":                            {named + `class X extends A { }`, false},
		"a base of an interface":              {named + `interface X extends A { }`, false}, // not looked at
		"tested":                              {named + `if (x instanceof A) run()`, false},
		"its value's type":                    {named + `let x: typeof A`, false},
		"a value of an object":                {named + `const x = { a: A }`, false},
		"one of many values":                  {named + "const x = {\n  a: A,\n  b: 1,\n}", false},
		"values joined by a sign":             {named + `const x = { a: B | A }`, false},
		"a number of signs":                   {named + `const x: number = B | A`, false},
		"one side of a condition":             {named + `const x = c ? b : A;`, false},
		"one side, in a call":                 {named + `run(y, c ? b : A)`, false},
		"one side, on lines":                  {named + "const x = c\n  ? b\n  : A\nrun()", false},
		"one side, behind a call":             {named + `const x = c ? (b) : A;`, false},
		"a case":                              {named + "switch (x) {\n  case A: run(); break\n  case b: A;\n}", false},
		"the default case":                    {named + "switch (x) {\n  default: A;\n}", false},
		"a default value":                     {named + `function run(a = A) { }`, false},
		"a default value behind its type":     {named + `function run(a: number = A | B) { }`, false},
		"given back":                          {named + `export default A`, false},
		"handed on":                           {named + `export { A }`, false},
		"handed on by another name":           {"import { C } from 'a'\nimport { A } from 'b'\nexport { A as C }", false},
		"handed on at once":                   {"import { A } from 'a'\nexport { B } from 'a'\nlet x: A", false},
		"in a list":                           {named + `const x = [B, A]`, false},
		"in a template":                       {named + "const x: A = `${A}`", false},
		"a decorator":                         {named + "@A()\nclass X { }", false},
		"loaded as well":                      {named + `let x: A; require('a')`, false},
		"loaded for its effects as well":      {named + `let x: A` + "\nimport 'a'", false},
		"added to":                            {named + `let x: A` + "\ndeclare module 'a' { }", false},
		"loaded for its effects":              {`import 'a'`, false},
		"types alone":                         {"import type { A } from 'a'\nlet x: A", false}, // told by Read
		"a value beside a type":               {"import { type A, b } from 'a'\nb()", false},
		"one name a type, the other a value":  {"import { A, b } from 'a'\nlet x: A = b()", false},
		"one statement of types, one of more": {"import { A } from 'a'\nimport { b } from 'a'\nlet x: A = b()", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := source.Elided([]byte(c.src), "a"); got != c.want {
				t.Errorf("Elided is %v, want %v", got, c.want)
			}
		})
	}
}
