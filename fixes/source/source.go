// Package source reads facts from the JavaScript and TypeScript of a program:
// what its files import, which servers they start, which signals they handle.
//
// It looks at tokens, so that comments, strings and types are told apart from
// code, and follows the imports of one entry file through a repository that it
// is given. It runs nothing and touches no file system.
package source

import (
	"slices"
	"strings"
)

// Facts are what one file says.
type Facts struct {
	// Imports are the modules named by import, export … from, require and
	// import(), in order and without repeats. A module that is computed is not
	// among them.
	Imports []string
	// Guarded are those of them that are required only where NODE_ENV is tested
	// not to be production.
	Guarded []string
	// Typed are modules of which an import names types only, each marked as one:
	// import { type A } from "x". TypeScript leaves such an import out unless its
	// configuration says that it stays; Node, which only strips types, keeps it.
	Typed []string
	// Resolved are the modules whose files the program looks up: require.resolve,
	// import.meta.resolve.
	Resolved []string
	// Texts are the strings of the file, in order, but for the modules of which only
	// types are imported.
	Texts []string
	// Signals are the signals of the process that the file handles, or names
	// in a list from which it does: "SIGTERM", "SIGINT".
	Signals []string
	// Calls are the names of the functions and methods that are called, without
	// repeats: "listen", "enableShutdownHooks".
	Calls []string
	// Names are the constructors behind new.
	Names []string
	// Computed reports that a module is loaded whose name is not written there:
	// require(name), import(`./${name}`), createRequire.
	Computed bool
	// Broken reports that the text could not be told apart into tokens, as with
	// JSX; the other facts may be incomplete then.
	Broken bool
}

// Read reads a file. Every text is one: what is not understood is left out.
func Read(src []byte) *Facts {
	tokens, broken := lex(src)
	f := &Facts{Broken: broken}
	required := requireNames(tokens)
	for at := range tokens {
		f.module(tokens, at, required)
		f.signal(tokens, at)
		f.call(tokens, at)
	}
	f.Guarded = guarded(src, tokens)
	return f
}

// Calls reports whether the file calls one of the names.
func (f *Facts) calls(names ...string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return slices.Contains(f.Calls, n) })
}

// call notes a call and what is constructed.
func (f *Facts) call(tokens []token, at int) {
	if tokens[at].kind != word {
		return
	}
	next := behindTypes(tokens, at+1)
	if !is(tokens, next, "(") {
		return
	}
	if is(tokens, at-1, "new") {
		add(&f.Names, tokens[at].text)
	}
	f.Computed = f.Computed || computes(tokens, at, next)
	add(&f.Calls, tokens[at].text)
}

// computes reports whether a call loads a module by more than a plain text.
func computes(tokens []token, at, open int) bool {
	switch tokens[at].text {
	case "createRequire":
		return true
	case "require", "import":
		plain := open+2 < len(tokens) && tokens[open+1].kind == text && (is(tokens, open+2, ")") || is(tokens, open+2, ","))
		return !plain && !is(tokens, at-1, ".")
	}
	return is(tokens, at-1, ".") && is(tokens, at-2, "require")
}

// behindTypes skips the type arguments of a call: create<App>(…).
func behindTypes(tokens []token, at int) int {
	if !is(tokens, at, "<") {
		return at
	}
	for n := at + 1; n < min(len(tokens), at+8); n++ {
		if tokens[n].kind == punctuation && tokens[n].text == ">" {
			return n + 1
		}
	}
	return at
}

// module notes the module that a token, a string, names.
func (f *Facts) module(tokens []token, at int, required []string) {
	t := tokens[at]
	if t.kind != text || t.text == "" {
		return
	}
	call := calledWith(tokens, at)
	if erased(tokens, at, call) {
		return
	}
	if is(tokens, at-1, "from") && types(tokens, at-1) == namedTypes {
		add(&f.Typed, t.text)
		return
	}
	f.Texts = append(f.Texts, t.text)
	switch {
	case is(tokens, at-1, "from"), is(tokens, at-1, "import"):
		add(&f.Imports, t.text)
	case call < 0:
	case is(tokens, call, "resolve") && is(tokens, call-1, ".") && (is(tokens, call-2, "require") || is(tokens, call-2, "meta")):
		add(&f.Resolved, t.text)
	case is(tokens, call, "require"), is(tokens, call, "import"), slices.Contains(required, tokens[call].text) && !is(tokens, call-1, "."):
		add(&f.Imports, t.text)
	}
}

