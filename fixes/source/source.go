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
	for at := range tokens {
		f.module(tokens, at)
		f.signal(tokens, at)
		f.call(tokens, at)
	}
	f.Guarded = notInProduction(tokens)
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
func (f *Facts) module(tokens []token, at int) {
	t := tokens[at]
	if t.kind != text || t.text == "" {
		return
	}
	switch {
	case is(tokens, at-1, "from"), is(tokens, at-1, "import"):
		if !typesOnly(tokens, at-1) {
			add(&f.Imports, t.text)
		}
	case is(tokens, at-1, "(") && (is(tokens, at-2, "require") || is(tokens, at-2, "import")):
		add(&f.Imports, t.text)
	}
}

// typesOnly reports whether an import ends at the token and brings types only.
func typesOnly(tokens []token, at int) bool {
	for n := at; n >= 0 && n > at-200; n-- {
		if is(tokens, n, "import") || is(tokens, n, "export") {
			return is(tokens, n+1, "type") && !is(tokens, n+2, "from") && !is(tokens, n+2, ",")
		}
	}
	return false
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
