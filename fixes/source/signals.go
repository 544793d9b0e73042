package source

import "slices"

// shutdownSignals are the signals that ask a program to stop.
var shutdownSignals = []string{"SIGTERM", "SIGINT"}

// signal notes a signal that the file handles. A name counts wherever it
// stands, in process.on("SIGTERM", …), in a list or as a key that is walked
// over, but not where it is sent to another process, only said, or compared.
func (f *Facts) signal(tokens []token, at int) {
	t := tokens[at]
	if !slices.Contains(shutdownSignals, t.text) {
		return
	}
	switch t.kind {
	case text:
		if !sent(tokens, at) {
			add(&f.Signals, t.text)
		}
	case word:
		if is(tokens, at+1, ":") { // { SIGTERM: 15 }
			add(&f.Signals, t.text)
		}
	}
}

// sent reports whether the string is a signal that is sent, or one that a
// child's end is compared with.
func sent(tokens []token, at int) bool {
	switch {
	case is(tokens, at-1, "==="), is(tokens, at-1, "!=="), is(tokens, at-1, "=="), is(tokens, at-1, "!="),
		is(tokens, at+1, "==="), is(tokens, at+1, "!=="), is(tokens, at+1, "=="), is(tokens, at+1, "!="):
		return true
	case is(tokens, at-1, ":") && is(tokens, at-2, "killSignal"):
		return true
	case is(tokens, at-1, "(") || is(tokens, at-1, ","):
		return onlySays[calledAt(tokens, at)]
	}
	return false
}

// onlySays are calls that pass the name of a signal on, to a process, a client or
// a log, and handle none.
var onlySays = map[string]bool{
	"kill": true, "emit": true, "sendSignal": true, "send": true, "json": true, "end": true, "write": true, "render": true,
	"log": true, "info": true, "warn": true, "error": true, "debug": true, "trace": true, "fatal": true, "Error": true,
}

// calledAt returns the name of the call whose argument stands at a place.
func calledAt(tokens []token, at int) string {
	depth := 0
	for n := at - 1; n > 0 && n > at-60; n-- {
		switch {
		case is(tokens, n, ")"), is(tokens, n, "]"), is(tokens, n, "}"):
			depth++
		case is(tokens, n, "(") && depth == 0:
			if tokens[n-1].kind == word {
				return tokens[n-1].text
			}
			return ""
		case is(tokens, n, "("), is(tokens, n, "["), is(tokens, n, "{"):
			if depth == 0 {
				return ""
			}
			depth--
		}
	}
	return ""
}