// erased reports whether a string is the module of an import that is left out when the
// types are: import type, import("x").Type, import type x = require("y").
func erased(tokens []token, at, call int) bool {
	switch {
	case is(tokens, at-1, "from"), is(tokens, at-1, "import"):
		return types(tokens, at-1) == onlyTypes
	case call < 0:
		return false
	case is(tokens, call, "import"):
		return typePosition(tokens, call, at)
	}
	return is(tokens, call-1, "=") && is(tokens, call-3, "type") && is(tokens, call-4, "import")
}

// calledWith returns the name of the function whose first argument the token is,
// -1 for none: require("x"), require?.("x").
func calledWith(tokens []token, at int) int {
	name := at - 2
	if is(tokens, at-2, "?.") {
		name = at - 3
	}
	if name < 0 || !is(tokens, at-1, "(") || tokens[name].kind != word {
		return -1
	}
	return name
}

// requireNames returns the names under which a file keeps what createRequire
// makes: const load = createRequire(import.meta.url).
func requireNames(tokens []token) (names []string) {
	for at := range tokens {
		start := at - 1
		if !is(tokens, at, "createRequire") || !is(tokens, at+1, "(") {
			continue
		}
		if is(tokens, start, ".") { // module.createRequire
			start -= 2
		}
		if is(tokens, start, "=") && start > 0 && tokens[start-1].kind == word {
			names = append(names, tokens[start-1].text)
		}
	}
	return names
}

// typePosition reports whether an import("x") is a type: typeof import("x"), or
// import("x").Name, which a promise does not have.
func typePosition(tokens []token, call, at int) bool {
	if is(tokens, call-1, "typeof") {
		return true
	}
	if !is(tokens, at+1, ")") || !is(tokens, at+2, ".") || at+3 >= len(tokens) || is(tokens, at+4, "(") {
		return false
	}
	first := tokens[at+3].text[:1]
	return tokens[at+3].kind == word && first != strings.ToLower(first)
}

// What an import brings of types.
const (
	noTypes    = iota // values
	onlyTypes         // import type …
	namedTypes        // import { type A, type B } …
)

// types returns what the import that ends at the token brings of types.
func types(tokens []token, at int) int {
	for n := at; n >= 0 && n > at-200; n-- {
		if !is(tokens, n, "import") && !is(tokens, n, "export") {
			continue
		}
		switch {
		case is(tokens, n+1, "type") && !is(tokens, n+2, "from") && !is(tokens, n+2, ","):
			return onlyTypes
		case is(tokens, n+1, "{") && eachTyped(tokens[n+2:at]):
			return namedTypes
		}
		return noTypes
	}
	return noTypes
}

// eachTyped reports whether every name between the braces of an import is marked
// as a type.
func eachTyped(names []token) bool {
	marked := false
	for at := 0; at < len(names) && !is(names, at, "}"); {
		if !is(names, at, "type") || at+1 >= len(names) || names[at+1].kind != word || is(names, at+1, "as") {
			return false // also one that is called type
		}
		marked = true
		for at < len(names) && !is(names, at, ",") && !is(names, at, "}") {
			at++
		}
		if is(names, at, ",") {
			at++
		}
	}
	return marked
}

func add(list *[]string, s string) {
	if !slices.Contains(*list, s) {
		*list = append(*list, s)
	}
}

// Relative reports whether a module is named by its path.
func Relative(module string) bool {
	return module == "." || module == ".." || strings.HasPrefix(module, "./") || strings.HasPrefix(module, "../")
}
